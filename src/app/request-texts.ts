/**
 * Method, target, host and id of a request as bytes, in words that are used again: strings are made for the few that somebody reads.
 *
 * At `words[at]` the four lengths in bytes, then three runs: method and target with the byte between them, host, id. Each begins
 * with a word of its own and is filled up with zeros.
 */
import { HIGH_FACTOR, HIGH_START, joinHash, LOW_FACTOR, LOW_START } from './hash.ts';
import { latin1 } from './text.ts';
import { sharedView, wordAt } from './words.ts';

/** Where the texts of a request lie in a buffer; empty where one begins at its end. The target begins one byte behind the method. */
export interface RequestPlaces {
  readonly buffer: Uint8Array;
  /** Where the method begins. */
  readonly from: number;
  readonly methodEnd: number;
  readonly targetEnd: number;
  readonly hostFrom: number;
  readonly hostEnd: number;
  readonly idFrom: number;
  readonly idEnd: number;
}

/** Which text. */
export const TEXT = { METHOD: 0, TARGET: 1, HOST: 2, ID: 3 } as const;
type Text = (typeof TEXT)[keyof typeof TEXT];

const LENGTHS = 4;
/** Words kept of the texts of one request, 2 KB; longer targets are cut. */
const MAX_WORDS = 512;
/** Where the bytes of a text lie side by side while its string is made. */
const scratch = new Uint8Array((MAX_WORDS + LENGTHS) * 4);

/** Words that these texts take, lengths included. */
export function wordsNeeded(places: RequestPlaces): number {
  const { from, targetEnd, hostFrom, hostEnd, idFrom, idEnd } = places;
  const texts = wordsOf(targetEnd - from) + wordsOf(hostEnd - hostFrom) + wordsOf(idEnd - idFrom);
  return LENGTHS + Math.min(texts, MAX_WORDS);
}

export function clearTexts(words: Int32Array, at: number): void {
  words[at] = 0;
  words[at + 1] = 0;
  words[at + 2] = 0;
  words[at + 3] = 0;
}

/** What names a request, for finding it again: hashes of method and target, and of its id; 0 where target or id are hidden. */
export const keys = { name: 0, id: 0 };

/** Writes `needed` words, see `wordsNeeded`, and tells their hashes in `keys`. */
export function putTexts(words: Int32Array, at: number, needed: number, places: RequestPlaces): void {
  const { from, methodEnd, targetEnd, hostFrom, hostEnd, idFrom, idEnd } = places;
  const view = sharedView(places.buffer);
  const stop = at + needed;
  words[at] = methodEnd - from;
  words[at + 1] = targetEnd - methodEnd - 1;
  words[at + 2] = hostEnd - hostFrom;
  words[at + 3] = idEnd - idFrom;
  const host = at + LENGTHS + wordsOf(targetEnd - from);
  const id = host + wordsOf(hostEnd - hostFrom);
  const name = copy(view, from, targetEnd, words, at + LENGTHS, stop);
  copy(view, hostFrom, hostEnd, words, host, stop);
  const idKey = copy(view, idFrom, idEnd, words, id, stop);
  keys.name = targetEnd > methodEnd + 1 ? name : 0;
  keys.id = idEnd > idFrom ? idKey : 0;
}

/** Whether the method is this one, without making a string of it. */
export function hasMethod(words: Int32Array, at: number, name: string): boolean {
  if (words[at + TEXT.METHOD] !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    if (byteAt(words, at + LENGTHS, i) !== name.charCodeAt(i)) return false;
  }
  return true;
}

/** Null where the text is empty. */
export function readText(words: Int32Array, at: number, text: Text): string | null {
  const from = placeOf(words, at, text);
  const room = (at + LENGTHS + MAX_WORDS) * 4 - from;
  const length = Math.min(words[at + text] as number, room);
  if (length <= 0) return null;
  for (let i = 0; i < length; i++) scratch[i] = byteAt(words, 0, from + i);
  return latin1(scratch, 0, length);
}

/** The byte of `words` with which a text begins; behind what is kept where it was cut away. */
function placeOf(words: Int32Array, at: number, text: Text): number {
  const method = words[at] as number;
  const line = (at + LENGTHS) * 4;
  if (text === TEXT.METHOD) return line;
  if (text === TEXT.TARGET) return line + method + 1;
  const behindLine = line + wordsOf(method + 1 + (words[at + TEXT.TARGET] as number)) * 4;
  return text === TEXT.HOST ? behindLine : behindLine + wordsOf(words[at + TEXT.HOST] as number) * 4;
}

/** Returns the hash of the words written. */
function copy(
  view: DataView,
  from: number,
  end: number,
  words: Int32Array,
  at: number,
  stop: number,
): number {
  let low = LOW_START;
  let high = HIGH_START;
  let to = at;
  for (let i = from; i < end && to < stop; i += 4) {
    const word = wordAt(view, i, end);
    words[to++] = word;
    low = Math.imul(low ^ word, LOW_FACTOR);
    high = Math.imul(high + word, HIGH_FACTOR);
  }
  return joinHash(low, high);
}

function byteAt(words: Int32Array, from: number, i: number): number {
  return ((words[from + (i >> 2)] as number) >>> ((i & 3) * 8)) & 0xff;
}

function wordsOf(bytes: number): number {
  return (bytes + 3) >> 2;
}
