/**
 * One finding as a Mermaid sequence diagram, for places that show nothing else. Mermaid has no slant, so the times at
 * both ends of the packets that crossed are written beside them.
 *
 * GitLab refuses diagrams of more than 2,000 characters; more than two dozen rows are unreadable in a ticket.
 */
import { escapeMermaid } from '../src/report/escape.ts';
import { visible } from '../src/report/visible.ts';
import type { Arrow, Fold } from './layout/arrows.ts';
import { packetsIn } from './layout/in-view.ts';
import { detailOf } from './layout/notes.ts';
import { kindOf, type PacketKind } from './layout/packets.ts';
import type { Tick } from './layout/ticks.ts';
import { DEFAULT_LAYOUT, type Layout, layout } from './layout.ts';
import type { Drawable } from './model.ts';
import { sideName, title } from './svg/describe.ts';
import { told } from './words/language.ts';

export const MOST_ROWS = 24;
export const MOST_CHARACTERS = 1900;

/** Rows of the drawing to begin with; notes and silences come on top. */
const FIRST_TRY = 18;

/** Characters of a note, and of an endpoint's address. */
const NOTE = 100;
const ADDRESS = 48;

export function toMermaid({ timeline, finding }: Drawable): string {
  for (let maxRows = FIRST_TRY; ; maxRows -= 1) {
    const drawn = layout(timeline, finding, { ...DEFAULT_LAYOUT, maxRows });
    const rows = rowsOf(drawn);
    const text = diagram(drawn, rows);
    const fits = rows.length <= MOST_ROWS && text.length <= MOST_CHARACTERS;
    if (fits || maxRows === 1) return text;
  }
}

/** A statement of the diagram, with its height in the drawing: what is higher comes first. */
interface Row {
  readonly y: number;
  readonly text: string;
  /** One of the two packets that crossed. */
  readonly crossing: boolean;
}

function diagram(drawn: Layout, rows: readonly Row[]): string {
  const { client, server } = drawn.timeline;
  const explanation = told(drawn.finding?.explanation ?? '');
  const lines = [
    'sequenceDiagram',
    `accTitle: ${safe(title(drawn), NOTE)}`,
    explanation === '' ? '' : `accDescr: ${safe(explanation, 2 * NOTE)}`,
    `participant G as ${sideName(0, drawn.finding)} ${safe(client.address, ADDRESS)}`,
    `participant U as ${sideName(1, drawn.finding)} ${safe(server.address, ADDRESS)}`,
    ...framed(rows),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

/** From the first to the last packet of a crossing one frame, in which the arrows are drawn as sent without waiting. */
function framed(rows: readonly Row[]): string[] {
  const first = rows.findIndex(({ crossing }) => crossing);
  const last = rows.findLastIndex(({ crossing }) => crossing);
  const lines = rows.map(({ text }) => text);
  if (first < 0) return lines;
  return [
    ...lines.slice(0, first),
    'rect rgba(128, 128, 128, 0.15)',
    ...lines.slice(first, last + 1),
    'end',
    ...lines.slice(last + 1),
  ];
}

function rowsOf(drawn: Layout): Row[] {
  const { arrows, folds, ticks } = packetsIn(drawn, null);
  const rows = [
    ...arrows.map((arrow) => arrowRow(drawn, arrow, ticks)),
    ...folds.map(foldRow),
    ...drawn.breaks.filter(({ text }) => text !== '').map(({ top, text }) => note(top, 'G,U', text)),
    ...drawn.moments.map((moment) =>
      note(
        moment.y,
        moment.lane === 0 ? 'G' : 'U',
        `(${moment.number}) ${moment.title}: ${detailOf(moment)}`,
      ),
    ),
  ];
  return rows.toSorted((a, b) => a.y - b.y);
}

function note(y: number, over: string, text: string): Row {
  return { y, text: `Note over ${over}: ${safe(text, NOTE)}`, crossing: false };
}

/** A reset ends in a cross, acknowledgements and FINs are dashed. */
const LINES: Readonly<Record<PacketKind, string>> = {
  open: '-->>',
  request: '->>',
  response: '->>',
  ack: '-->>',
  probe: '-->>',
  fin: '-->>',
  rst: '--x',
};

function arrowRow({ timeline, verdict, names }: Layout, arrow: Arrow, ticks: readonly Tick[]): Row {
  const { frame, sender, packet } = arrow;
  const pair = [verdict.exchange?.request?.start.frame, verdict.close?.frame];
  const crossing = verdict.crossing && pair.includes(frame);
  const kind = kindOf(timeline, packet);
  const line = arrow.unanswered
    ? '-x'
    : crossing && kind !== 'rst'
      ? kind === 'fin'
        ? '--)'
        : '-)'
      : LINES[kind];
  const [from, to] = sender === 0 ? ['G', 'U'] : ['U', 'G'];
  const times = ticks.filter((tick) => tick.packet === packet);
  const at = (lane: number) => times.find((tick) => tick.lane === lane)?.text ?? '';
  const known = [sender, ...(arrow.cited ? [1 - sender] : [])].map(at).filter((time) => time !== '');
  const when = known.length === 0 ? '' : `, ${known.join(' to ')}`;
  return {
    y: arrow.from.y,
    text: `${from}${line}${to}: ${safe(names.label(packet) + when, NOTE)}`,
    crossing,
  };
}

function foldRow({ corners, sender, label }: Fold): Row {
  const [from, to] = sender === 0 ? ['G', 'U'] : ['U', 'G'];
  return { y: corners[0].y, text: `${from}->>${to}: ${safe(label.text, NOTE)}`, crossing: false };
}

/** At most `limit` characters of it, as they stand in the diagram. */
function safe(text: string, limit: number): string {
  const shown = visible(text, limit);
  let written = '';
  for (const character of shown) {
    const escaped = escapeMermaid(character);
    if (written.length + escaped.length > limit) return `${written}...`;
    written += escaped;
  }
  return written;
}
