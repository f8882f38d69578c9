/**
 * Method, target, host and id of a request as bytes, in words that are used again: strings are made for the few that somebody reads.
 *
 * At `words[at]` the four lengths in bytes, then the texts; each begins with a word of its own and is filled up with zeros.
 */
import { hashWords } from './hash.ts';
import { latin1 } from './text.ts';
import { lastWord, sharedView } from './words.ts';

/** A text in a buffer; empty where `from` equals `end`. */
export interface Place {
  readonly from: number;
  readonly end: number;
}

/** Which text. */
export const TEXT = { METHOD: 0, TARGET: 1, HOST: 2, ID: 3 } as const;
type Text = (typeof TEXT)[keyof typeof TEXT];

const LENGTHS = 4;
/** Words kept of the texts of one request, 2 KB; longer targets are cut. */
const MAX_WORDS = 512;

/** Words that the texts of these lengths take, lengths included. */
export function wordsNeeded(method: Place, target: Place, host: Place, id: Place): number {
  const texts = wordsOf(method) + wordsOf(target) + wordsOf(host) + wordsOf(id);
  return LENGTHS + Math.min(texts, MAX_WORDS);
}

export function clearTexts(words: Int32Array, at: number): void {
  words[at] = 0;
  words[at + 1] = 0;
  words[at + 2] = 0;
  words[at + 3] = 0;
}

/** Writes `needed` words, see `wordsNeeded`. */
export function putTexts(
  words: Int32Array,
  at: number,
  needed: number,
  buffer: Uint8Array,
  method: Place,
  target: Place,
  host: Place,
  id: Place,
): void {
  const view = sharedView(buffer);
  const stop = at + needed;
  words[at] = method.end - method.from;
  words[at + 1] = target.end - target.from;
  words[at + 2] = host.end - host.from;
  words[at + 3] = id.end - id.from;
  let to = copy(view, method, words, at + LENGTHS, stop);
  to = copy(view, target, words, to, stop);
  to = copy(view, host, words, to, stop);
  copy(view, id, words, to, stop);
}

/** What names the request, for finding it again: a hash of method and target; 0 where they are hidden. */
export function keyOf(words: Int32Array, at: number): number {
  if (words[at + TEXT.TARGET] === 0) return 0;
  return hashWords(words, at + LENGTHS, Math.min(placeOf(words, at, TEXT.HOST), endOf(at)));
}

/** Hash of the request id; 0 where there is none. */
export function idKeyOf(words: Int32Array, at: number): number {
  const length = words[at + TEXT.ID] as number;
  if (length === 0) return 0;
  const from = placeOf(words, at, TEXT.ID);
  return hashWords(words, from, Math.min(from + ((length + 3) >> 2), endOf(at)));
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
  const room = (endOf(at) - from) * 4;
  const bytes = new Uint8Array(Math.max(0, Math.min(words[at + text] as number, room)));
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteAt(words, from, i);
  return bytes.length > 0 ? latin1(bytes, 0, bytes.length) : null;
}

/** Where a text begins; behind `endOf` where it was cut away. */
function placeOf(words: Int32Array, at: number, text: Text): number {
  let place = at + LENGTHS;
  for (let before = 0; before < text; before++) place += ((words[at + before] as number) + 3) >> 2;
  return place;
}

function endOf(at: number): number {
  return at + LENGTHS + MAX_WORDS;
}

/** Returns the place behind the text. */
function copy(view: DataView, place: Place, words: Int32Array, at: number, stop: number): number {
  const { from, end } = place;
  let to = at;
  let i = from;
  for (; i + 4 <= end && to < stop; i += 4) words[to++] = view.getInt32(i, true);
  if (i < end && to < stop) words[to++] = lastWord(view, i, end);
  return to;
}

function byteAt(words: Int32Array, from: number, i: number): number {
  return ((words[from + (i >> 2)] as number) >>> ((i & 3) * 8)) & 0xff;
}

function wordsOf({ from, end }: Place): number {
  return (end - from + 3) >> 2;
}
