/** Short stable identifiers. */

/** `digits` (1 to 16) hexadecimal digits of a hash of `text` in the manner of FNV-1a. Not for anything that must resist attack. */
export function shortHash(text: string, digits: number): string {
  // Two 32-bit lanes rather than one 64-bit BigInt: findings may be many.
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + i), 0x01000193) ^ (low >>> 13);
  }
  const hex = (part: number): string => (part >>> 0).toString(16).padStart(8, '0');
  return `${hex(high)}${hex(low)}`.slice(0, digits);
}
