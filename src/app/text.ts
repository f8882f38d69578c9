/** Reading text from bytes in place: header values are looked at where they lie, strings are made only for findings. */

const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const COMMA = 44;
/** Longest text kept of any one value. */
const MAX_TEXT = 2048;
/** Up to here a text is made of an array that is there already: V8 takes half the time for it that it takes for a typed array. */
const SHORT = 64;
const scratch = Array.from({ length: SHORT + 1 }, (_, length) => Array<number>(length).fill(0));

/** Offset of the next LF, or `end`. */
export function endOfLine(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && buffer[at] !== LF) at++;
  return at;
}

export function trimRight(buffer: Uint8Array, from: number, end: number): number {
  let at = end;
  while (at > from && isBlank(buffer[at - 1] as number)) at--;
  return at;
}

export function trimLeft(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(buffer[at] as number)) at++;
  return at;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR;
}

/** Whether `text` (lower case) stands at `from`, in any case. The caller knows that there is room. */
export function equalsIgnoringCase(buffer: Uint8Array, from: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const byte = buffer[from + i] as number;
    const lower = byte >= 65 && byte <= 90 ? byte | 0x20 : byte;
    if (lower !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether `buffer[from..end)` is `text` (lower case), in any case. */
function isText(buffer: Uint8Array, from: number, end: number, text: string): boolean {
  return end - from === text.length && equalsIgnoringCase(buffer, from, text);
}

/** Whether a comma-separated list holds `token` (lower case). */
export function hasToken(buffer: Uint8Array, from: number, end: number, token: string): boolean {
  for (let at = from; at < end; ) {
    const stop = endOfToken(buffer, at, end);
    if (isToken(buffer, at, stop, token)) return true;
    at = stop + 1;
  }
  return false;
}

/** Whether the last member of a comma-separated list is `token`; members that are `besides` don't count. Both lower case. */
export function isLastToken(
  buffer: Uint8Array,
  from: number,
  end: number,
  token: string,
  besides: string,
): boolean {
  for (let stop = end; stop >= from; ) {
    let at = stop;
    while (at > from && buffer[at - 1] !== COMMA) at--;
    if (!isToken(buffer, at, stop, besides)) return isToken(buffer, at, stop, token);
    stop = at - 1;
  }
  return false;
}

function endOfToken(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && buffer[at] !== COMMA) at++;
  return at;
}

function isToken(buffer: Uint8Array, from: number, end: number, token: string): boolean {
  const start = trimLeft(buffer, from, end);
  const stop = trimRight(buffer, start, end);
  return isText(buffer, start, stop, token);
}

/** A decimal number that fills the whole range, leading zeros allowed; -1 where it is not one, or is beyond 10^15. */
export function readDecimal(buffer: Uint8Array, from: number, end: number): number {
  if (from >= end) return -1;
  let start = from;
  while (start < end - 1 && buffer[start] === 48) start++;
  if (end - start > 15) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = (buffer[i] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The decimal number right behind `name` (lower case), e.g. `timeout=`; -1 where there is none. */
export function numberAfter(buffer: Uint8Array, from: number, end: number, name: string): number {
  for (let at = from; at + name.length < end; at++) {
    if (!equalsIgnoringCase(buffer, at, name)) continue;
    const start = at + name.length;
    let stop = start;
    while (stop < end && stop - start < 9 && isDigit(buffer[stop] as number)) stop++;
    return readDecimal(buffer, start, stop);
  }
  return -1;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/**
 * Bytes as text, one character each; nothing is interpreted. Cut at 2048 characters. Made in one piece: a text that grows by characters
 * is kept by V8 as a chain of its parts, 32 bytes each.
 */
export function latin1(buffer: Uint8Array, from: number, end: number): string {
  const length = Math.min(end - from, MAX_TEXT);
  if (length > SHORT) {
    const bytes: ArrayLike<number> = buffer.subarray(from, from + length);
    return String.fromCharCode.apply(null, bytes as number[]);
  }
  const codes = scratch[length] as number[];
  for (let i = 0; i < length; i++) codes[i] = buffer[from + i] as number;
  return String.fromCharCode(...codes);
}
