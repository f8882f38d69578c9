/**
 * 53-bit hashes of texts: two 32-bit lanes in the manner of FNV-1a, four bytes at a step. They find a request again among those of a
 * few seconds; two names that hash alike would only make a retry look possible. Never 0.
 */

/** What the lanes begin with. */
export const LOW_START = 0x811c9dc5 | 0;
export const HIGH_START = 0x9e3779b1 | 0;

/** What the lanes are multiplied with behind every word. */
export const LOW_FACTOR = 0x01000193;
export const HIGH_FACTOR = 0x85ebca6b;

/** One number of two lanes. */
export function joinHash(low: number, high: number): number {
  const lower = low ^ (low >>> 15);
  const upper = high ^ (high >>> 13);
  return (upper >>> 11) * 4294967296 + (lower >>> 0) + 1;
}
