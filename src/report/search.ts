/**
 * The little language in which the page's filter box and `--filter` ask for findings: words that must all match. `kind:`, `ran:` and
 * `who:` begin with the value, `port:` is either side's, `t>14:05` and `t<2026-11-20` compare times; any other word may stand anywhere.
 */
import type { Finding } from './schema.ts';

const FIELDS = ['kind', 'ran', 'who', 'port'] as const;

export interface Term {
  /** `time` is that of the day, or with its date; null for a word without a field. */
  readonly field: (typeof FIELDS)[number] | 'time' | null;
  readonly value: string;
  /** `>` rather than `<`. */
  readonly more: boolean;
}

/** What a word asks of a packet alone: `flags:rst`, `len>0`, `t>59.9` (seconds in the connection). */
export interface PacketTerm {
  readonly about: 'flags' | 'len' | 'seconds';
  readonly value: string;
  readonly more: boolean;
}

export interface Search {
  readonly terms: readonly Term[];
  readonly packets: readonly PacketTerm[];
}

/** A time of a report (RFC 3339) as the reader's clock shows it, in the same form. */
export type LocalTime = (time: string) => string;

/** A connection as far as words ask for it. */
export interface SearchedConnection {
  readonly index: number;
  readonly client: string;
  readonly server: string;
  readonly end: string;
  readonly history: string;
}

/** Reads what was typed; whatever is no known field is a word to be found. */
export function parseSearch(text: string): Search {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const packets = words.flatMap((word) => packetTerm(word) ?? []);
  return { packets, terms: words.filter((word) => packetTerm(word) === null).map(termOf) };
}

function packetTerm(word: string): PacketTerm | null {
  const flags = /^flags:(.*)$/.exec(word);
  if (flags !== null) return { about: 'flags', value: flags[1] ?? '', more: true };
  const amount = /^(len|t)([<>])(\d+(?:\.\d+)?)$/.exec(word);
  if (amount === null) return null;
  return { about: amount[1] === 'len' ? 'len' : 'seconds', value: amount[3] ?? '', more: amount[2] === '>' };
}

function termOf(word: string): Term {
  const time = /^t([<>])(.+)$/.exec(word);
  if (time !== null) return { field: 'time', value: time[2] ?? '', more: time[1] === '>' };
  const field = FIELDS.find((name) => word.startsWith(`${name}:`)) ?? null;
  return { field, value: field === null ? word : word.slice(field.length + 1), more: false };
}

export function findsFinding({ terms }: Search, finding: Finding, local: LocalTime): boolean {
  return terms.every((term) => matches(finding, term, local));
}

/** By the connection's own text, or by what was found on it. */
export function findsConnection(
  { terms }: Search,
  connection: SearchedConnection,
  findings: readonly Finding[],
  local: LocalTime,
): boolean {
  const { client, server, end, history, index } = connection;
  return terms.every((term) => {
    if (term.field === 'port') return hasPort(connection, term.value);
    const own = term.field === null && contains(term.value, [client, server, end, history, `#${index}`]);
    return own || findings.some((finding) => matches(finding, term, local));
  });
}

function matches(finding: Finding, { field, value, more }: Term, local: LocalTime): boolean {
  const { connection, request } = finding;
  if (field === 'kind') return finding.kind.startsWith(value) || finding.family.startsWith(value);
  if (field === 'ran') return finding.executed.startsWith(value);
  if (field === 'who') return finding.owner.startsWith(value);
  if (field === 'port') return hasPort(connection, value);
  if (field === 'time') return isAt(local(finding.time), value, more);
  return contains(value, [
    finding.id,
    finding.kind,
    finding.title,
    local(finding.time).replace('T', ' '),
    connection.client,
    connection.server,
    `#${connection.index}`,
    request?.method,
    request?.target,
    request?.host,
    request?.id,
  ]);
}

/** Texts of the same form sort as their times do. */
function isAt(local: string, value: string, more: boolean): boolean {
  const own = (/^\d{4}-/.test(value) ? local : local.slice(11)).toLowerCase().replace(/z$/, '');
  return more ? own >= value : own <= value || own.startsWith(value);
}

function hasPort(
  { client, server }: { readonly client: string; readonly server: string },
  port: string,
): boolean {
  return client.endsWith(`:${port}`) || server.endsWith(`:${port}`);
}

function contains(value: string, texts: readonly (string | null | undefined)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(value) ?? false);
}
