/** The packet that carries a request's head: method, target, and the headers that name it and tell its body's length. */
import { REQUEST_ID_FIELDS } from '../app/request-id.ts';
import { latin1, readDecimal } from '../app/text.ts';

interface ForwardRequest {
  readonly method: string | null;
  /** With the query, which is sent apart from it. */
  readonly target: string | null;
  readonly host: string | null;
  readonly id: string | null;
  /** Bytes of body that follow; -1 where they end with an empty packet. */
  readonly bodyLength: number;
  /** Where the body of the packet was no longer read. */
  readonly end: number;
}

/** By code, from 1 on. */
const METHODS = (
  'OPTIONS GET HEAD POST PUT DELETE TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK ACL REPORT VERSION-CONTROL ' +
  'CHECKIN CHECKOUT UNCHECKOUT SEARCH MKWORKSPACE UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY'
).split(' ');
/** Common headers are sent as a number. */
const CODED_HEADER = 0xa000;
const HEADER = { CONTENT_LENGTH: 0xa008, HOST: 0xa00b } as const;
const ATTRIBUTE = { QUERY: 5, NAMED: 10, SSL_KEY_SIZE: 11, STORED_METHOD: 13, END: 0xff } as const;
const NO_STRING = 0xffff;
const MAX_HEADERS = 1000;
const ID_NAMES: ReadonlySet<string> = new Set(REQUEST_ID_FIELDS);

/** Told of every string: where its text lies. */
type StringListener = (from: number, end: number) => void;

/** Reads the body of a FORWARD_REQUEST packet as far as it was captured. */
export function readForwardRequest(body: Uint8Array, onString: StringListener = () => {}): ForwardRequest {
  const reader = new Reader(body, 1, onString);
  const methodCode = reader.byte();
  reader.string();
  const path = reader.string();
  for (let i = 0; i < 3; i++) reader.string();
  // The port, and whether the client came over TLS.
  reader.number();
  reader.byte();
  const headers = readHeaders(reader);
  const { query, storedMethod } = readAttributes(reader);
  return {
    method: METHODS[methodCode - 1] ?? storedMethod,
    target: path === null || query === null ? path : `${path}?${query}`,
    ...headers,
    end: reader.place,
  };
}

function readHeaders(reader: Reader): Pick<ForwardRequest, 'host' | 'id' | 'bodyLength'> {
  const found = { host: null as string | null, id: null as string | null, bodyLength: 0 };
  const count = Math.min(reader.number(), MAX_HEADERS);
  for (let i = 0; i < count && !reader.atEnd; i++) {
    const code = reader.peekNumber();
    const name =
      code >= CODED_HEADER && code !== NO_STRING ? reader.number() : reader.string()?.toLowerCase();
    const value = reader.string() ?? '';
    if (name === HEADER.HOST || name === 'host') found.host ??= value;
    else if (name === HEADER.CONTENT_LENGTH || name === 'content-length') {
      found.bodyLength = lengthOf(value);
    } else if (name === 'transfer-encoding') found.bodyLength = -1;
    else if (typeof name === 'string' && ID_NAMES.has(name)) found.id ??= value;
  }
  return found;
}

function lengthOf(value: string): number {
  const digits = Uint8Array.from(value, (character) => character.charCodeAt(0));
  return Math.max(0, readDecimal(digits, 0, digits.length));
}

function readAttributes(reader: Reader): { query: string | null; storedMethod: string | null } {
  let query: string | null = null;
  let storedMethod: string | null = null;
  while (!reader.atEnd) {
    const code = reader.byte();
    if (code === ATTRIBUTE.END) break;
    if (code === ATTRIBUTE.SSL_KEY_SIZE) {
      reader.number();
      continue;
    }
    if (code === ATTRIBUTE.NAMED) reader.string();
    const value = reader.string();
    if (code === ATTRIBUTE.QUERY) query ??= value;
    else if (code === ATTRIBUTE.STORED_METHOD) storedMethod ??= value;
  }
  return { query, storedMethod };
}

/** Reads numbers and strings in order; beyond the end everything is zero or absent. */
class Reader {
  private readonly body: Uint8Array;
  private at: number;

  constructor(
    body: Uint8Array,
    at: number,
    private readonly onString: StringListener,
  ) {
    this.body = body;
    this.at = at;
  }

  get place(): number {
    return this.at;
  }

  get atEnd(): boolean {
    return this.at >= this.body.length;
  }

  byte(): number {
    return this.body[this.at++] ?? 0;
  }

  peekNumber(): number {
    return ((this.body[this.at] ?? 0) << 8) | (this.body[this.at + 1] ?? 0);
  }

  number(): number {
    const value = this.peekNumber();
    this.at += 2;
    return value;
  }

  /** Length, bytes, and a zero byte; null where there is none, or it is cut. */
  string(): string | null {
    const length = this.number();
    if (length === NO_STRING) return null;
    const from = this.at;
    this.at += length + 1;
    this.onString(from, Math.min(from + length, this.body.length));
    return from + length > this.body.length ? null : latin1(this.body, from, from + length);
  }
}
