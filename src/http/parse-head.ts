/**
 * Reading heads of HTTP/1 messages (RFC 9112 §2–5): where they end, and the few fields that framing and telling need.
 *
 * Lenient as the field is: bare LF ends a line, unknown methods pass, odd header lines are skipped. What decides the
 * framing in conflicting ways is noted as an oddity, never settled silently.
 */
import { HIGH_FACTOR, HIGH_START, joinHash, LOW_FACTOR, LOW_START } from '../app/hash.ts';
import { trimRight } from '../app/text.ts';
import { sharedView, wordAt } from '../app/words.ts';
import { takeField } from './fields.ts';
import { Head } from './head.ts';
import { parseStartLine, readCutLine } from './start-line.ts';

const LF = 10;
const CR = 13;

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
 * Line feeds are looked for in eight bytes at once, which the hash takes along; every line begins anew with both.
 */
export function parseHead(buffer: Uint8Array, from: number, end: number): Head | null {
  const view = sharedView(buffer);
  const head = shared;
  head.clear(buffer, from, end);
  const lastPair = end - 8;
  let low = LOW_START;
  let high = HIGH_START;
  for (let line = from, at = from; at < end; ) {
    const first = at <= lastPair ? view.getInt32(at, true) : wordAt(view, at, end);
    const second = at <= lastPair ? view.getInt32(at + 4, true) : wordAt(view, at + 4, end);
    const inFirst = markLineFeeds(first);
    const inSecond = markLineFeeds(second);
    if ((inFirst | inSecond) === 0) {
      low = Math.imul(low ^ first, LOW_FACTOR);
      high = Math.imul(high ^ second, HIGH_FACTOR);
      at += 8;
      continue;
    }
    // What lies behind the line feed belongs to the next line, or to the body.
    if (inFirst !== 0) {
      low = Math.imul(low ^ (first & below(inFirst)), LOW_FACTOR);
      at += byteOf(inFirst);
    } else {
      low = Math.imul(low ^ first, LOW_FACTOR);
      high = Math.imul(high ^ (second & below(inSecond)), HIGH_FACTOR);
      at += 4 + byteOf(inSecond);
    }
    const lineEnd = at++;
    if (line === from) {
      if (!parseStartLine(buffer, line, trimRight(buffer, line, lineEnd), head)) return null;
    } else if (lineEnd - line > 1) takeField(view, line, lineEnd, head);
    else if (lineEnd === line || buffer[line] === CR) {
      head.complete = true;
      head.end = at;
      head.hash = joinHash(low, high);
      return head.settle();
    }
    line = at;
  }
  if (head.isEmpty) readCutLine(head);
  return head.settle();
}

/** The highest bit of each byte that is a line feed, of the first one at least; 0 where there is none. */
function markLineFeeds(word: number): number {
  const zeroed = word ^ 0x0a0a0a0a;
  return (zeroed - 0x01010101) & ~zeroed & 0x80808080;
}

/** The bits below the lowest of `marks`. */
function below(marks: number): number {
  return (marks & -marks) - 1;
}

/** The byte that has the lowest of `marks`. */
function byteOf(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >>> 3;
}
