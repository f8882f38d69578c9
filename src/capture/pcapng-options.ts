/** Options of pcapng blocks: code, length, value padded to four bytes. Source: draft-ietf-opsawg-pcapng §3.5. */

const END_OF_OPTIONS = 0;
const HEADER = 4;
/** Bytes of a name; what is longer is cut. */
const MAX_TEXT = 256;

/** The value of an option; `length` in bytes. */
interface OptionValue {
  readonly at: number;
  readonly length: number;
}

/** The first option of that code between `at` and `end`. What does not fit ends the list, as a missing end mark does. */
export function findOption(
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  code: number,
): OptionValue | undefined {
  let header = at;
  while (end - header >= HEADER) {
    const found = view.getUint16(header, little);
    const length = view.getUint16(header + 2, little);
    const value = header + HEADER;
    if (found === END_OF_OPTIONS || value + length > end) return undefined;
    if (found === code) return { at: value, length };
    header = value + padded(length);
  }
  return undefined;
}

/** An unsigned 64-bit value as a double; undefined where the option is missing or of another size. */
export function counterOption(
  view: DataView,
  value: OptionValue | undefined,
  little: boolean,
): number | undefined {
  return value?.length === 8 ? Number(view.getBigUint64(value.at, little)) : undefined;
}

/** A signed 64-bit value as a double; 0 where the option is missing or of another size. */
export function signedOption(view: DataView, value: OptionValue | undefined, little: boolean): number {
  return value?.length === 8 ? Number(view.getBigInt64(value.at, little)) : 0;
}

/** A UTF-8 string; bytes that are no UTF-8 are read as Latin-1. */
export function textOption(view: DataView, value: OptionValue | undefined): string | null {
  if (!value) return null;
  const octets = new Uint8Array(view.buffer, view.byteOffset + value.at, Math.min(value.length, MAX_TEXT));
  const end = octets.indexOf(0);
  const text = Array.from(end < 0 ? octets : octets.subarray(0, end));
  try {
    return decodeURIComponent(text.map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...text);
  }
}

/** Rounded up to a multiple of four, as values, packets and blocks are stored. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
