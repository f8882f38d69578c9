/** TLS records as bytes. Encrypted contents are filler: only sizes matter to an observer. */
import { concat } from './talk.ts';

export const CCS = 20;
export const ALERT = 21;
export const HANDSHAKE = 22;
export const DATA = 23;

/** Sizes of TLS 1.3 records whose meaning their size tells, for all suites with a tag of 16 bytes. */
export const ALERT_13 = 19;
const FINISHED_13 = 53;

export function record(type: number, size: number): Uint8Array {
  return recordOf(type, new Uint8Array(size).fill(0xa5));
}

function recordOf(type: number, body: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 255), body);
}

export const data = (...sizes: readonly number[]) => concat(...sizes.map((size) => record(DATA, size)));

/** `alpn`: the protocols offered. */
export function clientHello(...alpn: readonly string[]): Uint8Array {
  const extensions = alpn.length === 0 ? [] : [extension(16, names(alpn))];
  return hello(1, concat(vector16(Uint8Array.of(0x13, 0x01)), vector8(Uint8Array.of(0))), extensions);
}

export interface ServerChoice {
  readonly tls13: boolean;
  readonly suite?: number;
  readonly alpn?: string;
}

export function serverHello({ tls13, suite = 0x1301, alpn }: ServerChoice): Uint8Array {
  const chosen = Uint8Array.of(suite >> 8, suite & 255, 0);
  const extensions = [
    ...(tls13 ? [extension(43, Uint8Array.of(3, 4))] : []),
    ...(alpn === undefined ? [] : [extension(16, names([alpn]))]),
  ];
  return hello(2, chosen, extensions);
}

/** The server's flight of TLS 1.3: hello, change of ciphers, certificate and so on, Finished. */
export const flight13 = (choice: Partial<ServerChoice> = {}) =>
  concat(serverHello({ tls13: true, ...choice }), record(CCS, 1), data(23, 800, 281, 53));

/** The client's of TLS 1.3. */
export const finished13 = () => concat(record(CCS, 1), data(FINISHED_13));

function hello(type: number, middle: Uint8Array, extensions: readonly Uint8Array[]): Uint8Array {
  const session = vector8(new Uint8Array(32));
  const body = concat(
    Uint8Array.of(3, 3),
    new Uint8Array(32).fill(7),
    session,
    middle,
    vector16(concat(...extensions)),
  );
  return recordOf(HANDSHAKE, concat(Uint8Array.of(type, 0, body.length >> 8, body.length & 255), body));
}

function extension(type: number, body: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type >> 8, type & 255), vector16(body));
}

function names(list: readonly string[]): Uint8Array {
  return vector16(concat(...list.map((name) => concat(Uint8Array.of(name.length), name))));
}

function vector8(body: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(body.length), body);
}

function vector16(body: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(body.length >> 8, body.length & 255), body);
}
