/** The little language of the filter box: words that must all match. */
import type { Finding } from '../../src/report/schema.ts';
import type { ConnectionRow } from '../page/connections.ts';

/** `kind:` and `ran:` begin with the value, `port:` is either side's, anything else is found in the row's text. */
const FIELDS = ['kind', 'ran', 'who', 'port'] as const;

type Field = (typeof FIELDS)[number];

interface Term {
  readonly field: Field | null;
  readonly value: string;
}

export function findingFilter(text: string): (finding: Finding) => boolean {
  const terms = parse(text);
  return (finding) => terms.every((term) => findingMatches(finding, term));
}

export function connectionFilter(text: string): (row: ConnectionRow) => boolean {
  const terms = parse(text);
  return (row) => terms.every((term) => connectionMatches(row, term));
}

function parse(text: string): Term[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const field = FIELDS.find((name) => word.startsWith(`${name}:`)) ?? null;
      return { field, value: field === null ? word : word.slice(field.length + 1) };
    });
}

function findingMatches(finding: Finding, { field, value }: Term): boolean {
  const { connection, request } = finding;
  if (field === 'kind') return finding.kind.startsWith(value);
  if (field === 'ran') return finding.executed.startsWith(value);
  if (field === 'who') return finding.owner.startsWith(value);
  if (field === 'port') return hasPort(connection.client, connection.server, value);
  return contains(value, [
    finding.id,
    finding.kind,
    finding.title,
    finding.time.replace('T', ' '),
    connection.client,
    connection.server,
    `#${connection.index}`,
    request?.method,
    request?.target,
    request?.host,
    request?.id,
  ]);
}

function connectionMatches(row: ConnectionRow, { field, value }: Term): boolean {
  if (field === 'port') return hasPort(row.client, row.server, value);
  if (field !== null) return row.findings.some((finding) => findingMatches(finding, { field, value }));
  const own = contains(value, [row.client, row.server, row.end, row.history, `#${row.index}`]);
  return own || row.findings.some((finding) => findingMatches(finding, { field, value }));
}

function hasPort(client: string, server: string, port: string): boolean {
  return client.endsWith(`:${port}`) || server.endsWith(`:${port}`);
}

function contains(value: string, texts: readonly (string | null | undefined)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(value) ?? false);
}
