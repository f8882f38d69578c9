/** Out of the page in every form that a ticket takes. */
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { DEFAULT_LAYOUT, layout } from '../layout.ts';
import { toMarkdown } from '../markdown.ts';
import { h, type Markup } from '../markup.ts';
import { toMermaid } from '../mermaid.ts';
import { toSvg } from '../svg.ts';
import { type Phrase, t } from '../words/language.ts';
import { copyImage, copyText, saveBlob } from './copy.ts';
import type { Effect, EffectContext } from './effect.ts';
import { pngOf } from './png.ts';
import { announce, openDialog } from './shell.ts';
import { displayFilter, type State, toHash } from './state.ts';

interface Drawn {
  readonly timeline: Timeline;
  readonly finding: Finding | null;
}

/** What the dialog offers, by command; copying first, files after it. */
const WAYS: readonly (readonly [command: string, label: Phrase, hint: Phrase, needsFinding: boolean])[] = [
  ['copy-markdown', 'Markdown', 'verdict, packets and evidence, for a ticket', true],
  ['copy-mermaid', 'Mermaid', 'a diagram for GitHub, GitLab, Notion', true],
  ['copy-link', 'Link', 'to what is selected here', false],
  ['copy-filter', 'Wireshark filter', 'shows this connection', false],
  ['copy-png', 'Picture', 'onto the clipboard, as PNG', false],
  ['save-png', 'PNG file', 'for documents and chats', false],
  ['save-svg', 'SVG file', 'sharp at every size', false],
];

export const SHARES: readonly (readonly [string, Effect])[] = [
  ['share', ({ shell, state }) => openDialog(shell.dialog, ways(state))],
  ['copy-markdown', withDrawable(copyMarkdown)],
  ['copy-mermaid', withDrawable(copyMermaid)],
  ['copy-link', (context) => copy(context, t('Link'), linkTo(context))],
  ['copy-filter', (context) => copy(context, t('Wireshark filter'), displayFilter(context.state))],
  ['copy-png', withDrawable((context, drawn) => void copyPng(context, drawn))],
  ['save-png', withDrawable((context, drawn) => void savePng(context, drawn))],
  ['save-svg', withDrawable((context, drawn) => saveSvg(context, drawn))],
];

function ways({ finding }: State): Markup[] {
  return [
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id: 'cc-dialog-title' }, t('Copy or save')),
      h('button', { type: 'button', 'data-do': 'close' }, t('Close')),
    ),
    h(
      'ul',
      { class: 'plain ways' },
      WAYS.map(([command, label, hint, needsFinding]) =>
        h(
          'li',
          {},
          h(
            'button',
            { type: 'button', 'data-do': command, disabled: needsFinding && finding === null },
            h('b', {}, t(label)),
            h('small', {}, t(hint)),
          ),
        ),
      ),
    ),
  ];
}

function withDrawable(act: (context: EffectContext, drawn: Drawn) => void): Effect {
  return (context) => {
    const { timeline, finding } = context.state;
    context.shell.dialog.close();
    if (timeline !== null) act(context, { timeline, finding });
  };
}

function copyMarkdown(context: EffectContext, { finding, timeline }: Drawn): void {
  if (finding !== null) copy(context, 'Markdown', toMarkdown(finding, timeline));
}

function copyMermaid(context: EffectContext, { finding, timeline }: Drawn): void {
  if (finding !== null) copy(context, 'Mermaid', toMermaid({ finding, timeline }));
}

function linkTo({ model, state }: EffectContext): string {
  return `${location.href.replace(/#.*$/, '')}${toHash(model, state)}`;
}

function copy({ shell }: EffectContext, what: string, text: string): void {
  shell.dialog.close();
  void copyText(text, shell.place.container).then((done) =>
    announce(shell, done ? t('{0} copied', what) : t('{0} could not be copied here', what)),
  );
}

/** As it is set up on the screen, but as wide as documents are, and with its title. */
function drawingOf({ state }: EffectContext, { timeline, finding }: Drawn, theme: 'light' | 'dark'): string {
  const { axis, zoom, acks, unfolded, opened } = state;
  const plan = layout(timeline, finding, { ...DEFAULT_LAYOUT, axis, zoom, acks, unfolded, opened });
  return toSvg(plan, theme);
}

function nameOf({ timeline, finding }: Drawn): string {
  const kind = finding === null ? 'connection' : finding.kind.replace(/[^a-z-]/g, '');
  return `${kind}-${timeline.index}`;
}

function saveSvg(context: EffectContext, drawn: Drawn): void {
  const svg = drawingOf(context, drawn, 'light');
  saveBlob(`${nameOf(drawn)}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
}

async function savePng(context: EffectContext, drawn: Drawn): Promise<void> {
  const png = await pngOf(drawingOf(context, drawn, 'light'));
  if (png !== null) saveBlob(`${nameOf(drawn)}.png`, png);
  else announce(context.shell, t('This browser could not make the picture'));
}

async function copyPng(context: EffectContext, drawn: Drawn): Promise<void> {
  const png = await pngOf(drawingOf(context, drawn, 'light'));
  const done = png !== null && (await copyImage(png));
  announce(
    context.shell,
    done ? t('{0} copied', t('Picture')) : t('{0} could not be copied here', t('Picture')),
  );
}
