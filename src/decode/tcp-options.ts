/** TCP options. Source: RFC 9293 §3.2; timestamps and window scale: RFC 7323; SACK: RFC 2018. */
import type { Segment } from './segment.ts';

const END = 0;
const NOP = 1;
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMPS = 8;

const TIMESTAMPS_LENGTH = 10;
const SACK_BLOCK = 8;

/** NOP, NOP, timestamps: how almost every segment of a connection with timestamps begins (RFC 7323, appendix A). */
const ALIGNED_TIMESTAMPS = 0x0101080a;

/** Reads the options in view[at..end) into the segment, whatever it held before. */
export function tcpOptions(segment: Segment, view: DataView, at: number, end: number): void {
  segment.hasTimestamp = false;
  segment.windowScale = -1;
  segment.mss = 0;
  segment.sackPermitted = false;
  segment.sackCount = 0;
  segment.badOptions = false;
  let next = at;
  if (end - at >= 12 && view.getUint32(at) === ALIGNED_TIMESTAMPS) {
    timestamps(segment, view, at + 2);
    next = at + 12;
  }
  if (next < end) readList(segment, view, next, end);
}

function readList(segment: Segment, view: DataView, start: number, end: number): void {
  let at = start;
  while (at < end) {
    const kind = view.getUint8(at);
    if (kind === END) return;
    if (kind === NOP) {
      at++;
      continue;
    }
    const length = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) {
      segment.badOptions = true;
      return;
    }
    readOption(segment, view, kind, at, length);
    at += length;
  }
}

/** An option of another length than its kind has is left unread. */
function readOption(segment: Segment, view: DataView, kind: number, at: number, length: number): void {
  switch (kind) {
    case MSS:
      if (length === 4) segment.mss = view.getUint16(at + 2);
      return;
    case WINDOW_SCALE:
      if (length === 3) segment.windowScale = view.getUint8(at + 2);
      return;
    case SACK_PERMITTED:
      segment.sackPermitted = length === 2;
      return;
    case SACK:
      if (length > 2 && (length - 2) % SACK_BLOCK === 0)
        sackBlocks(segment, view, at + 2, (length - 2) / SACK_BLOCK);
      return;
    case TIMESTAMPS:
      if (length === TIMESTAMPS_LENGTH) timestamps(segment, view, at);
      return;
  }
}

function timestamps(segment: Segment, view: DataView, at: number): void {
  segment.hasTimestamp = true;
  segment.tsval = view.getUint32(at + 2);
  segment.tsecr = view.getUint32(at + 6);
}

/** Forty bytes of options hold four blocks at most, so the edges always fit. */
function sackBlocks(segment: Segment, view: DataView, at: number, count: number): void {
  segment.sackCount = count;
  for (let edge = 0; edge < 2 * count; edge++) segment.sackEdges[edge] = view.getUint32(at + 4 * edge);
}
