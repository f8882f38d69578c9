/** Short texts compared with bytes four at a time, in any case of their letters and without making strings. */

/** Bit of a letter's byte that tells lower from upper case. */
const CASE = 0x20;
/** Bytes that are compared at once; no text is shorter. */
const WORD = 4;

/** A text of at least four ASCII characters. */
export class FoldedText {
  readonly length: number;
  /** Its words with the bits that must agree, all but the case of letters: word, bits, word, bits. The last word ends where the text does. */
  readonly pairs: Int32Array;

  /** @param text - in lower case */
  constructor(text: string) {
    this.length = text.length;
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const masks = bytes.map((byte) => (byte >= 97 && byte <= 122 ? 0xff ^ CASE : 0xff));
    const [words, bits] = [bytes, masks].map(({ buffer }) => new DataView(buffer)) as [DataView, DataView];
    const pairs: number[] = [];
    for (let at = 0; at < text.length; at += WORD) {
      const place = Math.min(at, text.length - WORD);
      pairs.push(words.getInt32(place, true), bits.getInt32(place, true));
    }
    this.pairs = Int32Array.from(pairs);
  }
}

/** Whether the text stands at `from`, in any case. The caller knows that there is room for it. */
export function standsAt(text: FoldedText, view: DataView, from: number): boolean {
  const { pairs } = text;
  const lastWord = from + text.length - WORD;
  let at = from;
  let i = 0;
  for (; at < lastWord; at += WORD, i += 2) {
    if (((view.getInt32(at, true) ^ (pairs[i] as number)) & (pairs[i + 1] as number)) !== 0) return false;
  }
  return ((view.getInt32(lastWord, true) ^ (pairs[i] as number)) & (pairs[i + 1] as number)) === 0;
}

/** Whether `view[from..end)` is the text, in any case. */
export function isFolded(text: FoldedText, view: DataView, from: number, end: number): boolean {
  return end - from === text.length && standsAt(text, view, from);
}
