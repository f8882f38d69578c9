/**
 * Heads of HTTP/1 messages (RFC 9112 §2–5): where they end, and the few fields that framing and telling need.
 *
 * Lenient as the field is: bare LF ends a line, unknown methods pass, odd header lines are skipped. What decides the
 * framing in conflicting ways is counted as an oddity, never guessed away silently.
 */

export interface Head {
  /** Requests: the method token. Responses: ''. */
  method: string;
  /** Requests: the target as on the wire. */
  target: string;
  /** Responses: 100..999. Requests: 0. */
  status: number;
  /** 10 for HTTP/1.0, 11 for HTTP/1.1. */
  version: number;
  /** Content-Length; -1 where absent or unusable. */
  contentLength: number;
  /** Whether the last transfer coding is chunked (RFC 9112 §6.1). */
  chunked: boolean;
  /** A transfer coding other than chunked comes last: the body ends with the connection. */
  otherCoding: boolean;
  /** `Connection: close` / `keep-alive` were said. */
  close: boolean;
  keepAlive: boolean;
  upgrade: boolean;
  host: string | null;
  /** X-Request-Id, traceparent and the like. */
  id: string | null;
  server: string | null;
  /** Seconds of `Keep-Alive: timeout=`; -1 where not announced. */
  keepAliveTimeout: number;
  /** Content-Length was repeated with another value, unreadable, or came with Transfer-Encoding. */
  conflictingLength: boolean;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
/** Longest text kept of any one field. */
const MAX_FIELD = 2048;

/** Names of request ids, by preference of the tools that set them. */
const ID_FIELDS = [
  'x-request-id',
  'x-correlation-id',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'traceparent',
];

/** Offset after the empty line that ends a head, or -1. Looks at `buffer[from..end)`. */
export function findHeadEnd(buffer: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    if (buffer[i] !== LF) continue;
    const next = buffer[i + 1];
    if (i + 1 < end && next === LF) return i + 2;
    if (i + 2 < end && next === CR && buffer[i + 2] === LF) return i + 3;
  }
  return -1;
}

/** Reads a whole head. Null where the first line is neither a request line nor a status line. */
export function parseHead(buffer: Uint8Array, from: number, end: number): Head | null {
  const lineEnd = endOfLine(buffer, from, end);
  const head = parseStartLine(buffer, from, trimRight(buffer, from, lineEnd));
  if (head === null) return null;
  for (let at = lineEnd + 1; at < end; ) {
    const stop = endOfLine(buffer, at, end);
    parseField(buffer, at, trimRight(buffer, at, stop), head);
    at = stop + 1;
  }
  if (head.chunked || head.otherCoding) {
    if (head.contentLength >= 0) head.conflictingLength = true;
    head.contentLength = -1;
  }
  return head;
}

function emptyHead(): Head {
  return {
    method: '',
    target: '',
    status: 0,
    version: 11,
    contentLength: -1,
    chunked: false,
    otherCoding: false,
    close: false,
    keepAlive: false,
    upgrade: false,
    host: null,
    id: null,
    server: null,
    keepAliveTimeout: -1,
    conflictingLength: false,
  };
}

function parseStartLine(buffer: Uint8Array, from: number, end: number): Head | null {
  if (startsWithHttp(buffer, from, end)) return parseStatusLine(buffer, from, end);
  let space = from;
  while (space < end && buffer[space] !== SPACE) space++;
  if (space === from || space === end) return null;
  let last = end - 1;
  while (last > space && buffer[last] !== SPACE) last--;
  if (last === space || !startsWithHttp(buffer, last + 1, end)) return null;
  const head = emptyHead();
  head.method = latin1(buffer, from, space);
  head.target = latin1(buffer, space + 1, last);
  head.version = version(buffer, last + 1);
  return head;
}

function parseStatusLine(buffer: Uint8Array, from: number, end: number): Head | null {
  let at = from + 5;
  while (at < end && buffer[at] !== SPACE) at++;
  const status = digits(buffer, at + 1, Math.min(end, at + 4));
  if (status < 100) return null;
  const head = emptyHead();
  head.status = status;
  head.version = version(buffer, from);
  return head;
}

function version(buffer: Uint8Array, from: number): number {
  const major = (buffer[from + 5] as number) - 48;
  const minor = (buffer[from + 7] as number) - 48;
  return major === 1 && minor === 0 ? 10 : 11;
}

/** "HTTP/" at `from`. */
export function startsWithHttp(buffer: Uint8Array, from: number, end: number): boolean {
  return (
    end - from >= 8 &&
    buffer[from] === 72 &&
    buffer[from + 1] === 84 &&
    buffer[from + 2] === 84 &&
    buffer[from + 3] === 80 &&
    buffer[from + 4] === 47
  );
}

/** One header line. The first letter sorts out nearly all lines that nobody asks for. */
function parseField(buffer: Uint8Array, from: number, end: number, head: Head): void {
  switch ((buffer[from] as number) | 0x20) {
    case 0x63: // c
    case 0x68: // h
    case 0x6b: // k
    case 0x73: // s
    case 0x74: // t
    case 0x75: // u
    case 0x78: // x
      break;
    default:
      return;
  }
  let colon = from;
  while (colon < end && buffer[colon] !== COLON) colon++;
  if (colon === end) return;
  const length = trimRight(buffer, from, colon) - from;
  if (length < 4 || length > 21) return;
  takeField(latin1(buffer, from, from + length).toLowerCase(), buffer, colon + 1, end, head);
}

function takeField(name: string, buffer: Uint8Array, from: number, end: number, head: Head): void {
  const value = (): string => latin1(buffer, trimLeft(buffer, from, end), end);
  switch (name) {
    case 'content-length':
      takeContentLength(buffer, trimLeft(buffer, from, end), end, head);
      return;
    case 'transfer-encoding':
      takeCoding(value().toLowerCase(), head);
      return;
    case 'connection':
      takeConnection(value().toLowerCase(), head);
      return;
    case 'keep-alive':
      takeKeepAlive(value().toLowerCase(), head);
      return;
    case 'upgrade':
      head.upgrade = true;
      return;
    case 'host':
      head.host ??= value();
      return;
    case 'server':
      head.server ??= value();
      return;
    default:
      if (ID_FIELDS.includes(name)) head.id ??= value();
  }
}

function takeContentLength(buffer: Uint8Array, from: number, end: number, head: Head): void {
  const length = digits(buffer, from, end);
  if (length < 0 || (head.contentLength >= 0 && head.contentLength !== length)) {
    head.conflictingLength = true;
    return;
  }
  head.contentLength = length;
}

function takeCoding(codings: string, head: Head): void {
  const last = codings.slice(codings.lastIndexOf(',') + 1).trim();
  head.chunked = last === 'chunked';
  head.otherCoding = last !== 'chunked' && last !== 'identity' && last !== '';
}

function takeConnection(options: string, head: Head): void {
  for (const option of options.split(',')) {
    const token = option.trim();
    if (token === 'close') head.close = true;
    else if (token === 'keep-alive') head.keepAlive = true;
  }
}

function takeKeepAlive(value: string, head: Head): void {
  const match = /(?:^|[\s,])timeout=(\d{1,6})/.exec(value);
  if (match !== null) head.keepAliveTimeout = Number(match[1]);
}

/** A decimal number that fills the whole range; -1 where it is not one, or is beyond 2^53. */
function digits(buffer: Uint8Array, from: number, end: number): number {
  if (from >= end || end - from > 15) return -1;
  let value = 0;
  for (let i = from; i < end; i++) {
    const digit = (buffer[i] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function endOfLine(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && buffer[at] !== LF) at++;
  return at;
}

function trimRight(buffer: Uint8Array, from: number, end: number): number {
  let at = end;
  while (at > from && (buffer[at - 1] === CR || buffer[at - 1] === SPACE || buffer[at - 1] === 9)) at--;
  return at;
}

function trimLeft(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (buffer[at] === SPACE || buffer[at] === 9)) at++;
  return at;
}

/** Bytes as text, one character each; nothing is interpreted. Cut at 2048 characters. */
export function latin1(buffer: Uint8Array, from: number, end: number): string {
  const stop = Math.min(end, from + MAX_FIELD);
  let text = '';
  for (let i = from; i < stop; i++) text += String.fromCharCode(buffer[i] as number);
  return text;
}
