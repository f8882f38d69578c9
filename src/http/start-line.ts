/** The first line of an HTTP/1 message (RFC 9112 §3–4). */
import { readDecimal } from '../app/text.ts';
import type { Head } from './head.ts';

const SPACE = 32;
const DIGIT_0 = 48;
const DIGIT_1 = 49;
/** Bytes of "HTTP/1.1". */
const VERSION_LENGTH = 8;
/** Bytes of "HTTP/1.1 200". */
const SHORTEST_STATUS = 12;

/** Reads a whole first line, without its end. False where it is neither a request line nor a status line. */
export function parseStartLine(buffer: Uint8Array, from: number, end: number, head: Head): boolean {
  if (startsWithHttp(buffer, from, end)) return parseStatusLine(buffer, from, end, head);
  let space = from;
  while (space < end && buffer[space] !== SPACE) space++;
  if (space === from || space === end) return false;
  let last = end - 1;
  while (last > space && buffer[last] !== SPACE) last--;
  if (last === space || !startsWithHttp(buffer, last + 1, end)) return false;
  head.methodEnd = space;
  head.targetEnd = last;
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

/** A status line without its end still shows the status, a request line the method and the beginning of its target, or all of it. */
export function readCutLine(head: Head): void {
  const { buffer, from, end } = head;
  if (!startsWithHttp(buffer, from, end)) readCutRequestLine(head);
  else if (end - from >= SHORTEST_STATUS && !parseStatusLine(buffer, from, end, head)) head.status = 0;
}

function readCutRequestLine(head: Head): void {
  const line = head.buffer.subarray(head.from, head.end);
  const space = line.indexOf(SPACE);
  if (space <= 0) return;
  const next = line.indexOf(SPACE, space + 1);
  head.targetWasCut = next < 0;
  head.methodEnd = head.from + space;
  head.targetEnd = next < 0 ? head.end : head.from + next;
}

function version(buffer: Uint8Array, from: number): number {
  return buffer[from + 5] === DIGIT_1 && buffer[from + 7] === DIGIT_0 ? 10 : 11;
}

/** "HTTP/" at `from`, with room for a version. */
export function startsWithHttp(buffer: Uint8Array, from: number, end: number): boolean {
  return (
    end - from >= VERSION_LENGTH &&
    buffer[from] === 72 &&
    buffer[from + 1] === 84 &&
    buffer[from + 2] === 84 &&
    buffer[from + 3] === 80 &&
    buffer[from + 4] === 47
  );
}
