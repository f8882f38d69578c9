/** The variables of a FastCGI request that name it (FastCGI 1.0 §3.4, RFC 3875 §4.1). */
import { REQUEST_ID_FIELDS } from '../app/request-id.ts';

interface Params {
  method: string | null;
  target: string | null;
  host: string | null;
  id: string | null;
}

/** As variables (RFC 3875 §4.1.18). */
const ID_NAMES: ReadonlySet<string> = new Set(
  REQUEST_ID_FIELDS.map((field) => `HTTP_${field.toUpperCase().replaceAll('-', '_')}`),
);
/** The variables that are read here. */
export const TOLD_PARAMS: ReadonlySet<string> = new Set([
  'REQUEST_METHOD',
  'REQUEST_URI',
  'HTTP_HOST',
  ...ID_NAMES,
]);
const LONGEST_NAME = 32;

/** Reads name-value pairs as far as they go. */
export function readParams(stream: Uint8Array): Params {
  const params: Params = { method: null, target: null, host: null, id: null };
  for (let at = 0; at < stream.length; ) {
    const name = lengthAt(stream, at);
    const value = lengthAt(stream, name.after);
    const from = value.after;
    const middle = from + name.length;
    at = middle + value.length;
    if (at > stream.length) break;
    if (name.length <= LONGEST_NAME) {
      takeParam(params, textOf(stream, from, middle), () => textOf(stream, middle, at));
    }
  }
  return params;
}

function takeParam(params: Params, name: string, value: () => string): void {
  switch (name) {
    case 'REQUEST_METHOD':
      params.method ??= value();
      return;
    case 'REQUEST_URI':
      params.target ??= value();
      return;
    case 'HTTP_HOST':
      params.host ??= value();
      return;
    default:
      if (ID_NAMES.has(name)) params.id ??= value();
  }
}

/** One byte, or four with the highest bit set. */
export function lengthAt(
  stream: Uint8Array,
  at: number,
): { readonly length: number; readonly after: number } {
  const first = stream[at] ?? 0;
  if (first < 0x80) return { length: first, after: at + 1 };
  const [b = 0, c = 0, d = 0] = stream.subarray(at + 1, at + 4);
  return { length: ((first & 0x7f) << 24) | (b << 16) | (c << 8) | d, after: at + 4 };
}

function textOf(stream: Uint8Array, from: number, end: number): string {
  return String.fromCharCode(...stream.subarray(from, Math.min(end, from + 2048)));
}
