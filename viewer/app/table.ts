/** The drawing's equal in numbers: a real table of the same packets, of which only the visible rows exist. */

import { FLAG } from '../../src/timeline/schema.ts';
import { lastAtMost } from '../../src/timeline/search.ts';
import type { View } from '../layout/in-view.ts';
import { Last } from '../layout/last.ts';
import type { Layout } from '../layout.ts';
import { h, keyed, type Markup } from '../markup.ts';
import { sideName } from '../svg/describe.ts';
import { frameName } from '../words/frame.ts';
import { type Phrase, t, told } from '../words/language.ts';
import { grouped, offset } from '../words/numbers.ts';
import { packetFilter } from './filter.ts';
import { heightOf } from './stage.ts';
import type { State } from './state.ts';

/** Pixels, by the style sheet. The few rows that say something may take more: much less than is drawn beyond the screen. */
const ROW_HEIGHT = 30;

const COLUMNS: readonly Phrase[] = [
  'Frame',
  'Time, s',
  'From',
  'Packet',
  'Seq',
  'Ack',
  'Payload',
  'Window',
  'TTL',
  'Says',
];

export function packetTable(plan: Layout, state: State, visible: View | null): Markup {
  const rows = tableRows(plan, state);
  const first = visible === null ? 0 : clamp(Math.floor(visible.top / ROW_HEIGHT), rows.length);
  const end = visible === null ? rows.length : clamp(Math.ceil(visible.bottom / ROW_HEIGHT), rows.length);
  const words = evidenceByFrame(plan);
  return h(
    'div',
    { class: 'scroll packets-table' },
    h(
      'table',
      { 'aria-rowcount': rows.length + 1 },
      h(
        'thead',
        {},
        h(
          'tr',
          { 'aria-rowindex': 1 },
          COLUMNS.map((name) => h('th', { scope: 'col' }, t(name))),
        ),
      ),
      h(
        'tbody',
        {},
        spacer('above', first),
        rows
          .slice(first, end)
          .map((packet, index) => rowMarkup(plan, state, words, packet, first + index + 2)),
        spacer('below', rows.length - end),
      ),
    ),
  );
}

/** How far below the top of the drawing or the table the selected packet is, in pixels; null where it has no row. */
export function placeOf(plan: Layout, state: State): number | null {
  if (state.view === 'drawing') return heightOf(plan, state.packet);
  const rows = tableRows(plan, state);
  const row = lastAtMost(rows.length, (each) => rows[each] ?? 0, state.packet);
  return rows[row] === state.packet ? row * ROW_HEIGHT : null;
}

const known = new Last<readonly number[]>();

/** The packets of the drawing, those inside folded runs too, as far as the filter asks for them. */
export function tableRows(plan: Layout, state: State): readonly number[] {
  return known.of([plan.rows, state.acks, state.filter], () => filteredRows(plan, state));
}

function filteredRows(plan: Layout, state: State): number[] {
  const asked = packetFilter(state.filter, plan.timeline);
  const rows = allRows(plan, state);
  return asked === null ? rows : rows.filter(asked);
}

function allRows(plan: Layout, state: State): number[] {
  if (state.acks) return plan.timeline.packets.frame.map((_, row) => row);
  return plan.rows.flatMap((row) => {
    if (row.kind === 'hole') return [];
    return row.kind === 'fold' ? range(row.packet, row.last) : [row.packet];
  });
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

function spacer(key: string, rows: number): Markup | null {
  if (rows <= 0) return null;
  return keyed(
    key,
    h(
      'tr',
      { class: 'spacer', 'aria-hidden': 'true' },
      h('td', { colspan: COLUMNS.length, height: rows * ROW_HEIGHT }),
    ),
  );
}

function evidenceByFrame(plan: Layout): Map<number, string> {
  const words = new Map<number, string>();
  for (const { frame, text } of plan.finding?.evidence ?? [])
    words.set(frame, words.has(frame) ? `${words.get(frame)}${t('; ')}${told(text)}` : told(text));
  return words;
}

function rowMarkup(
  plan: Layout,
  state: State,
  words: ReadonlyMap<number, string>,
  packet: number,
  index: number,
): Markup {
  const { packets, firstTime } = plan.timeline;
  const frame = packets.frame[packet] ?? 0;
  const hasAck = ((packets.flags[packet] ?? 0) & FLAG.ACK) !== 0;
  const cells = [
    offset((packets.time[packet] ?? 0) - firstTime),
    sideName(packets.sender[packet] === 0 ? 0 : 1, plan.finding),
    plan.names.unnumbered(packet),
    grouped(packets.seq[packet] ?? 0),
    hasAck ? grouped(packets.ack[packet] ?? 0) : '',
    grouped(packets.length[packet] ?? 0),
    grouped(packets.window[packet] ?? 0),
    packets.ttl[packet] ?? 0,
  ];
  const selected = packet === state.packet;
  return keyed(
    `r${packet}`,
    h(
      'tr',
      {
        class: selected ? 'selected' : null,
        'aria-rowindex': index,
        'aria-current': selected ? 'true' : null,
        tabindex: selected ? 0 : -1,
        'data-do': 'packet',
        'data-packet': packet,
      },
      h('th', { scope: 'row' }, frameName(plan.timeline, frame)),
      cells.map((cell) => h('td', {}, cell)),
      h('td', { class: 'says' }, words.get(frame) ?? ''),
    ),
  );
}
