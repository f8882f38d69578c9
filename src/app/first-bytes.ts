/** Telling a protocol by its first bytes, which may come one by one. */

/** `more`: the bytes agree so far, and are too few. */
export type Match = 'yes' | 'no' | 'more';

/** Whether `buffer[from..end)` begins with `expected`. */
export function startsWith(buffer: Uint8Array, from: number, end: number, expected: Uint8Array): Match {
  for (let i = 0; i < expected.length; i++) {
    if (from + i >= end) return 'more';
    if (buffer[from + i] !== expected[i]) return 'no';
  }
  return 'yes';
}

/** The bytes of a text of one-byte characters. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
