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

/** The same of a text whose characters are bytes. */
export function hashText(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b1;
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i) & 0xff;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x85ebca6b);
  }
  return join(low, high);
}

function join(low: number, high: number): number {
  return (high >>> 11) * 4294967296 + (low >>> 0) + 1;
}
