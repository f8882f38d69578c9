/** The little language of the filter box: words that must all match. */
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { flagsText } from '../layout/packets.ts';
import type { ConnectionRow } from '../page/connections.ts';
import { zoned } from '../words/zone.ts';

/** `kind:`, `ran:`, `who:` and `flags:` begin with the value, `port:` is either side's. */
const FIELDS = ['kind', 'ran', 'who', 'port', 'flags'] as const;

type Field = (typeof FIELDS)[number];

/** What a word asks of a packet alone: `flags:rst`, `len>0`, `t>59.9` (seconds in the connection). */
interface PacketTerm {
  readonly about: 'flags' | 'len' | 'seconds';
  readonly value: string;
  readonly more: boolean;
}

interface Term {
  /** `time` is that of the day, or with its date. */
  readonly field: Exclude<Field, 'flags'> | 'time' | null;
  readonly value: string;
  /** `>` rather than `<`. */
  readonly more: boolean;
}

export function findingFilter(text: string): (finding: Finding) => boolean {
  const terms = parse(text);
  return (finding) => terms.every((term) => findingMatches(finding, term));
}

export function connectionFilter(text: string): (row: ConnectionRow) => boolean {
  const terms = parse(text);
  return (row) => terms.every((term) => connectionMatches(row, term));
}

/** Which packets of a connection are asked for; null where no word is about packets. */
export function packetFilter(text: string, timeline: Timeline): ((packet: number) => boolean) | null {
  const terms = words(text).flatMap((word) => packetTerm(word) ?? []);
  if (terms.length === 0) return null;
  return (packet) => terms.every((term) => packetMatches(timeline, packet, term));
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}

function packetTerm(word: string): PacketTerm | null {
  const flags = /^flags:(.*)$/.exec(word);
  if (flags !== null) return { about: 'flags', value: flags[1] ?? '', more: true };
  const amount = /^(len|t)([<>])(\d+(?:\.\d+)?)$/.exec(word);
  if (amount === null) return null;
  return { about: amount[1] === 'len' ? 'len' : 'seconds', value: amount[3] ?? '', more: amount[2] === '>' };
}

function packetMatches({ packets, firstTime }: Timeline, packet: number, term: PacketTerm): boolean {
  if (term.about === 'flags')
    return flagsText(packets.flags[packet] ?? 0)
      .toLowerCase()
      .includes(term.value);
  const own =
    term.about === 'len' ? (packets.length[packet] ?? 0) : ((packets.time[packet] ?? 0) - firstTime) / 1e9;
  return term.more ? own > Number(term.value) : own < Number(term.value);
}

function parse(text: string): Term[] {
  return words(text)
    .filter((word) => packetTerm(word) === null)
    .map((word) => {
      const time = /^t([<>])(.+)$/.exec(word);
      if (time !== null) return { field: 'time', value: time[2] ?? '', more: time[1] === '>' };
      const field = FIELDS.find((name) => name !== 'flags' && word.startsWith(`${name}:`));
      if (field === undefined || field === 'flags') return { field: null, value: word, more: false };
      return { field, value: word.slice(field.length + 1), more: false };
    });
}

function findingMatches(finding: Finding, { field, value, more }: Term): boolean {
  const { connection, request } = finding;
  if (field === 'kind') return finding.kind.startsWith(value) || finding.family.startsWith(value);
  if (field === 'ran') return finding.executed.startsWith(value);
  if (field === 'who') return finding.owner.startsWith(value);
  if (field === 'port') return hasPort(connection.client, connection.server, value);
  if (field === 'time') return isAt(finding.time, value, more);
  return contains(value, [
    finding.id,
    finding.kind,
    finding.title,
    zoned(finding.time).replace('T', ' '),
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
function isAt(time: string, value: string, more: boolean): boolean {
  const local = zoned(time);
  const own = (/^\d{4}-/.test(value) ? local : local.slice(11)).toLowerCase().replace(/z$/, '');
  return more ? own >= value : own <= value || own.startsWith(value);
}

function connectionMatches(row: ConnectionRow, term: Term): boolean {
  if (term.field === 'port') return hasPort(row.client, row.server, term.value);
  if (term.field !== null) return row.findings.some((finding) => findingMatches(finding, term));
  const own = contains(term.value, [row.client, row.server, row.end, row.history, `#${row.index}`]);
  return own || row.findings.some((finding) => findingMatches(finding, term));
}

function hasPort(client: string, server: string, port: string): boolean {
  return client.endsWith(`:${port}`) || server.endsWith(`:${port}`);
}

function contains(value: string, texts: readonly (string | null | undefined)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(value) ?? false);
}
