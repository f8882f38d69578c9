/**
 * The little language in which the page's filter box and `--filter` ask for findings: words that must all match. `kind:`, `ran:` and
 * `who:` begin with the value, `port:` is either side's, `t>14:05` and `t<2026-11-20` compare times; any other word, and what stands
 * in double quotes, may stand anywhere.
 */
import { EXECUTED, OWNERS } from '../detect/finding.ts';
import type { Finding } from './schema.ts';

const FIELDS = ['kind', 'ran', 'who', 'port'] as const;
type Field = (typeof FIELDS)[number];

interface Term {
  /** `time` is that of the day, or with its date; null for a word without a field. */
  readonly field: Field | 'time' | null;
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

/** A word that can match nothing. */
export interface Misread {
  readonly word: string;
  /** Where it stands in the text, from 0. */
  readonly at: number;
  /** What is wrong with it: there is no such key, or its value is no time, no length, no port, no such verdict, no such owner. */
  readonly why: 'key' | 'time' | 'length' | Exclude<Field, 'kind'>;
}

export interface Search {
  readonly terms: readonly Term[];
  readonly packets: readonly PacketTerm[];
  readonly misread: readonly Misread[];
}

/** A time of a report (RFC 3339) as the reader's clock shows it, in the same form. */
export type LocalTime = (time: string) => string;

/** A connection as far as words ask for it. */
interface SearchedConnection {
  readonly index: number;
  readonly client: string;
  readonly server: string;
  readonly end: string;
  readonly history: string;
}

/** Reads what was typed. A word that can match nothing is among the terms all the same: nothing is found by it. */
export function parseSearch(text: string): Search {
  const terms: Term[] = [];
  const packets: PacketTerm[] = [];
  const misread: Misread[] = [];
  for (const { 0: whole, 1: quoted, index } of text.toLowerCase().matchAll(/"([^"]*)"?|\S+/g)) {
    const word = quoted ?? whole;
    const packet = quoted === undefined ? packetTerm(word) : null;
    const term = quoted === undefined ? termOf(word) : { field: null, value: word, more: false };
    if (packet === null) terms.push(term);
    else packets.push(packet);
    const why = quoted === undefined && packet === null ? faultOf(word, term) : null;
    if (why !== null) misread.push({ word, at: index, why });
  }
  return { packets, terms, misread };
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
  // Texts of the same form sort as their times do: 9:05 is 09:05.
  if (time !== null)
    return {
      field: 'time',
      value: (time[2] ?? '').replace(/^\d:/, '0$&').replace(/z$/, ''),
      more: time[1] === '>',
    };
  const field = FIELDS.find((name) => word.startsWith(`${name}:`)) ?? null;
  return { field, value: field === null ? word : word.slice(field.length + 1), more: false };
}

const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?';
const DATE = '\\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\\d|3[01]))?';
const TIME = new RegExp(`^(?:${CLOCK}|${DATE}|${DATE}t${CLOCK})$`);

const LARGEST_PORT = 65_535;

/** Null for a word that may match. Kinds are not known here: a report may have been written by a later program. */
function faultOf(word: string, { field, value }: Term): Misread['why'] | null {
  if (field === 'time') return TIME.test(value) ? null : 'time';
  if (field === 'port') return /^\d*$/.test(value) && Number(value) <= LARGEST_PORT ? null : 'port';
  if (field === 'ran') return EXECUTED.some((each) => each.startsWith(value)) ? null : 'ran';
  if (field === 'who') return OWNERS.some((each) => each.startsWith(value)) ? null : 'who';
  if (field === 'kind') return null;
  if (/^len[<>]/.test(word)) return 'length';
  return /^[a-z][a-z._-]*[:<>]/.test(word) && !isAddress(word) ? 'key' : null;
}

/** IPv6 addresses and URLs have colons too. */
function isAddress(word: string): boolean {
  return /^[\da-f:.]*$/.test(word) || /^[a-z]+:\/\//.test(word);
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
  return port === '' || client.endsWith(`:${port}`) || server.endsWith(`:${port}`);
}

function contains(value: string, texts: readonly (string | null | undefined)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(value) ?? false);
}
