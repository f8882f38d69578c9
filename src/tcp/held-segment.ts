/**
 * A segment that waits for the bytes before it. Its bytes lie in a shared block that is used again: a buffer of its own for each costs more
 * than all the rest that is done with a segment.
 */
import type { Segment } from '../decode/segment.ts';
import { type Row, RowPool } from '../row-pool.ts';
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

/** `length` bytes of a segment, after its first `skip`, as far as they were captured. */
export function keepSegment(
  segment: Segment,
  skip: number,
  length: number,
  seq: Sequence,
  ack: Sequence,
): HeldSegment {
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

/** Nobody asks for its bytes any more. */
export function freeSegment({ row }: HeldSegment): void {
  if (row !== null) rows.giveBack(row);
}

/** Bytes of memory that it takes. */
export function roomOf({ row, captured }: HeldSegment): number {
  return row === null ? captured : ROW_BYTES;
}
