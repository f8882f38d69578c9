/** What the beginning of an HTTP/1 message looks like, judged by its first bytes. */
import { bytesOf, startsWith } from '../app/first-bytes.ts';
import { endOfLine } from '../app/text.ts';
import { startsWithHttp } from './head.ts';

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
  if (line === end) return end - at >= 16;
  const stop = buffer[line - 1] === CR ? line - 1 : line;
  return stop - at > 12 && startsWithHttp(buffer, stop - 8, stop);
}
