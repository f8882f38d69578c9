/**
 * Other letters in the place of a secret, as many, and the same for the same: two requests that differ must go on differing, and a
 * retry must still be a repetition. The letters are drawn, not calculated, so nothing leads back from them.
 */

/** Secrets remembered; those after them are only overwritten. */
const MOST = 16_384;
const LONGEST = 1024;
const LETTERS = 26;
const FIRST = 97;

export class Disguise {
  private readonly known = new Map<string, Uint8Array>();

  /** Overwrites `bytes[from..end)`. */
  hide(bytes: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end; at += LONGEST) {
      const part = bytes.subarray(at, Math.min(end, at + LONGEST));
      part.set(this.drawn(String.fromCharCode(...part)));
    }
  }

  private drawn(secret: string): Uint8Array {
    const known = this.known.get(secret);
    if (known !== undefined) return known;
    const letters = Uint8Array.from(secret, () => FIRST + Math.floor(Math.random() * LETTERS));
    if (this.known.size >= MOST) return letters.fill(FIRST + LETTERS - 3);
    this.known.set(secret, letters);
    return letters;
  }
}
