/** HTTP/2 frames (RFC 9113 §4.1, §6). */
import { bytesOf, type Match, startsWith } from '../app/first-bytes.ts';
import type { FrameFormat } from '../app/frames.ts';

export const TYPE = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

export const FLAG = { END_STREAM: 1, END_HEADERS: 4, PADDED: 8, PRIORITY: 32 } as const;

/** RFC 9113 §7. */
export const REFUSED_STREAM = 7;

/** What a client sends first (RFC 9113 §3.4). */
export const PREFACE = bytesOf('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const HEADER_SIZE = 9;
/** Longer frames are allowed where a peer asks for them and are not seen in practice: such bytes are no frame. */
const MAX_BODY = 1 << 20;
/** Kept of one frame of a header block. */
const KEPT_HEADERS = 65_536;
/** The highest registered type is PRIORITY_UPDATE (RFC 9218). */
const MAX_TYPE = 16;

export function typeOf(header: Uint8Array): number {
  return header[3] as number;
}

export function flagsOf(header: Uint8Array): number {
  return header[4] as number;
}

export function streamOf(header: Uint8Array): number {
  return u31(header, 5);
}

/** A 31-bit number; the bit above it is reserved. */
export function u31(bytes: Uint8Array, at: number): number {
  const high = (((bytes[at] ?? 0) & 0x7f) << 8) | (bytes[at + 1] ?? 0);
  return (high << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

export const http2Frames: FrameFormat = {
  headerSize: () => HEADER_SIZE,
  bodySize(header) {
    const length = ((header[0] as number) << 16) | ((header[1] as number) << 8) | (header[2] as number);
    const reserved = ((header[5] as number) & 0x80) !== 0;
    if (reserved || length > MAX_BODY || typeOf(header) > MAX_TYPE) return -1;
    return fits(typeOf(header), length, streamOf(header)) ? length : -1;
  },
  keptSize(header, bodySize) {
    switch (typeOf(header)) {
      case TYPE.HEADERS:
      case TYPE.CONTINUATION:
        return Math.min(bodySize, KEPT_HEADERS);
      case TYPE.RST_STREAM:
      case TYPE.GOAWAY:
        return 8;
      default:
        return 0;
    }
  },
};

/** The sizes and streams that RFC 9113 §6 makes a connection error otherwise. */
function fits(type: number, length: number, stream: number): boolean {
  switch (type) {
    case TYPE.DATA:
    case TYPE.HEADERS:
    case TYPE.PUSH_PROMISE:
    case TYPE.CONTINUATION:
      return stream !== 0;
    case TYPE.PRIORITY:
      return stream !== 0 && length === 5;
    case TYPE.RST_STREAM:
      return stream !== 0 && length === 4;
    case TYPE.SETTINGS:
      return stream === 0 && length % 6 === 0;
    case TYPE.PING:
      return stream === 0 && length === 8;
    case TYPE.GOAWAY:
      return stream === 0 && length >= 8;
    case TYPE.WINDOW_UPDATE:
      return length === 4;
    default:
      return true;
  }
}

/** Whether a connection begins with the client's preface; `more` while the bytes agree but are too few. */
export function startsHttp2(buffer: Uint8Array, from: number, end: number): Match {
  return startsWith(buffer, from, end, PREFACE);
}

/** Whether a server begins here: with SETTINGS that acknowledge nothing (RFC 9113 §3.4). */
export function startsLikeServer(buffer: Uint8Array, from: number, end: number): boolean {
  if (end - from < HEADER_SIZE) return false;
  const header = buffer.subarray(from, end);
  return typeOf(header) === TYPE.SETTINGS && flagsOf(header) === 0 && http2Frames.bodySize(header) >= 0;
}
