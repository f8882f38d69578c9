/** Packets as arrows between the lanes, runs of data as bands. */

import { type Clocks, rangeOf } from '../../src/timeline/clocks.ts';
import { PACKET_NOTE, type Timeline } from '../../src/timeline/schema.ts';
import { frameName } from '../words/frame.ts';
import { t } from '../words/language.ts';
import { byteCount, duration, grouped } from '../words/numbers.ts';
import type { TimeAxis } from './axis.ts';
import type { Columns } from './columns.ts';
import { between, type LineLabel, type Point } from './geometry.ts';
import { kindOf, type PacketKind } from './packets.ts';
import type { FoldRow } from './rows.ts';
import { clip } from './text.ts';

export interface Arrow {
  /** Index in `Timeline.packets`. */
  readonly packet: number;
  readonly frame: number;
  readonly kind: PacketKind;
  readonly sender: 0 | 1;
  readonly from: Point;
  /** The other lane, or part of the way to it where no sign of an arrival was captured. */
  readonly to: Point;
  readonly unanswered: boolean;
  readonly again: boolean;
  /** The verdict rests on it. */
  readonly cited: boolean;
  /** Where on the way the capture saw it: 0 = at the sender, 1 = at the receiver. */
  readonly seenAt: number;
  /** A capture at the other end saw it too. */
  readonly seenTwice: boolean;
  /** Where the end at the sender and the one at the receiver may really lie; null where captured, or not cited. */
  readonly whiskers: readonly [Whisker | null, Whisker | null];
  /** An answer to a side that had already closed. */
  readonly isLate: boolean;
  /** Sent by somebody between the lanes, nobody knows where. */
  readonly isStranger: boolean;
  readonly label: LineLabel | null;
}

/** Pixels. It may reach further than it is drawn. */
export interface Whisker {
  readonly top: number;
  readonly bottom: number;
  readonly isCut: readonly [atTop: boolean, atBottom: boolean];
}

export interface Fold {
  readonly packet: number;
  readonly last: number;
  readonly sender: 0 | 1;
  /** The four corners: begin and end at the sender, end and begin at the receiver. */
  readonly corners: readonly [Point, Point, Point, Point];
  readonly label: LineLabel;
}

/** Half the width of the state strip on a lane. */
export const LANE_EDGE = 6;

/** A whisker is drawn this far from its packet's end: longer ones only say that nothing is known, and hide the rest. */
const LONGEST_WHISKER = 34;

/** An arrow without a sign of arrival ends here on its way. */
const UNANSWERED_LENGTH = 0.62;

/** What somebody on the path sent begins here. */
const STRANGER_FROM = 0.4;

export interface ArrowContext {
  readonly timeline: Timeline;
  readonly clocks: Clocks;
  readonly columns: Columns;
  readonly axis: TimeAxis;
  readonly cited: ReadonlySet<number>;
  /** The last packet of the client and of the server, -1 for none. */
  readonly lastOf: readonly [number, number];
  /** Row of a packet that somebody on the path sent, -1 for none. */
  readonly stranger: number;
  /** When the gateway closed without waiting for more, nanoseconds; Infinity where it did not. */
  readonly gaveUp: number;
}

/** Pixels at which a row's packets left and arrived: two numbers for a packet, four for a fold. */
type RowPixels = readonly number[];

export function arrowOf(context: ArrowContext, packet: number, pixels: RowPixels): Arrow {
  const { timeline, columns, clocks } = context;
  const sender = timeline.packets.sender[packet] === 0 ? 0 : 1;
  const lane = { x: columns.lanes[sender], y: pixels[0] ?? 0 };
  const whole = { x: columns.lanes[sender === 0 ? 1 : 0], y: pixels[1] ?? 0 };
  const isStranger = packet === context.stranger;
  const from = isStranger ? between(lane, whole, STRANGER_FROM) : lane;
  const unanswered = isUnanswered(context, packet, sender);
  const to = unanswered ? between(from, whole, UNANSWERED_LENGTH) : whole;
  const frame = timeline.packets.frame[packet] ?? 0;
  const seenAt = sender === 0 ? clocks.capturePoint : 1 - clocks.capturePoint;
  return {
    packet,
    frame,
    kind: kindOf(timeline, packet),
    sender,
    from,
    to,
    unanswered,
    again: ((timeline.packets.note[packet] ?? 0) & PACKET_NOTE.RETRANSMISSION) !== 0,
    cited: context.cited.has(frame),
    seenAt,
    seenTwice: clocks.secondLane !== null && !clocks.unseen.has(packet),
    whiskers: isStranger ? [null, null] : whiskersOf(context, packet, sender, [from.y, to.y]),
    isLate: isLate(context, packet),
    isStranger,
    label: null,
  };
}

export function foldOf(context: ArrowContext, row: FoldRow, pixels: RowPixels): Fold {
  const { timeline, columns } = context;
  const { packets } = timeline;
  const sender = packets.sender[row.packet] === 0 ? 0 : 1;
  const near = columns.lanes[sender];
  const far = columns.lanes[sender === 0 ? 1 : 0];
  const [begin = 0, end = 0, firstArrival = 0, lastArrival = 0] = pixels;
  const text = foldText(timeline, row, columns.narrow);
  const corners: Fold['corners'] = [
    { x: near, y: begin },
    { x: near, y: end },
    { x: far, y: lastArrival },
    { x: far, y: firstArrival },
  ];
  const label = foldLabel(clip(text, Math.abs(far - near) - 24, columns.fontSize), corners, columns.fontSize);
  return {
    packet: row.packet,
    last: row.last,
    sender,
    corners,
    label,
  };
}

/** Where there is little room, the frames are left to whoever unfolds it. */
function foldText(timeline: Timeline, row: FoldRow, isNarrow: boolean): string {
  const { packets } = timeline;
  const took = (packets.time[row.last] ?? 0) - (packets.time[row.packet] ?? 0);
  const again = row.retransmissions === 0 ? '' : t(', {0} again', grouped(row.retransmissions));
  const facts = [grouped(row.segments), byteCount(row.bytes), duration(took), again] as const;
  if (isNarrow) return t('{0} segments, {1}, {2}{3}', ...facts);
  const named = (packet: number) => frameName(timeline, packets.frame[packet] ?? 0);
  const frames = [named(row.packet), named(row.last)] as const;
  return t('{0} to {1}: {2} segments, {3}, {4}{5}', ...frames, ...facts);
}

/** In the middle of the band; of one that is too thin for it, along its lower edge. */
function foldLabel(text: string, [begin, end, last, first]: Fold['corners'], fontSize: number): LineLabel {
  const x = (end.x + last.x) / 2;
  const thickness = (end.y - begin.y + last.y - first.y) / 2;
  if (thickness > fontSize * 1.8) {
    const y = (begin.y + end.y + first.y + last.y) / 4 + fontSize * 0.35;
    return { text, x, y, angle: 0, anchor: 'middle' };
  }
  const slope = Math.atan((last.y - end.y) / (last.x - end.x));
  const y = (end.y + last.y) / 2 + fontSize * 1.15;
  return { text, x, y, angle: (slope * 180) / Math.PI, anchor: 'middle' };
}

/**
 * Nothing of the other side came after it, and the connection ended in silence or its sender sent it again. One
 * capture cannot say "lost": it shows no sign of an arrival, no more.
 */
function isUnanswered(context: ArrowContext, packet: number, sender: 0 | 1): boolean {
  const lastOfOther = context.lastOf[sender === 0 ? 1 : 0];
  if (lastOfOther > packet || (context.clocks.links.answeredBy[packet] ?? -1) >= 0) return false;
  if (context.timeline.end === 'timeout') return true;
  // Of a side that was not captured at all silence says nothing.
  return lastOfOther >= 0 && wasRepeated(context.timeline, packet);
}

/** It is a retransmission, or one follows. */
function wasRepeated({ packets }: Timeline, packet: number): boolean {
  const { note, seq, sender } = packets;
  const again = (row: number) => ((note[row] ?? 0) & PACKET_NOTE.RETRANSMISSION) !== 0;
  return (
    again(packet) ||
    seq.some(
      (each, row) => row > packet && each === seq[packet] && sender[row] === sender[packet] && again(row),
    )
  );
}

/** Bytes of the upstream that reached a gateway which had given up: nobody reads them. */
function isLate({ clocks, gaveUp, timeline }: ArrowContext, packet: number): boolean {
  const { sender, length } = timeline.packets;
  return sender[packet] === 1 && (length[packet] ?? 0) > 0 && (clocks.arrived[packet] ?? 0) > gaveUp;
}

/** The evidence has them; on every packet they would hide what they qualify. `ends`: at the sender, at the receiver. */
function whiskersOf(
  context: ArrowContext,
  packet: number,
  sender: 0 | 1,
  ends: readonly [number, number],
): Arrow['whiskers'] {
  if (!context.cited.has(context.timeline.packets.frame[packet] ?? 0)) return [null, null];
  return [whisker(context, packet, sender, ends[0]), whisker(context, packet, sender === 0 ? 1 : 0, ends[1])];
}

function whisker(
  { axis, clocks, columns, timeline }: ArrowContext,
  packet: number,
  lane: 0 | 1,
  end: number,
): Whisker | null {
  // The times of a narrow drawing stand where those of its left lane would.
  if (clocks.spread[lane] === 0 || (columns.narrow && lane === 0)) return null;
  const [from, to] = rangeOf(clocks, timeline.packets, packet, lane);
  const [top, bottom] = [axis.toPixel(from), axis.toPixel(to)];
  return {
    top: Math.max(top, end - LONGEST_WHISKER),
    bottom: Math.min(bottom, end + LONGEST_WHISKER),
    isCut: [top < end - LONGEST_WHISKER, bottom > end + LONGEST_WHISKER],
  };
}
