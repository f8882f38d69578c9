/**
 * Heads of HTTP/1 messages (RFC 9112 §2–5): where they end, and the few fields that framing and telling need.
 *
 * Lenient as the field is: bare LF ends a line, unknown methods pass, odd header lines are skipped. What decides the
 * framing in conflicting ways is noted as an oddity, never settled silently. Nothing is allocated: texts are told as places in
 * the buffer.
 */

import { joinHash } from '../app/hash.ts';
import { hasToken, isLastToken, isText, numberAfter, readDecimal, trimLeft, trimRight } from '../app/text.ts';
import { lastWord, sharedView } from '../app/words.ts';
import { FIELD, fieldFound, findField } from './fields.ts';

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
  /** Of all its bytes; good where it is complete. A retry repeats them. Never 0. */
  hash = 0;
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
 *
 * Line feeds are looked for in four bytes at once, which the hash takes along: a third of the cost of looking at each byte.
 */
export function parseHead(buffer: Uint8Array, from: number, end: number): Head | null {
  const view = sharedView(buffer);
  const head = shared;
  head.clear(buffer, from, end);
  let low = 0x811c9dc5 | 0;
  let high = 0x9e3779b1 | 0;
  for (let at = from, line = from; at < end; line = at) {
    const prefix = at + 4 <= end ? view.getInt32(at, true) : lastWord(view, at, end);
    for (const whole = end - 8; at <= whole; at += 8) {
      const first = view.getInt32(at, true);
      const second = view.getInt32(at + 4, true);
      if ((markLineFeeds(first) | markLineFeeds(second)) !== 0) break;
      low = Math.imul(low ^ first, 0x01000193);
      high = Math.imul(high ^ second, 0x85ebca6b);
    }
    let word = at + 4 <= end ? view.getInt32(at, true) : lastWord(view, at, end);
    let lineFeeds = markLineFeeds(word);
    while (lineFeeds === 0) {
      if (((at - line) & 4) === 0) low = Math.imul(low ^ word, 0x01000193);
      else high = Math.imul(high ^ word, 0x85ebca6b);
      at += 4;
      if (at >= end) {
        if (line === from) readCutStatus(head);
        return settled(head);
      }
      word = at + 4 <= end ? view.getInt32(at, true) : lastWord(view, at, end);
      lineFeeds = markLineFeeds(word);
    }
    const lowest = lineFeeds & -lineFeeds;
    // What lies behind the line feed belongs to the next line, or to the body.
    low = Math.imul(low ^ (word & (lowest - 1)), 0x01000193);
    at += (31 - Math.clz32(lowest)) >>> 3;
    const stop = at > line && buffer[at - 1] === CR ? at - 1 : at;
    at++;
    if (line === from) {
      if (!parseStartLine(buffer, line, trimRight(buffer, line, stop), head)) return null;
    } else if (stop > line) takeLine(buffer, line, stop, prefix, head);
    else {
      head.complete = true;
      head.end = at;
      head.hash = joinHash(low ^ (low >>> 15), high ^ (high >>> 13));
      break;
    }
  }
  return settled(head);
}

/** RFC 9112 §6.3: a transfer coding overrides Content-Length. */
function settled(head: Head): Head {
  if (head.chunked || head.otherCoding) {
    if (head.contentLength >= 0) head.conflictingLength = true;
    head.contentLength = -1;
  }
  return head;
}

/** The highest bit of each byte that is a line feed, of the first one at least; 0 where there is none. */
function markLineFeeds(word: number): number {
  const zeroed = word ^ 0x0a0a0a0a;
  return (zeroed - 0x01010101) & ~zeroed & 0x80808080;
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

/** Takes a field's line, without its end. `prefix` is its first four bytes. */
function takeLine(buffer: Uint8Array, line: number, stop: number, prefix: number, head: Head): void {
  const colon = findField(buffer, line, stop, prefix);
  if (colon < 0) return;
  const end = trimRight(buffer, colon, stop);
  const value = trimLeft(buffer, colon + 1, end);
  switch (fieldFound()) {
    case FIELD.CONTENT_LENGTH:
      takeContentLength(readDecimal(buffer, value, end), head);
      return;
    case FIELD.TRANSFER_ENCODING:
      // `identity` was a coding that does nothing (RFC 2616 §3.6); some still send it.
      head.chunked =
        isText(buffer, value, end, 'chunked') || isLastToken(buffer, value, end, 'chunked', 'identity');
      head.otherCoding = !head.chunked && value < end && !isLastToken(buffer, value, end, 'identity', '');
      return;
    case FIELD.CONNECTION:
      if (isText(buffer, value, end, 'keep-alive')) head.keepAlive = true;
      else if (isText(buffer, value, end, 'close')) head.close = true;
      else {
        head.close ||= hasToken(buffer, value, end, 'close');
        head.keepAlive ||= hasToken(buffer, value, end, 'keep-alive');
      }
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
      return;
    case FIELD.OTHER:
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
