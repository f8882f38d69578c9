/**
 * 53-bit hashes of texts: two 32-bit lanes in the manner of FNV-1a, four bytes at a step. They find a request again among those of a
 * few seconds; two names that hash alike would only make a retry look possible. Never 0.
 */
/** Hash of `words[from..end)`, whole words. */
export function hashWords(words: Int32Array, from: number, end: number): number {
  let low = 0x811c9dc5 | 0;
  let high = 0x9e3779b1 | 0;
  for (let i = from; i < end; i++) {
    const word = words[i] as number;
    low = Math.imul(low ^ word, 0x01000193);
    high = Math.imul(high + word, 0x85ebca6b);
  }
  return joinHash(low ^ (low >>> 15), high ^ (high >>> 13));
}

/** One number of two lanes. */
export function joinHash(low: number, high: number): number {
  return (high >>> 11) * 4294967296 + (low >>> 0) + 1;
}
