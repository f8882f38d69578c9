/** The header fields that matter here, told apart without making strings. */
import { REQUEST_ID_FIELDS } from '../app/request-id.ts';

export const FIELD = {
  OTHER: 0,
  CONTENT_LENGTH: 1,
  TRANSFER_ENCODING: 2,
  CONNECTION: 3,
  KEEP_ALIVE: 4,
  HOST: 5,
  SERVER: 6,
  REQUEST_ID: 7,
  UPGRADE: 8,
} as const;
export type Field = (typeof FIELD)[keyof typeof FIELD];

interface FieldName {
  readonly field: Field;
  /** The name with its colon, lower case. */
  readonly bytes: Uint8Array;
}

const NAMES: readonly FieldName[] = (
  [
    ['host', FIELD.HOST],
    ['server', FIELD.SERVER],
    ['upgrade', FIELD.UPGRADE],
    ['connection', FIELD.CONNECTION],
    ['keep-alive', FIELD.KEEP_ALIVE],
    ['content-length', FIELD.CONTENT_LENGTH],
    ['transfer-encoding', FIELD.TRANSFER_ENCODING],
    ...REQUEST_ID_FIELDS.map((name) => [name, FIELD.REQUEST_ID] as const),
  ] as const
).map(([name, field]) => ({ field, bytes: Uint8Array.from(`${name}:`, (letter) => letter.charCodeAt(0)) }));

const OTHER: FieldName = { field: FIELD.OTHER, bytes: new Uint8Array(0) };

/** The bit that tells lower from upper case, in four letters at once. */
const LOWER_CASE = 0x20202020;
const SLOT_BITS = 5;

/**
 * By the first four bytes of a line, as one little-endian number in lower case: the only name that it can be. They differ among all
 * names above, and `MULTIPLIER` gives each a slot of its own, so that one look sorts out nearly all other lines.
 */
const MULTIPLIER = perfectMultiplier(NAMES.map(({ bytes }) => firstFour(bytes)));
const PREFIXES = new Int32Array(1 << SLOT_BITS);
const CANDIDATES: FieldName[] = Array.from(PREFIXES, () => OTHER);
for (const name of NAMES) {
  const slot = slotOf(firstFour(name.bytes), MULTIPLIER);
  PREFIXES[slot] = firstFour(name.bytes);
  CANDIDATES[slot] = name;
}

/**
 * The place of the colon behind the name that begins the line `buffer[from..end)`, if it is one of those above; else -1.
 * `prefix` is the line's first four bytes, little-endian. `fieldFound` then tells which.
 */
export function findField(buffer: Uint8Array, from: number, end: number, prefix: number): number {
  const lower = prefix | LOWER_CASE;
  const slot = slotOf(lower, MULTIPLIER);
  if (PREFIXES[slot] !== lower) return -1;
  const { bytes, field } = CANDIDATES[slot] as FieldName;
  const colon = from + bytes.length - 1;
  if (colon >= end) return -1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = buffer[from + i] as number;
    const lowered = byte >= 65 && byte <= 90 ? byte | 0x20 : byte;
    if (lowered !== bytes[i]) return -1;
  }
  found = field;
  return colon;
}

let found: Field = FIELD.OTHER;

/** What the last `findField` that found one found. */
export function fieldFound(): Field {
  return found;
}

function slotOf(prefix: number, multiplier: number): number {
  return Math.imul(prefix, multiplier) >>> (32 - SLOT_BITS);
}

function firstFour(bytes: Uint8Array): number {
  return new DataView(bytes.buffer).getInt32(0, true) | LOWER_CASE;
}

/** The first odd number that leaves no two prefixes in one slot. */
function perfectMultiplier(prefixes: readonly number[]): number {
  for (let multiplier = 0x9e3779b1; ; multiplier += 2) {
    if (new Set(prefixes.map((prefix) => slotOf(prefix, multiplier))).size === prefixes.length)
      return multiplier;
  }
}
