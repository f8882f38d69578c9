/**
 * Which packets get a line of their own. Pure acknowledgements are left out unless asked for or cited, long runs of
 * data become one folded row, and what the timeline does not hold is shown as a hole.
 */
import { FLAG, PACKET_NOTE, type Timeline } from '../../src/timeline/schema.ts';
import { lastAtMost } from '../../src/timeline/search.ts';
import { kindOf, type PacketNames } from './packets.ts';

interface PacketRow {
  readonly kind: 'packet';
  /** Index in `Timeline.packets`. */
  readonly packet: number;
}

/** Data of one sender with nothing but acknowledgements between. */
export interface FoldRow {
  readonly kind: 'fold';
  readonly packet: number;
  readonly last: number;
  readonly segments: number;
  readonly bytes: number;
  readonly retransmissions: number;
}

/** Packets that are not drawn here: not kept by the analysis, or outside the excerpt. */
interface HoleRow {
  readonly kind: 'hole';
  /** The drawn packet before the hole; -1 at the beginning. */
  readonly packet: number;
  readonly packets: number;
}

export type Row = PacketRow | FoldRow | HoleRow;

interface RowOptions {
  /** Show pure acknowledgements. */
  readonly acks: boolean;
  /** Frames that are never left out or folded: the evidence. */
  readonly keep: ReadonlySet<number>;
  /** Fold long runs, but for those beginning at these packets. */
  readonly unfolded: ReadonlySet<number>;
}

/** Fewer segments than this are read faster than a folded row. */
const SHORTEST_RUN = 6;

export function chooseRows(timeline: Timeline, names: PacketNames, options: RowOptions): Row[] {
  const rows: Row[] = [];
  const holes = new Map(timeline.omitted.map((hole) => [hole.afterRow, hole.packets]));
  const foldable = foldableTest(timeline, names, options);
  const count = timeline.packets.frame.length;
  let openUntil = -1;
  for (let packet = 0; packet < count; packet += 1) {
    const run = packet > openUntil && foldable(packet) ? runFrom(timeline, packet, foldable, holes) : null;
    // Repetitions are no stream: the growing pauses between them are the story.
    const folds = run !== null && run.segments >= SHORTEST_RUN && 2 * run.retransmissions <= run.segments;
    if (folds && !options.unfolded.has(packet)) {
      rows.push(run);
      packet = run.last;
    } else {
      if (run !== null) openUntil = run.last;
      if (isShown(timeline, packet, options)) rows.push({ kind: 'packet', packet });
    }
    const hole = holes.get(packet);
    if (hole !== undefined) rows.push({ kind: 'hole', packet, packets: hole });
  }
  return rows;
}

function isShown(timeline: Timeline, packet: number, options: RowOptions): boolean {
  if (options.acks || options.keep.has(timeline.packets.frame[packet] ?? 0)) return true;
  const duplicate = ((timeline.packets.note[packet] ?? 0) & PACKET_NOTE.DUPLICATE) !== 0;
  return !duplicate && kindOf(timeline, packet) !== 'ack';
}

/** May this packet disappear in a run? Beginnings of messages and evidence may not. */
function foldableTest(
  timeline: Timeline,
  names: PacketNames,
  options: RowOptions,
): (packet: number) => boolean {
  const { packets } = timeline;
  return (packet) => {
    const frame = packets.frame[packet] ?? 0;
    const plain = ((packets.flags[packet] ?? 0) & (FLAG.SYN | FLAG.FIN | FLAG.RST)) === 0;
    const carries = (packets.length[packet] ?? 0) > 0;
    return plain && carries && !options.keep.has(frame) && !names.startsMessage(frame);
  };
}

/** The longest run that begins here; it ends with a data segment. */
function runFrom(
  timeline: Timeline,
  first: number,
  foldable: (packet: number) => boolean,
  holes: ReadonlyMap<number, number>,
): FoldRow {
  const { sender, length, note, frame } = timeline.packets;
  const run = {
    kind: 'fold' as const,
    packet: first,
    last: first,
    segments: 0,
    bytes: 0,
    retransmissions: 0,
  };
  for (let packet = first; packet < frame.length; packet += 1) {
    if (sender[packet] === sender[first]) {
      if (!foldable(packet)) break;
      const again = ((note[packet] ?? 0) & PACKET_NOTE.RETRANSMISSION) !== 0;
      run.last = packet;
      run.segments += 1;
      run.bytes += again ? 0 : (length[packet] ?? 0);
      run.retransmissions += again ? 1 : 0;
    } else if (kindOf(timeline, packet) !== 'ack') {
      break;
    }
    if (holes.has(packet)) break;
  }
  return run;
}

/**
 * At most `limit` rows around a packet: two thirds of them before it. What is cut off becomes a hole that says how
 * many packets it stands for.
 */
export function excerpt(rows: readonly Row[], centre: number, limit: number, packets: number): Row[] {
  if (rows.length <= limit) return [...rows];
  const middle = rows.findLastIndex((row) => row.packet <= centre);
  const start = Math.min(Math.max(0, middle - Math.floor((limit * 2) / 3)), rows.length - limit);
  const cut = rows.slice(start, start + limit);
  const first = cut[0]?.packet ?? 0;
  const lastRow = cut.at(-1);
  const after = rows[start + limit];
  if (start > 0 && first > 0) cut.unshift({ kind: 'hole', packet: -1, packets: first });
  if (after !== undefined && lastRow !== undefined) {
    cut.push({ kind: 'hole', packet: lastPacket(lastRow), packets: packets - 1 - lastPacket(lastRow) });
  }
  return cut;
}

/** Place of the last row that begins at a packet or before it, holes not counted; -1 for none. */
export function rowBefore(rows: readonly Row[], packet: number): number {
  let place = lastAtMost(rows.length, (each) => rows[each]?.packet ?? 0, packet);
  while (rows[place]?.kind === 'hole') place -= 1;
  return place;
}

/** Is the packet in this row, alone or in a run? */
export function holds(row: Row | undefined, packet: number): boolean {
  return row?.packet === packet || (row?.kind === 'fold' && row.packet <= packet && packet <= row.last);
}

function lastPacket(row: Row): number {
  return row.kind === 'fold' ? row.last : row.packet;
}
