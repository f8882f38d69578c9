/**
 * Heads of HTTP/1 messages (RFC 9112 §2–5): where they end, and the few fields that framing and telling need.
 *
 * Lenient as the field is: bare LF ends a line, unknown methods pass, odd header lines are skipped. What decides the
 * framing in conflicting ways is noted as an oddity, never settled silently. Nothing is allocated: texts are told as places in
 * the buffer.
 */

import { hasToken, isLastToken, numberAfter, readDecimal, trimLeft, trimRight } from '../app/text.ts';
import { ASKED_FOR, FIELD, fieldOf, LONGEST_NAME } from './fields.ts';

/** A text in the buffer that a head was read from; empty where `from` equals `end`. */
export interface Span {
  from: number;
  end: number;
}

/** One head. The parser owns a single one and rewrites it: good until the next head is read. */
export class Head {
  /** Holds the head, and its texts. */
  buffer: Uint8Array = new Uint8Array(0);
  from = 0;
  end = 0;
  complete = false;
  /** Responses: 100..999. Requests: 0. */
  status = 0;
  /** 10 for HTTP/1.0, 11 for HTTP/1.1. */
  version = 11;
  /** Content-Length; -1 where absent or unusable. */
  contentLength = -1;
  /** Whether the last transfer coding is chunked (RFC 9112 §6.1). */
  chunked = false;
  /** Another transfer coding comes last: the body ends with the connection. */
  otherCoding = false;
  /** `Connection: close` and `keep-alive`. */
  close = false;
  keepAlive = false;
  /** Seconds of `Keep-Alive: timeout=`; -1 where not announced. */
  keepAliveTimeout = -1;
  /** Content-Length was repeated with another value, unreadable, or came with Transfer-Encoding. */
  conflictingLength = false;
  readonly method: Span = { from: 0, end: 0 };
  readonly target: Span = { from: 0, end: 0 };
  readonly host: Span = { from: 0, end: 0 };
  /** X-Request-Id, traceparent and the like. */
  readonly id: Span = { from: 0, end: 0 };
  readonly server: Span = { from: 0, end: 0 };
  readonly upgrade: Span = { from: 0, end: 0 };

  clear(buffer: Uint8Array, from: number, end: number): void {
    this.buffer = buffer;
    this.from = from;
    this.end = end;
    this.complete = false;
    this.status = 0;
    this.version = 11;
    this.contentLength = -1;
    this.chunked = false;
    this.otherCoding = false;
    this.close = false;
    this.keepAlive = false;
    this.keepAliveTimeout = -1;
    this.conflictingLength = false;
    empty(this.method);
    empty(this.target);
    empty(this.host);
    empty(this.id);
    empty(this.server);
    empty(this.upgrade);
  }
}

function empty(span: Span): void {
  span.from = 0;
  span.end = 0;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
/** Bytes of "HTTP/1.1 200". */
const SHORTEST_STATUS = 12;

const shared = new Head();

/** Offset after the empty line that ends a head, or -1. Looks at `buffer[from..end)`. */
export function findHeadEnd(buffer: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    if (buffer[i] !== LF) continue;
    const next = buffer[i + 1];
    if (i + 1 < end && next === LF) return i + 2;
    if (i + 2 < end && next === CR && buffer[i + 2] === LF) return i + 3;
  }
  return -1;
}

/**
 * Reads a head in one pass over its lines. `complete` tells whether the empty line that ends it was there, `end` is the offset after
 * that line, or as far as there were bytes. Null where the first line is whole and neither a request line nor a status line.
 */
export function parseHead(buffer: Uint8Array, from: number, end: number): Head | null {
  const head = shared;
  head.clear(buffer, from, end);
  let line = from;
  for (let at = from; at < end; at++) {
    if (buffer[at] !== LF) continue;
    const stop = at > line && buffer[at - 1] === CR ? at - 1 : at;
    if (line === from) {
      if (!parseStartLine(buffer, line, trimRight(buffer, line, stop), head)) return null;
    } else if (stop === line) {
      head.complete = true;
      head.end = at + 1;
      break;
    } else if (ASKED_FOR[buffer[line] as number] === 1) parseField(buffer, line, stop, head);
    line = at + 1;
  }
  if (line === from) readCutStatus(head);
  if (head.chunked || head.otherCoding) {
    if (head.contentLength >= 0) head.conflictingLength = true;
    head.contentLength = -1;
  }
  return head;
}

function parseStartLine(buffer: Uint8Array, from: number, end: number, head: Head): boolean {
  if (startsWithHttp(buffer, from, end)) return parseStatusLine(buffer, from, end, head);
  let space = from;
  while (space < end && buffer[space] !== SPACE) space++;
  if (space === from || space === end) return false;
  let last = end - 1;
  while (last > space && buffer[last] !== SPACE) last--;
  if (last === space || !startsWithHttp(buffer, last + 1, end)) return false;
  head.method.from = from;
  head.method.end = space;
  head.target.from = space + 1;
  head.target.end = last;
  head.version = version(buffer, last + 1);
  return true;
}

function parseStatusLine(buffer: Uint8Array, from: number, end: number, head: Head): boolean {
  let at = from + 5;
  while (at < end && buffer[at] !== SPACE) at++;
  head.status = readDecimal(buffer, at + 1, Math.min(end, at + 4));
  head.version = version(buffer, from);
  return head.status >= 100;
}

/** A status line without its end still shows the status. */
function readCutStatus(head: Head): void {
  const { buffer, from, end } = head;
  if (!startsWithHttp(buffer, from, end) || end - from < SHORTEST_STATUS) return;
  if (!parseStatusLine(buffer, from, end, head)) head.status = 0;
}

function version(buffer: Uint8Array, from: number): number {
  return buffer[from + 5] === 49 && buffer[from + 7] === 48 ? 10 : 11;
}

/** "HTTP/" at `from`, with room for a version. */
export function startsWithHttp(buffer: Uint8Array, from: number, end: number): boolean {
  return (
    end - from >= 8 &&
    buffer[from] === 72 &&
    buffer[from + 1] === 84 &&
    buffer[from + 2] === 84 &&
    buffer[from + 3] === 80 &&
    buffer[from + 4] === 47
  );
}

function parseField(buffer: Uint8Array, from: number, stop: number, head: Head): void {
  let colon = from;
  const longest = Math.min(stop, from + LONGEST_NAME + 1);
  while (colon < longest && buffer[colon] !== COLON) colon++;
  if (colon === longest) return;
  const field = fieldOf(buffer, from, colon);
  if (field === FIELD.OTHER) return;
  const end = trimRight(buffer, colon, stop);
  const value = trimLeft(buffer, colon + 1, end);
  switch (field) {
    case FIELD.CONTENT_LENGTH:
      takeContentLength(readDecimal(buffer, value, end), head);
      return;
    case FIELD.TRANSFER_ENCODING:
      // `identity` was a coding that does nothing (RFC 2616 §3.6); some still send it.
      head.chunked = isLastToken(buffer, value, end, 'chunked', 'identity');
      head.otherCoding = !head.chunked && value < end && !isLastToken(buffer, value, end, 'identity', '');
      return;
    case FIELD.CONNECTION:
      head.close ||= hasToken(buffer, value, end, 'close');
      head.keepAlive ||= hasToken(buffer, value, end, 'keep-alive');
      return;
    case FIELD.KEEP_ALIVE:
      head.keepAliveTimeout = numberAfter(buffer, value, end, 'timeout=');
      return;
    case FIELD.HOST:
      keepFirst(head.host, value, end);
      return;
    case FIELD.SERVER:
      keepFirst(head.server, value, end);
      return;
    case FIELD.UPGRADE:
      keepFirst(head.upgrade, value, end);
      return;
    case FIELD.REQUEST_ID:
      keepFirst(head.id, value, end);
  }
}

function takeContentLength(length: number, head: Head): void {
  if (length < 0 || (head.contentLength >= 0 && head.contentLength !== length)) head.conflictingLength = true;
  else head.contentLength = length;
}

function keepFirst(span: Span, from: number, end: number): void {
  if (span.end > span.from) return;
  span.from = from;
  span.end = end;
}
