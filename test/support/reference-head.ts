/** Heads of HTTP/1 read line by line with regular expressions: what the reader of `src/http` must tell as well. */
import { REQUEST_ID_FIELDS } from '../../src/app/request-id.ts';
import type { Head } from '../../src/http/head.ts';

const BLANKS = /^[ \t\r]+|[ \t\r]+$/g;
const trimmed = (text: string) => text.replace(BLANKS, '');

/** Everything that a head tells, as plain values. */
export interface HeadFacts {
  readonly length: number;
  readonly complete: boolean;
  readonly status: number;
  readonly version: number;
  readonly contentLength: number;
  readonly chunked: boolean;
  readonly otherCoding: boolean;
  readonly close: boolean;
  readonly keepAlive: boolean;
  readonly keepAliveTimeout: number;
  readonly conflictingLength: boolean;
  readonly texts: Record<'method' | 'target' | 'host' | 'id' | 'server' | 'upgrade', string>;
}

export function factsOf(head: Head): HeadFacts {
  const { status, version, contentLength, chunked, otherCoding, close, keepAlive, keepAliveTimeout } = head;
  const text = (from: number, end: number) => String.fromCharCode(...head.buffer.subarray(from, end));
  return {
    length: head.end - head.from,
    complete: head.complete,
    status,
    version,
    contentLength,
    chunked,
    otherCoding,
    close,
    keepAlive,
    keepAliveTimeout,
    conflictingLength: head.conflictingLength,
    texts: {
      method: text(head.from, head.methodEnd),
      target: text(head.methodEnd + 1, head.targetEnd),
      host: text(head.hostFrom, head.hostEnd),
      id: text(head.idFrom, head.idEnd),
      server: text(head.serverFrom, head.serverEnd),
      upgrade: text(head.upgradeFrom, head.upgradeEnd),
    },
  };
}

/** Null where the first line is whole and begins no message. */
export function referenceHead(text: string): HeadFacts | null {
  const whole = /^[\s\S]*?\n\r?\n/.exec(text)?.[0];
  const shown = whole ?? text;
  const lines = shown.split('\n').slice(0, -1);
  const start = lines.length === 0 ? cutStart(text) : startOf(trimmed(lines[0] as string));
  if (start === null) return null;
  const fields = lines.slice(1).map((line) => /^([^:]+):([\s\S]*)$/.exec(line));
  const values = (...names: readonly string[]) =>
    fields.flatMap((field) =>
      field !== null && names.includes((field[1] as string).toLowerCase())
        ? [trimmed(field[2] as string)]
        : [],
    );
  const first = (...names: readonly string[]) => values(...names).find((value) => value !== '') ?? '';
  return {
    length: shown.length,
    complete: whole !== undefined,
    ...framingOf(values('content-length'), values('transfer-encoding').filter(isCoding).at(-1) ?? ''),
    ...persistenceOf(values('connection')),
    keepAliveTimeout: Number(/timeout=(\d{1,9})/i.exec(values('keep-alive').at(-1) ?? '')?.[1] ?? -1),
    status: start.status,
    version: start.version,
    texts: {
      method: start.method,
      target: start.target,
      host: first('host'),
      id: first(...REQUEST_ID_FIELDS),
      server: first('server'),
      upgrade: first('upgrade'),
    },
  };
}

const NO_START = { status: 0, version: 11, method: '', target: '' };

function startOf(line: string): typeof NO_START | null {
  if (/^HTTP\/[\s\S]{3}/.test(line)) {
    const status = /^HTTP\/[^ ]* (\d{1,3})/.exec(line)?.[1] ?? '';
    const digits = line.slice(line.indexOf(' ', 5) + 1).slice(0, 3);
    if (status !== digits || Number(status) < 100) return null;
    return { ...NO_START, status: Number(status), version: versionOf(line) };
  }
  const [, method, target, protocol] = /^([^ ]+) ([\s\S]*) (HTTP\/[^ ]{3,})$/.exec(line) ?? [];
  if (method === undefined || target === undefined || protocol === undefined) return null;
  return { status: 0, version: versionOf(protocol), method, target };
}

/** A status line without its end still shows the status. */
function cutStart(text: string): typeof NO_START {
  if (text.length >= 8 && text.startsWith('HTTP/')) return (text.length >= 12 && startOf(text)) || NO_START;
  const [, method = '', target = ''] = /^([^ ]+) ([^ ]*)/.exec(text) ?? [];
  return { ...NO_START, method, target };
}

const isCoding = (value: string) => value.toLowerCase() !== 'identity';

const versionOf = (protocol: string) => (/^HTTP\/1.0/.test(protocol) ? 10 : 11);

function framingOf(lengths: readonly string[], coding: string) {
  const members = lengths.flatMap((text) => text.split(',').map(trimmed));
  const numbers = members.map((text) =>
    /^\d+$/.test(text) && text.replace(/^0+(?=\d)/, '').length <= 15 ? Number(text) : -1,
  );
  const good = numbers.filter((number) => number >= 0);
  const last = coding
    .split(',')
    .map(trimmed)
    .filter((name) => name.toLowerCase() !== 'identity')
    .at(-1);
  const chunked = last?.toLowerCase() === 'chunked';
  const otherCoding = !chunked && coding !== '' && last !== undefined;
  const overridden = chunked || otherCoding;
  return {
    contentLength: overridden ? -1 : (good[0] ?? -1),
    chunked,
    otherCoding,
    conflictingLength:
      numbers.some((number) => number < 0 || number !== good[0]) || (overridden && good.length > 0),
  };
}

function persistenceOf(values: readonly string[]) {
  const tokens = values.flatMap((value) => value.split(',').map((token) => trimmed(token).toLowerCase()));
  return { close: tokens.includes('close'), keepAlive: tokens.includes('keep-alive') };
}
