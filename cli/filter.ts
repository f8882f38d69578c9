/** Reports narrowed to what the user asked for by kind, address, port, path or time. */

import { portOf } from '../src/flow/address-match.ts';
import { groupBy } from '../src/group-by.ts';
import { countFailures, countKinds } from '../src/report/counts.ts';
import { toldTogether } from '../src/report/incidents.ts';
import type { Finding, Incident, Report } from '../src/report/schema.ts';
import { findsConnection, findsFinding, parseSearch } from '../src/report/search.ts';
import { endMatch } from './address.ts';
import { capturedSpan } from './captured-span.ts';
import { shellWords } from './render/shell.ts';
import type { Zone } from './render/zone.ts';
import { type InWindow, type TypedWindow, windowOf } from './window.ts';

export interface Filter extends TypedWindow {
  readonly kinds: readonly string[];
  /** Addresses, with or without a port, or networks; either end may have it. */
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
  /** Beginnings of request targets, or patterns with `*`. */
  readonly paths: readonly string[];
  /** Words of the page's filter box; empty for none. */
  readonly words: string;
}

export const NO_FILTER: Filter = {
  kinds: [],
  hosts: [],
  ports: [],
  paths: [],
  words: '',
  since: undefined,
  until: undefined,
};

interface Ends {
  readonly client: string;
  readonly server: string;
}

/**
 * The report with the findings that match, and everything that is counted from findings counted again. `zone`: of the times in the
 * filter.
 */
export function filterReport(report: Report, filter: Filter, zone: Zone): Report {
  if (filterWords(filter) === '') return report;
  const search = parseSearch(filter.words);
  const local = (time: string) => zone.zoned(time);
  const inWindow = windowOf(filter, zone, capturedSpan(report.captures));
  const hasEnds = endsOf(filter);
  const fits = (finding: Finding) =>
    isOfKind(finding, filter) && hasPath(finding, filter) && isIn(finding, inWindow);
  const unfiltered = report.unfiltered ?? report.findings.length;
  const { connections, ...rest } = withFindings(
    { ...report, unfiltered },
    report.findings.filter(
      (finding) => fits(finding) && hasEnds(finding.connection) && findsFinding(search, finding, local),
    ),
  );
  if (connections === undefined) return rest;
  const found = groupBy(report.findings, ({ connection }) => connection.index);
  const kept = connections.filter(
    (connection) =>
      hasEnds(connection) &&
      inWindow(connection.firstTime, connection.lastTime) &&
      findsConnection(search, connection, found.get(connection.index) ?? [], local),
  );
  return { ...rest, connections: kept };
}

/** A failure lasts from its request to the packet that decided it. */
function isIn({ time, request }: Finding, inWindow: InWindow): boolean {
  const asked = request?.time ?? time;
  return asked < time ? inWindow(asked, time) : inWindow(time, asked);
}

/** The report as if it had found nothing but `findings`, which are some of its own. */
export function withFindings(report: Report, findings: readonly Finding[]): Report {
  const kept = new Map(findings.map((finding) => [finding.id, finding]));
  const byServer = groupBy(findings, ({ connection }) => connection.server);
  const { failedRequests, masked } = countFailures(findings);
  return {
    ...report,
    summary: {
      ...report.summary,
      failedRequests,
      masked,
      findings: countKinds(findings),
    },
    endpoints: report.endpoints.map((endpoint) => ({
      ...endpoint,
      findings: countKinds(byServer.get(endpoint.address) ?? []),
    })),
    incidents: report.incidents.flatMap((incident) => narrowed(incident, kept)),
    findings: [...findings],
    // Counted over all connections: of those that are left they would tell something else.
    shapes: [],
  };
}

/** The filter as options of a command line; empty for one that lets everything through. */
export function filterWords({ kinds, hosts, ports, paths, words, since, until }: Filter): string {
  const option = (name: string, values: readonly (string | number)[]) =>
    values.flatMap((value) => [name, String(value)]);
  return shellWords([
    ...option('--kind', kinds),
    ...option('--host', hosts),
    ...option('--port', ports),
    ...option('--path', paths),
    ...option('--since', since === undefined ? [] : [since]),
    ...option('--until', until === undefined ? [] : [until]),
    ...option('--filter', words === '' ? [] : [words]),
  ]);
}

function isOfKind({ kind, family }: Finding, { kinds }: Filter): boolean {
  return kinds.length === 0 || kinds.includes(kind) || kinds.includes(family);
}

function hasPath({ request }: Finding, { paths }: Filter): boolean {
  const target = request?.target ?? null;
  return paths.length === 0 || (target !== null && paths.some((path) => pathMatches(target, path)));
}

/** Whether either end has one of the addresses, and either end one of the ports. */
function endsOf({ hosts, ports }: Filter): (ends: Ends) => boolean {
  const matches = hosts.flatMap((host) => endMatch(host) ?? []);
  return ({ client, server }) => {
    const both = [client, server];
    const byHost = hosts.length === 0 || both.some((end) => matches.some((match) => match(end)));
    return byHost && (ports.length === 0 || both.some((end) => ports.includes(portOf(end))));
  };
}

/** `path` is a beginning, or a pattern in which `*` stands for anything. */
export function pathMatches(target: string, path: string): boolean {
  if (!path.includes('*')) return target.startsWith(path);
  let from = 0;
  const parts = path.split('*');
  // Leftmost matches decide: unlike a regular expression this cannot take exponential time.
  for (const [index, part] of parts.entries()) {
    const at = index === parts.length - 1 ? lastIndex(target, part) : target.indexOf(part, from);
    if (at < from || (index === 0 && at !== 0)) return false;
    from = at + part.length;
  }
  return true;
}

function lastIndex(target: string, end: string): number {
  return target.endsWith(end) ? target.length - end.length : -1;
}

function narrowed(incident: Incident, kept: ReadonlyMap<string, Finding>): Incident[] {
  const findings = incident.findings.flatMap((id) => kept.get(id) ?? []);
  return findings.length === 0 ? [] : [{ id: incident.id, ...toldTogether(findings) }];
}
