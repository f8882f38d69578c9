/** Commands that reach beyond the state: clipboard, files, dialogs, settings. */
import type { ViewerModel } from '../model.ts';
import { t } from '../words/language.ts';
import { gotoContent } from './goto.ts';
import { helpContent } from './help.ts';
import { switchLanguage } from './languages.ts';
import { applyTheme, enableKeys, keysEnabled, nextTheme, storedTheme } from './settings.ts';
import { SHARES } from './share.ts';
import { announce, openDialog, renderTools, type Shell } from './shell.ts';
import type { State } from './state.ts';

export interface EffectContext {
  readonly model: ViewerModel;
  readonly state: State;
  readonly shell: Shell;
  /** Writes the whole page anew, in the language of now. */
  readonly rewrite: () => void;
  /** Draws again what a style sheet does not colour. */
  readonly repaint: () => void;
  readonly goTo: (frame: string) => void;
}

type Effect = (context: EffectContext) => void;

export const EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ...SHARES,
  ['theme', changeTheme],
  ['language', changeLanguage],
  ['help', ({ shell }) => openDialog(shell.dialog, helpContent(keysEnabled()))],
  ['goto', ({ shell }) => openDialog(shell.dialog, gotoContent())],
  ['goto-typed', goToTyped],
  ['filter', focusFilter],
  ['keys', () => enableKeys(!keysEnabled())],
]);

function changeTheme({ shell, repaint }: EffectContext): void {
  const theme = nextTheme(storedTheme());
  applyTheme(shell.place.host, theme);
  renderTools(shell);
  repaint();
}

function changeLanguage({ shell, rewrite }: EffectContext): void {
  switchLanguage(shell.dictionaries);
  rewrite();
}

function focusFilter({ shell }: EffectContext): void {
  shell.place.root.getElementById('cc-filter')?.focus();
}

/** To a frame as the reader typed it, with or without `#`. */
function goToTyped({ shell, state, goTo }: EffectContext): void {
  const field = shell.place.root.getElementById('cc-goto');
  const frame = field instanceof HTMLInputElement ? field.value.replace(/\D/g, '') : '';
  if (state.timeline?.packets.frame.includes(Number(frame)) !== true) {
    announce(shell, t('Frame {0} is not on this connection', frame));
    return;
  }
  shell.dialog.close();
  goTo(frame);
}
