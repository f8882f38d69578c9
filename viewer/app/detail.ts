/** One packet's numbers, when it was where, and what it has to do with the verdict. */

import { isCaptured } from '../../src/timeline/clocks.ts';
import { FLAG, PACKET_NOTE } from '../../src/timeline/schema.ts';
import { flagsText } from '../layout/packets.ts';
import type { Layout } from '../layout.ts';
import { h, type Markup } from '../markup.ts';
import { sideName, wayName } from '../svg/describe.ts';
import { frameName } from '../words/frame.ts';
import { t, told } from '../words/language.ts';
import { byteCount, duration, offset, roughly } from '../words/numbers.ts';

export function packetDetail(plan: Layout, packet: number): Markup {
  const { packets } = plan.timeline;
  const lane = packets.sender[packet] === 0 ? 0 : 1;
  return h(
    'div',
    { class: 'detail' },
    h(
      'div',
      { class: 'detail-head' },
      h('h3', {}, plan.names.label(packet)),
      h('p', { class: 'muted' }, wayName(lane, plan.finding)),
      h('button', { type: 'button', 'data-do': 'close', 'aria-label': t('Close packet detail') }, t('Close')),
    ),
    factList(numberRows(plan, packet)),
    factList(timeRows(plan, packet, lane)),
    factList([...linkRows(plan, packet), ...roleRows(plan, packet)]),
  );
}

type Row = readonly [name: string, text: string | Markup | null];

function factList(rows: readonly Row[]): Markup {
  return h(
    'dl',
    { class: 'facts' },
    rows.map(([name, text]) => (text === null ? null : h('div', {}, h('dt', {}, name), h('dd', {}, text)))),
  );
}

/** Relative sequence numbers, as Wireshark shows them. */
function numberRows({ timeline }: Layout, packet: number): Row[] {
  const { packets } = timeline;
  const flags = packets.flags[packet] ?? 0;
  const length = packets.length[packet] ?? 0;
  return [
    [t('flags'), flagsText(flags)],
    ['seq', String(packets.seq[packet] ?? 0)],
    ['ack', (flags & FLAG.ACK) === 0 ? t('not set') : String(packets.ack[packet] ?? 0)],
    [t('payload'), byteCount(length)],
    [t('window'), String(packets.window[packet] ?? 0)],
    ['TTL', String(packets.ttl[packet] ?? 0)],
    [t('note'), noteText(packets.note[packet] ?? 0)],
  ];
}

function noteText(note: number): string | null {
  const words = [
    (note & PACKET_NOTE.RETRANSMISSION) === 0 ? null : t('retransmission'),
    (note & PACKET_NOTE.OUT_OF_ORDER) === 0 ? null : t('out of order'),
    (note & PACKET_NOTE.DUPLICATE) === 0 ? null : t('copy made by the capture'),
    (note & PACKET_NOTE.KEEP_ALIVE) === 0 ? null : t('keep-alive probe'),
    (note & PACKET_NOTE.CUT) === 0 ? null : t('payload cut by the snaplen'),
  ].filter((word) => word !== null);
  return words.length === 0 ? null : words.join(t(', '));
}

function timeRows({ timeline, clocks, finding }: Layout, packet: number, lane: 0 | 1): Row[] {
  const start = timeline.firstTime;
  const other = lane === 0 ? 1 : 0;
  const at = (time: number | undefined, side: 0 | 1) => {
    const spread = clocks.spread[side];
    if (isCaptured(clocks, packet, side)) return t('{0} s, captured', offset((time ?? 0) - start));
    const text = offset((time ?? 0) - start);
    return spread > 0 ? t('{0} s, estimated within {1}', text, roughly(spread)) : t('{0} s, estimated', text);
  };
  return [
    [t('captured'), `${offset((timeline.packets.time[packet] ?? 0) - start)} s`],
    [t('left {0}', sideName(lane, finding)), at(clocks.left[packet], lane)],
    [t('reached {0}', sideName(other, finding)), at(clocks.arrived[packet], other)],
  ];
}

function linkRows({ timeline, clocks }: Layout, packet: number): Row[] {
  const { time, frame } = timeline.packets;
  const link = (row: number, text: string) =>
    row < 0
      ? null
      : h(
          'button',
          { type: 'button', class: 'frame', 'data-do': 'frame', 'data-frame': frame[row] ?? 0 },
          `${frameName(timeline, frame[row] ?? 0)}${text}`,
        );
  const acknowledges = ((timeline.packets.flags[packet] ?? 0) & FLAG.ACK) !== 0;
  const cause = clocks.links.answers[packet] ?? -1;
  const answer = clocks.links.answeredBy[packet] ?? -1;
  const after = answer < 0 ? '' : t(', {0} later', duration((time[answer] ?? 0) - (time[packet] ?? 0)));
  return [
    [t(acknowledges ? 'acknowledges' : 'answers'), link(cause, '')],
    [t('acknowledged'), link(answer, after)],
  ];
}

/** What the verdict says about this frame. */
function roleRows({ finding, timeline }: Layout, packet: number): Row[] {
  const frame = timeline.packets.frame[packet];
  const evidence = finding?.evidence.filter((each) => each.frame === frame) ?? [];
  return evidence.map(({ text, level }) => [t(level), told(text)]);
}
