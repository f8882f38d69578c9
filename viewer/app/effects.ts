/** Commands that reach beyond the state: clipboard, files, dialogs, settings. */
import { rowOf } from '../layout/frames.ts';
import { t } from '../words/language.ts';
import type { Effect, EffectContext } from './effect.ts';
import { gotoContent } from './goto.ts';
import { helpContent } from './help.ts';
import { switchLanguage } from './languages.ts';
import { applyTheme, enableKeys, keysEnabled, nextTheme, storedTheme } from './settings.ts';
import { SHARES } from './share.ts';
import { announce, openDialog, renderTools } from './shell.ts';

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
  if (state.timeline === null || rowOf(state.timeline.packets, Number(frame)) < 0) {
    announce(shell, t('Frame {0} is not on this connection', frame));
    return;
  }
  shell.dialog.close();
  goTo(frame);
}
