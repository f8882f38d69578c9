/** What the beginning of an HTTP/1 message looks like, judged by its first bytes. */
import { bytesOf, startsWith } from '../app/first-bytes.ts';
import { endOfLine, latin1 } from '../app/text.ts';
import { startsWithHttp } from './start-line.ts';

/** The methods that nearly all requests have (RFC 9110 §9.3, RFC 5789). */
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS'];
const SPACE = 32;
const SLASH = 47;
const CR = 13;
const VERSION = bytesOf('HTTP/');

/** "HTTP/" as far as the bytes go. */
export function looksLikeResponse(buffer: Uint8Array, at: number, end: number): boolean {
  return startsWith(buffer, at, end, VERSION) !== 'no';
}

/** A token of upper-case letters and a space, as far as the bytes go (RFC 9110 §9.1; every registered method is upper case). */
export function looksLikeRequest(buffer: Uint8Array, at: number, end: number): boolean {
  const stop = Math.min(end, at + 24);
  for (let i = at; i < stop; i++) {
    const byte = buffer[i] as number;
    if (byte === 32) return i > at + 2;
    const isToken = (byte >= 65 && byte <= 90) || byte === 45 || byte === 95;
    if (!isToken) return false;
  }
  return stop < at + 24;
}

/** A request line that is whole, or goes on past the chunk. */
export function isRequestLine(buffer: Uint8Array, at: number, end: number): boolean {
  if (!looksLikeRequest(buffer, at, end)) return false;
  const line = endOfLine(buffer, at, end);
  if (line === end) return end - at >= 16 || startsWithPath(buffer, at, end);
  const stop = buffer[line - 1] === CR ? line - 1 : line;
  return stop - at > 12 && startsWithHttp(buffer, stop - 8, stop);
}

/** A well-known method and a path: as little as a small snaplen leaves of a request, and enough to know one. */
function startsWithPath(buffer: Uint8Array, at: number, end: number): boolean {
  const space = buffer.subarray(at, end).indexOf(SPACE);
  if (space < 0 || buffer[at + space + 1] !== SLASH || at + space + 1 >= end) return false;
  return METHODS.includes(latin1(buffer, at, at + space));
}

/** "HTTP/1." and a version's rest: enough of a status line to know one. */
export function isStatusLine(buffer: Uint8Array, at: number, end: number): boolean {
  return startsWithHttp(buffer, at, end) && buffer[at + 8] === SPACE;
}
