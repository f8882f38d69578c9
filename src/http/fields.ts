/** The header fields that matter here: told apart without making strings, their values read into the head. */
import { FoldedText, isFolded, standsAt } from '../app/folded-text.ts';
import { REQUEST_ID_FIELDS } from '../app/request-id.ts';
import { hasToken, isLastToken, numberAfter, readDecimal, trimLeft, trimRight } from '../app/text.ts';
import type { Head } from './head.ts';

/** What a name stands for. */
const CONTENT_LENGTH = 1;
const TRANSFER_ENCODING = 2;
const CONNECTION = 3;
const KEEP_ALIVE = 4;
const HOST = 5;
const SERVER = 6;
const UPGRADE = 7;
const REQUEST_ID = 8;

const NAMES: readonly (readonly [name: FoldedText, field: number])[] = (
  [
    ['host', HOST],
    ['server', SERVER],
    ['upgrade', UPGRADE],
    ['connection', CONNECTION],
    ['keep-alive', KEEP_ALIVE],
    ['content-length', CONTENT_LENGTH],
    ['transfer-encoding', TRANSFER_ENCODING],
    ...REQUEST_ID_FIELDS.map((name) => [name, REQUEST_ID] as const),
  ] as const
).map(([name, field]) => [new FoldedText(`${name}:`), field]);

const COMMA = 44;
const CHUNKED_TEXT = new FoldedText('chunked');
const IDENTITY_TEXT = new FoldedText('identity');
const CLOSE_TEXT = new FoldedText('close');
const KEEP_ALIVE_TEXT = new FoldedText('keep-alive');

/** The bit that tells lower from upper case, in four letters at once. */
const LOWER_CASE = 0x20202020;
const SLOT_BITS = 5;

/**
 * By the first four bytes of a line, as one little-endian number in lower case: the only name that it can be. They differ among all
 * names above, and `MULTIPLIER` gives each a slot of its own, so that one look sorts out nearly all other lines.
 */
const MULTIPLIER = perfectMultiplier(NAMES.map(([name]) => firstFour(name)));
const PREFIXES = new Int32Array(1 << SLOT_BITS);
const FIELDS = new Uint8Array(1 << SLOT_BITS);
const TEXTS: FoldedText[] = Array.from(PREFIXES, () => CHUNKED_TEXT);
for (const [name, field] of NAMES) {
  const slot = slotOf(firstFour(name), MULTIPLIER);
  PREFIXES[slot] = firstFour(name);
  FIELDS[slot] = field;
  TEXTS[slot] = name;
}
const SHORTEST_NAME = Math.min(...NAMES.map(([name]) => name.length));

/** Takes the field line `buffer[from..end)`, without its end, into the head if it is one of those above. `view` is one of `buffer`. */
export function takeField(view: DataView, from: number, end: number, head: Head): void {
  if (end - from < SHORTEST_NAME) return;
  const prefix = view.getInt32(from, true) | LOWER_CASE;
  const slot = slotOf(prefix, MULTIPLIER);
  if (PREFIXES[slot] !== prefix) return;
  const name = TEXTS[slot] as FoldedText;
  const value = from + name.length;
  if (value <= end && standsAt(name, view, from)) takeValue(FIELDS[slot] as number, view, value, end, head);
}

function takeValue(field: number, view: DataView, behindColon: number, lineEnd: number, head: Head): void {
  const { buffer } = head;
  const end = trimRight(buffer, behindColon, lineEnd);
  const from = trimLeft(buffer, behindColon, end);
  switch (field) {
    case CONTENT_LENGTH:
      takeContentLength(from, end, head);
      return;
    case TRANSFER_ENCODING:
      takeCodings(view, from, end, head);
      return;
    case CONNECTION:
      takeConnection(view, from, end, head);
      return;
    case KEEP_ALIVE:
      head.keepAliveTimeout = numberAfter(buffer, from, end, 'timeout=');
      return;
    default:
      takeText(field, from, end, head);
  }
}

/** The first that is not empty counts. */
function takeText(field: number, from: number, end: number, head: Head): void {
  if (field === HOST && head.hostFrom === head.hostEnd) {
    head.hostFrom = from;
    head.hostEnd = end;
  } else if (field === REQUEST_ID && head.idFrom === head.idEnd) {
    head.idFrom = from;
    head.idEnd = end;
  } else if (field === SERVER && head.serverFrom === head.serverEnd) {
    head.serverFrom = from;
    head.serverEnd = end;
  } else if (field === UPGRADE && head.upgradeFrom === head.upgradeEnd) {
    head.upgradeFrom = from;
    head.upgradeEnd = end;
  }
}

/** RFC 9110 §8.6: a list that repeats one number may be read as that number. */
function takeContentLength(from: number, end: number, head: Head): void {
  const { buffer } = head;
  for (let at = from; at <= end; ) {
    const comma = buffer.subarray(at, end).indexOf(COMMA);
    const stop = comma < 0 ? end : at + comma;
    const start = trimLeft(buffer, at, stop);
    head.takeContentLength(readDecimal(buffer, start, trimRight(buffer, start, stop)));
    at = stop + 1;
  }
}

/** `identity` was a coding that does nothing (RFC 2616 §3.6); some still send it, be it on a line of its own. */
function takeCodings(view: DataView, from: number, end: number, head: Head): void {
  const { buffer } = head;
  if (isFolded(IDENTITY_TEXT, view, from, end)) return;
  head.chunked =
    isFolded(CHUNKED_TEXT, view, from, end) || isLastToken(buffer, from, end, 'chunked', 'identity');
  head.otherCoding = !head.chunked && from < end && !isLastToken(buffer, from, end, 'identity', '');
}

function takeConnection(view: DataView, from: number, end: number, head: Head): void {
  if (isFolded(KEEP_ALIVE_TEXT, view, from, end)) head.keepAlive = true;
  else if (isFolded(CLOSE_TEXT, view, from, end)) head.close = true;
  else {
    head.close ||= hasToken(head.buffer, from, end, 'close');
    head.keepAlive ||= hasToken(head.buffer, from, end, 'keep-alive');
  }
}

function slotOf(prefix: number, multiplier: number): number {
  return Math.imul(prefix, multiplier) >>> (32 - SLOT_BITS);
}

function firstFour(name: FoldedText): number {
  return (name.pairs[0] as number) | LOWER_CASE;
}

/** The first odd number that leaves no two prefixes in one slot. */
function perfectMultiplier(prefixes: readonly number[]): number {
  for (let multiplier = 0x9e3779b1; ; multiplier += 2) {
    if (new Set(prefixes.map((prefix) => slotOf(prefix, multiplier))).size === prefixes.length)
      return multiplier;
  }
}
