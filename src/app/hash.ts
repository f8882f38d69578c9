/**
 * 53-bit hashes of texts: two 32-bit lanes in the manner of FNV-1a. They find a request again among those of a few seconds; two
 * names that hash alike would only make a retry look possible. Never 0.
 */
export function hashBytes(bytes: Uint8Array, from: number, end: number): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b1;
  for (let i = from; i < end; i++) {
    const byte = bytes[i] as number;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x85ebca6b);
  }
  return join(low, high);
}

/** A faster hash of longer texts, four bytes at a step. */
export function hashWords(bytes: Uint8Array, from: number, end: number): number {
  let low = 0x811c9dc5 ^ (end - from);
  let high = 0x9e3779b1;
  let i = from;
  for (; i + 4 <= end; i += 4) {
    const word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    low = Math.imul(low ^ word, 0x01000193);
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x85ebca6b);
  }
  for (; i < end; i++) low = Math.imul(low ^ (bytes[i] as number), 0x01000193);
  return join(low ^ (low >>> 15), high);
}

function join(low: number, high: number): number {
  return (high >>> 11) * 4294967296 + (low >>> 0) + 1;
}
