/**
 * The few facts of a TLS handshake that are sent in the clear (RFC 8446 §4.1, RFC 5246 §7.4.1): what a ClientHello offers
 * and a ServerHello chooses.
 */

export interface ClientHello {
  /** Whether HTTP/2 is among the protocols offered (RFC 7301); null where the message was not captured whole. */
  readonly offersHttp2: boolean | null;
}

export interface ServerHello {
  /** Null where the message was cut before it could say so. */
  readonly isTls13: boolean | null;
  /** Chosen in the clear, which only TLS 1.2 and before do; null where it is encrypted or was not negotiated. */
  readonly alpn: string | null;
  readonly cipherSuite: number;
  /** RFC 8446 §4.1.4: the client is to try again. */
  readonly isRetry: boolean;
}

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const EXTENSION_ALPN = 16;
const EXTENSION_VERSIONS = 43;
const TLS13 = 0x0304;
/** A handshake message begins with its type and three bytes of length; a hello's random follows its version. */
const HEADER_SIZE = 4;
const RANDOM_AT = 6;
const RANDOM_SIZE = 32;
/** First bytes of the random value that makes a ServerHello a HelloRetryRequest. */
const RETRY = [0xcf, 0x21, 0xad, 0x74];

/** Reads what it can of a handshake record's body; null where that is no ClientHello. */
export function readClientHello(body: Uint8Array): ClientHello | null {
  if (body[0] !== CLIENT_HELLO) return null;
  const message = body.subarray(0, HEADER_SIZE + u24(body, 1));
  let at = skipVector(message, RANDOM_AT + RANDOM_SIZE, 1);
  at = skipVector(message, at, 2);
  at = skipVector(message, at, 1);
  const protocols = findExtension(message, at, EXTENSION_ALPN);
  if (protocols === null) return { offersHttp2: isWhole(message) ? false : null };
  return { offersHttp2: protocolNames(protocols).includes('h2') };
}

/** Null where the body is no ServerHello or not captured as far as its cipher suite. */
export function readServerHello(body: Uint8Array): ServerHello | null {
  if (body[0] !== SERVER_HELLO) return null;
  const message = body.subarray(0, HEADER_SIZE + u24(body, 1));
  const suiteAt = skipVector(message, RANDOM_AT + RANDOM_SIZE, 1);
  if (suiteAt + 2 > message.length) return null;
  const extensionsAt = suiteAt + 3;
  const version = findExtension(message, extensionsAt, EXTENSION_VERSIONS);
  const alpn = findExtension(message, extensionsAt, EXTENSION_ALPN);
  const isTls13 = version?.length === 2 && u16(version, 0) === TLS13;
  return {
    isTls13: isTls13 || isWhole(message) ? isTls13 : null,
    alpn: alpn === null ? null : (protocolNames(alpn)[0] ?? null),
    cipherSuite: u16(message, suiteAt),
    isRetry: RETRY.every((byte, i) => message[RANDOM_AT + i] === byte),
  };
}

function isWhole(message: Uint8Array): boolean {
  return message.length === HEADER_SIZE + u24(message, 1);
}

/** The contents of an extension; null where it is absent or cut. `at` is where the list's length stands. */
function findExtension(body: Uint8Array, at: number, wanted: number): Uint8Array | null {
  for (let next = at + 2; next + 4 <= body.length; ) {
    const size = u16(body, next + 2);
    if (next + 4 + size > body.length) return null;
    if (u16(body, next) === wanted) return body.subarray(next + 4, next + 4 + size);
    next += 4 + size;
  }
  return null;
}

/** RFC 7301 §3.1: a list of names, each with its length in one byte. */
function protocolNames(list: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 2; at < list.length; ) {
    const size = list[at] as number;
    names.push(String.fromCharCode(...list.subarray(at + 1, at + 1 + size)));
    at += 1 + size;
  }
  return names;
}

/** The offset after a vector whose length stands at `at` in `width` bytes; beyond the end where it is cut. */
function skipVector(body: Uint8Array, at: number, width: 1 | 2): number {
  if (at + width > body.length) return body.length;
  return at + width + (width === 1 ? (body[at] as number) : u16(body, at));
}

function u16(body: Uint8Array, at: number): number {
  return ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
}

function u24(body: Uint8Array, at: number): number {
  return ((body[at] ?? 0) << 16) | u16(body, at + 1);
}
