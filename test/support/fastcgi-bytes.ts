/** Records of FastCGI 1.0 (§3.3), as web servers send them. */
import { bytesFrom, concat } from './talk.ts';

export const FCGI = {
  BEGIN: 1,
  END: 3,
  PARAMS: 4,
  STDIN: 5,
  STDOUT: 6,
  STDERR: 7,
  GET_VALUES: 9,
} as const;

export function record(type: number, content: Uint8Array | string, padding = 0, id = 1): Uint8Array {
  const bytes = bytesFrom(content);
  const header = [1, type, id >> 8, id & 255, bytes.length >> 8, bytes.length & 255, padding, 0];
  return concat(Uint8Array.of(...header), bytes, new Uint8Array(padding));
}

/** BEGIN_REQUEST: `keep` 1 keeps the connection, `role` 1 is a responder, 2 an authorizer. */
export function begin(keep = 1, role = 1): Uint8Array {
  return record(FCGI.BEGIN, Uint8Array.of(0, role, keep, 0, 0, 0, 0, 0));
}

export function params(variables: Readonly<Record<string, string>>): Uint8Array {
  const pairs = Object.entries(variables).map(([name, value]) =>
    concat(length(name), length(value), name, value),
  );
  return record(FCGI.PARAMS, concat(...pairs), 3);
}

function length(text: string): Uint8Array {
  const { length: size } = text;
  return size < 128 ? Uint8Array.of(size) : Uint8Array.of(0x80, 0, size >> 8, size & 255);
}
