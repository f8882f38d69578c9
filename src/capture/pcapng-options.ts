/** Options of pcapng blocks: code, length, value padded to four bytes. Source: draft-ietf-opsawg-pcapng §3.5. */
import { u16, u16le, u32, u32le } from './bytes.ts';

const END_OF_OPTIONS = 0;
const HEADER = 4;

/** The value of an option; `length` in bytes. */
export interface OptionValue {
  readonly at: number;
  readonly length: number;
}

/** The first option of that code in bytes[at..end). What does not fit ends the list, as a missing end mark does. */
export function findOption(
  bytes: Uint8Array,
  at: number,
  end: number,
  little: boolean,
  code: number,
): OptionValue | undefined {
  const read16 = little ? u16le : u16;
  let header = at;
  while (end - header >= HEADER) {
    const found = read16(bytes, header);
    const length = read16(bytes, header + 2);
    const value = header + HEADER;
    if (found === END_OF_OPTIONS || value + length > end) return undefined;
    if (found === code) return { at: value, length };
    header = value + padded(length);
  }
  return undefined;
}

/** An unsigned 64-bit value as a double; undefined where the option is missing or of another size. */
export function counterOption(
  bytes: Uint8Array,
  value: OptionValue | undefined,
  little: boolean,
): number | undefined {
  if (value?.length !== 8) return undefined;
  const high = little ? u32le(bytes, value.at + 4) : u32(bytes, value.at);
  const low = little ? u32le(bytes, value.at) : u32(bytes, value.at + 4);
  return high * 0x1_0000_0000 + low;
}

/** A signed 64-bit value as a double; 0 where the option is missing or of another size. */
export function signedOption(bytes: Uint8Array, value: OptionValue | undefined, little: boolean): number {
  if (value?.length !== 8) return 0;
  const high = little ? u32le(bytes, value.at + 4) : u32(bytes, value.at);
  const low = little ? u32le(bytes, value.at) : u32(bytes, value.at + 4);
  return (high | 0) * 0x1_0000_0000 + low;
}

/** A UTF-8 string; bytes that are no UTF-8 are read as Latin-1. */
export function textOption(bytes: Uint8Array, value: OptionValue | undefined): string | null {
  if (!value) return null;
  const octets = bytes.subarray(value.at, value.at + Math.min(value.length, MAX_TEXT));
  const end = octets.indexOf(0);
  const text = Array.from(end < 0 ? octets : octets.subarray(0, end));
  try {
    return decodeURIComponent(text.map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return String.fromCharCode(...text);
  }
}

/** Names longer than this are cut. */
const MAX_TEXT = 256;

/** Rounded up to a multiple of four, as values, packets and blocks are stored. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
