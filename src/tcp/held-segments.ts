/** The segments of a direction that wait for the bytes before them, in the order of their numbers and without overlaps. */
import type { Segment } from '../decode/segment.ts';
import type { TcpConnection } from './connection.ts';
import type { TcpEndpoint } from './endpoint.ts';
import { freeSegment, type HeldSegment, keepSegment, roomOf } from './held-segment.ts';
import type { Sequence } from './seq.ts';

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
    const held = keepSegment(segment, at - seq, stop - at, at, ack);
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
  freeSegment(segment);
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
