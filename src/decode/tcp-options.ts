/** TCP options. Source: RFC 9293 §3.2; timestamps and window scale: RFC 7323; SACK: RFC 2018. */
import { u16, u32 } from '../capture/bytes.ts';
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

/** Reads the options in buffer[at..end) into the segment, whatever it held before. */
export function tcpOptions(segment: Segment, at: number, end: number): void {
  segment.hasTimestamp = false;
  segment.windowScale = -1;
  segment.mss = 0;
  segment.sackPermitted = false;
  segment.sackCount = 0;
  segment.badOptions = false;
  let next = at;
  if (end - at >= 12 && u32(segment.buffer, at) === ALIGNED_TIMESTAMPS) {
    timestamps(segment, at + 2);
    next = at + 12;
  }
  if (next < end) readList(segment, next, end);
}

function readList(segment: Segment, start: number, end: number): void {
  const { buffer } = segment;
  let at = start;
  while (at < end) {
    const kind = buffer[at] as number;
    if (kind === END) return;
    if (kind === NOP) {
      at++;
      continue;
    }
    const length = at + 1 < end ? (buffer[at + 1] as number) : 0;
    if (length < 2 || at + length > end) {
      segment.badOptions = true;
      return;
    }
    readOption(segment, kind, at, length);
    at += length;
  }
}

/** An option of another length than its kind has is left unread. */
function readOption(segment: Segment, kind: number, at: number, length: number): void {
  const { buffer } = segment;
  switch (kind) {
    case MSS:
      if (length === 4) segment.mss = u16(buffer, at + 2);
      return;
    case WINDOW_SCALE:
      if (length === 3) segment.windowScale = buffer[at + 2] as number;
      return;
    case SACK_PERMITTED:
      segment.sackPermitted = length === 2;
      return;
    case SACK:
      if (length > 2 && (length - 2) % SACK_BLOCK === 0)
        sackBlocks(segment, at + 2, (length - 2) / SACK_BLOCK);
      return;
    case TIMESTAMPS:
      if (length === TIMESTAMPS_LENGTH) timestamps(segment, at);
      return;
  }
}

function timestamps(segment: Segment, at: number): void {
  segment.hasTimestamp = true;
  segment.tsval = u32(segment.buffer, at + 2);
  segment.tsecr = u32(segment.buffer, at + 6);
}

/** Forty bytes of options hold four blocks at most, so the edges always fit. */
function sackBlocks(segment: Segment, at: number, count: number): void {
  segment.sackCount = count;
  for (let edge = 0; edge < 2 * count; edge++) segment.sackEdges[edge] = u32(segment.buffer, at + 4 * edge);
}
