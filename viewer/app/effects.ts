/** Commands that reach beyond the state: clipboard, files, dialogs, settings. */
import { DEFAULT_LAYOUT, layout } from '../layout.ts';
import { toMarkdown } from '../markdown.ts';
import type { ViewerModel } from '../model.ts';
import { toSvg } from '../svg.ts';
import { t } from '../words/language.ts';
import { copyText, saveText } from './copy.ts';
import { switchLanguage } from './languages.ts';
import { applyTheme, enableKeys, keysEnabled, nextTheme, storedTheme } from './settings.ts';
import { announce, openHelp, renderTools, type Shell } from './shell.ts';
import { type State, toHash } from './state.ts';

export interface EffectContext {
  readonly model: ViewerModel;
  readonly state: State;
  readonly shell: Shell;
  /** Writes the whole page anew, in the language of now. */
  readonly rewrite: () => void;
}

type Effect = (context: EffectContext) => void;

export const EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ['copy-markdown', copyMarkdown],
  ['copy-filter', ({ state, shell }) => copy(shell, t('Display filter'), displayFilter(state))],
  [
    'copy-link',
    ({ model, state, shell }) =>
      copy(shell, t('Link'), `${location.href.replace(/#.*$/, '')}${toHash(model, state)}`),
  ],
  ['save-svg', saveSvg],
  ['theme', changeTheme],
  ['language', changeLanguage],
  ['help', ({ shell }) => openHelp(shell.dialog)],
  ['filter', focusFilter],
  ['keys', () => enableKeys(!keysEnabled())],
]);

function copyMarkdown({ state, shell }: EffectContext): void {
  if (state.finding !== null && state.timeline !== null)
    copy(shell, 'Markdown', toMarkdown(state.finding, state.timeline));
}

function displayFilter(state: State): string {
  return state.finding?.displayFilter ?? `tcp.stream eq ${state.timeline?.index ?? 0}`;
}

function copy(shell: Shell, what: string, text: string): void {
  void copyText(text, shell.place.container).then((done) =>
    announce(shell, done ? t('{0} copied', what) : t('{0} could not be copied here', what)),
  );
}

function saveSvg({ state }: EffectContext): void {
  if (state.timeline === null) return;
  const { axis, zoom, acks, unfolded } = state;
  const plan = layout(state.timeline, state.finding, { ...DEFAULT_LAYOUT, axis, zoom, acks, unfolded });
  const name = state.finding === null ? 'connection' : state.finding.kind.replace(/[^a-z-]/g, '');
  saveText(`${name}-${state.timeline.index}.svg`, 'image/svg+xml', toSvg(plan));
}

function changeTheme({ shell }: EffectContext): void {
  const theme = nextTheme(storedTheme());
  applyTheme(shell.place.host, theme);
  renderTools(shell);
}

function changeLanguage({ shell, rewrite }: EffectContext): void {
  switchLanguage(shell.dictionaries);
  rewrite();
}

function focusFilter({ shell }: EffectContext): void {
  shell.place.root.getElementById('cc-filter')?.focus();
}
