/** The header fields that matter here, told apart without making strings. */
import { equalsIgnoringCase } from '../app/text.ts';

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

const NAMES: readonly (readonly [name: string, field: Field])[] = [
  ['host', FIELD.HOST],
  ['server', FIELD.SERVER],
  ['upgrade', FIELD.UPGRADE],
  ['connection', FIELD.CONNECTION],
  ['keep-alive', FIELD.KEEP_ALIVE],
  ['request-id', FIELD.REQUEST_ID],
  ['traceparent', FIELD.REQUEST_ID],
  ['x-request-id', FIELD.REQUEST_ID],
  ['x-amzn-trace-id', FIELD.REQUEST_ID],
  ['content-length', FIELD.CONTENT_LENGTH],
  ['x-correlation-id', FIELD.REQUEST_ID],
  ['transfer-encoding', FIELD.TRANSFER_ENCODING],
  ['x-cloud-trace-context', FIELD.REQUEST_ID],
];

export const LONGEST_NAME = Math.max(...NAMES.map(([name]) => name.length));

/** Candidates by the length of the name, which alone sorts out nearly all lines. */
const BY_LENGTH = Array.from({ length: LONGEST_NAME + 1 }, (_, length) =>
  NAMES.filter(([name]) => name.length === length),
);

/** One for the bytes with which a name that matters can begin, in either case: nearly all other lines end there. */
export const ASKED_FOR = new Uint8Array(256);
for (const [name] of NAMES) {
  ASKED_FOR[name.charCodeAt(0)] = 1;
  ASKED_FOR[name.toUpperCase().charCodeAt(0)] = 1;
}

/** Which field the name `buffer[from..end)` is. */
export function fieldOf(buffer: Uint8Array, from: number, end: number): Field {
  const candidates = BY_LENGTH[end - from];
  if (candidates === undefined) return FIELD.OTHER;
  for (const [name, field] of candidates) {
    if (equalsIgnoringCase(buffer, from, name)) return field;
  }
  return FIELD.OTHER;
}
