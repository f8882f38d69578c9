/** TCP options (RFC 9293 §3.2). Only the timestamp (RFC 7323 §3) tells anything here: copies from retransmissions. */
import type { Segment } from './segment.ts';

const END = 0;
const NOP = 1;
const TIMESTAMPS = 8;

const TIMESTAMPS_LENGTH = 10;

/** NOP, NOP, timestamps: how almost every segment of a connection with timestamps begins (RFC 7323, appendix A). */
const ALIGNED_TIMESTAMPS = 0x0101080a;

/** Reads the options in view[at..end) into the segment, whatever it held before. */
export function tcpOptions(segment: Segment, view: DataView, at: number, end: number): void {
  segment.hasTimestamp = false;
  if (end - at >= 12 && view.getUint32(at) === ALIGNED_TIMESTAMPS) {
    segment.hasTimestamp = true;
    segment.tsval = view.getUint32(at + 4);
  } else if (at < end) findTimestamp(segment, view, at, end);
}

/** An impossible length ends the list; an option of another length than its kind has is left unread. */
function findTimestamp(segment: Segment, view: DataView, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === END) return;
    if (kind === NOP) {
      at++;
      continue;
    }
    const length = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) return;
    if (kind === TIMESTAMPS && length === TIMESTAMPS_LENGTH) {
      segment.hasTimestamp = true;
      segment.tsval = view.getUint32(at + 2);
    }
    at += length;
  }
}
