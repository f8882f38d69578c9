/**
 * Segments that wait for the bytes before them. Their bytes lie in shared blocks that are used again: a buffer of its own for each costs
 * more than all the rest that is done with a segment.
 */
import type { Segment } from '../decode/segment.ts';
import { type Row, RowPool } from '../row-pool.ts';
import type { TcpConnection } from './connection.ts';
import type { TcpEndpoint } from './endpoint.ts';
import type { Sequence } from './seq.ts';

export interface HeldSegment {
  readonly seq: Sequence;
  readonly ack: Sequence;
  readonly frame: number;
  readonly time: number;
  /** `captured` bytes from `offset` on; fewer than `length` where the snaplen cut them. */
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly captured: number;
  readonly length: number;
  /** The shared block that they lie in; null for those that are too long for one, and for none. */
  readonly row: Row | null;
}

/** Bytes of a row: a full Ethernet frame, and what tunnels and jumbo frames of some clouds add. */
const ROW_BYTES = 2048;
/** Eight megabytes: a hole that is given up frees hundreds at once, and the next one takes them again. */
const MAX_SPARE = 4096;
const rows = new RowPool(ROW_BYTES / 8, MAX_SPARE);
const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Keeps the parts of a segment that no earlier one brought. Returns how many bytes are new. */
export function hold(
  connection: TcpConnection,
  sender: 0 | 1,
  seq: Sequence,
  ack: Sequence,
  segment: Segment,
): number {
  const from = connection.endpoints[sender];
  const end = seq + segment.wireLength;
  let at = Math.max(seq, from.expected);
  let news = 0;
  for (let i = firstEndingAfter(from.held, at); at < end; i++) {
    const next = from.held[i];
    if (next !== undefined && next.seq <= at) {
      at = heldEnd(next);
      continue;
    }
    const stop = next === undefined ? end : Math.min(end, next.seq);
    const held = keep(segment, at - seq, stop - at, at, ack);
    const holding = from.holding();
    // Most come in order, behind all that are held.
    if (i === holding.length) holding.push(held);
    else holding.splice(i, 0, held);
    from.heldCost += connection.room.take(roomOf(held));
    from.uniqueBytes += stop - at;
    news += stop - at;
    at = stop;
  }
  return news;
}

/** `segment`, which is still the endpoint's, was handed on. */
export function release(connection: TcpConnection, from: TcpEndpoint, segment: HeldSegment): void {
  from.heldCost -= connection.room.giveBack(roomOf(segment));
  if (segment.row !== null) rows.giveBack(segment.row);
}

/** `length` bytes of a segment, after its first `skip`, as far as they were captured. */
function keep(segment: Segment, skip: number, length: number, seq: Sequence, ack: Sequence): HeldSegment {
  const { frame, time, buffer, payloadOffset } = segment;
  const captured = Math.max(0, Math.min(segment.payloadLength - skip, length));
  const from = payloadOffset + skip;
  const row = captured > 0 && captured <= ROW_BYTES ? rows.take() : null;
  let bytes = NO_BYTES;
  let offset = 0;
  if (row !== null) {
    bytes = row.bytes;
    offset = row.at * 8;
    bytes.set(buffer.subarray(from, from + captured), offset);
  } else if (captured > 0) bytes = buffer.slice(from, from + captured);
  return { seq, ack, frame, time, bytes, offset, captured, length, row };
}

/** Bytes of memory that it takes. */
function roomOf({ row, captured }: HeldSegment): number {
  return row === null ? captured : ROW_BYTES;
}

/** Index of the first segment that ends after `seq`; their number if none does. */
function firstEndingAfter(held: readonly HeldSegment[], seq: Sequence): number {
  let low = 0;
  let high = held.length;
  if (high > 0 && heldEnd(held[high - 1] as HeldSegment) <= seq) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (heldEnd(held[middle] as HeldSegment) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function heldEnd(segment: HeldSegment): Sequence {
  return segment.seq + segment.length;
}
