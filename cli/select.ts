/** From a complaint ("POST /pay at 03:12") to the finding that explains it. */

import type { EndMatch } from '../src/flow/address-match.ts';
import type { Finding, Report } from '../src/report/schema.ts';
import { endMatch, noAddress } from './address.ts';
import { meantBy, parseLogLine, tellsAnything } from './log-line.ts';
import { shellWords } from './render/shell.ts';
import { counted, duration } from './render/text.ts';
import type { Zone } from './render/zone.ts';
import { DAY, modulo, typedTime } from './typed-time.ts';
import { UsageError } from './usage-error.ts';

export interface Complaint {
  /** A finding's id or an incident's, or a beginning of one. */
  readonly id?: string | undefined;
  /** A time as people write it: RFC 3339, `2026-11-20 03:12:04`, `03:12:04.2` or seconds since 1970. */
  readonly at?: string | undefined;
  /** Addresses, with or without a port, or networks. Without an id only: that says more. */
  readonly upstream?: readonly string[] | undefined;
  readonly requestId?: string | undefined;
  /** A line of a log that speaks of the request. */
  readonly line?: string | undefined;
  readonly connection?: number | undefined;
}

/** Farther from the given time than this, a finding is not what was meant. */
const FARTHEST_MILLISECONDS = 300_000;

/** The findings that fit, the likeliest first: nearest in time where one is given, else worst first. Never empty. */
export function selectFindings(report: Report, complaint: Complaint, zone: Zone): Finding[] {
  const found = byId(report, complaint.id).filter(fitting(complaint));
  if (found.length === 0) throw nothingFits(report, complaint);
  if (complaint.line !== undefined) return byLine(found, complaint.line, report, zone);
  return complaint.at === undefined
    ? worstFirst(found, report)
    : nearestFirst(found, 'at', complaint.at, zone);
}

function byLine(findings: readonly Finding[], text: string, report: Report, zone: Zone): Finding[] {
  const line = parseLogLine(text);
  if (!tellsAnything(line, findings))
    throw new UsageError(
      'the line of --line tells no time, no request and no address',
      'quote it whole, as the log has it: --line "$(grep -m1 prematurely error.log)"',
    );
  const meant = meantBy(line, findings);
  if (meant.length > 0)
    return line.time === null ? worstFirst(meant, report) : nearestFirst(meant, 'line', line.time, zone);
  const { method, target } = line.request ?? { method: '', target: '' };
  throw new UsageError(
    `no finding is about ${method} ${target}, as the line is`,
    `${counted(findings.length, 'finding')} of other requests: --at TIME shows the nearest`,
  );
}

function byId({ incidents, findings }: Report, id: string | undefined): readonly Finding[] {
  if (id === undefined) return findings;
  const incident = only(
    incidents.filter((candidate) => candidate.id.startsWith(id)),
    id,
  );
  if (incident) {
    const own = new Set(incident.findings);
    return findings.filter((finding) => own.has(finding.id));
  }
  const finding = only(
    findings.filter((candidate) => candidate.id.startsWith(id)),
    id,
  );
  return finding ? [finding] : [];
}

function only<T extends { readonly id: string }>(candidates: readonly T[], id: string): T | undefined {
  const exact = candidates.find((candidate) => candidate.id === id);
  if (exact || candidates.length < 2) return exact ?? candidates[0];
  const ids = candidates.slice(0, 5).map((candidate) => candidate.id);
  throw new UsageError(
    `${id} is the beginning of ${candidates.length} ids`,
    `one of them: ${ids.join(', ')}`,
  );
}

/** Throws `UsageError` for an upstream that is no address. */
function fitting({
  id,
  upstream = [],
  requestId,
  connection: index,
}: Complaint): (finding: Finding) => boolean {
  const upstreams = upstream.map(upstreamMatch);
  return ({ connection, request }) =>
    (index === undefined || connection.index === index) &&
    (id !== undefined || upstreams.length === 0 || upstreams.some((match) => match(connection.server))) &&
    (requestId === undefined || request?.id === requestId);
}

function upstreamMatch(upstream: string): EndMatch {
  const match = endMatch(upstream);
  if (match === null) throw noAddress('upstream', upstream);
  return match;
}

function nothingFits(
  { findings }: Report,
  { id, upstream = [], requestId, connection }: Complaint,
): UsageError {
  if (findings.length === 0) {
    return new UsageError(
      'there is no finding to show',
      'closecall scan says what was checked; --connection N draws any connection',
    );
  }
  const words = [
    ...upstream.flatMap((name) => ['--upstream', name]),
    ...(requestId === undefined ? [] : ['--request-id', requestId]),
    ...(connection === undefined ? [] : ['--connection', String(connection)]),
  ];
  const what =
    id === undefined ? `no finding fits ${shellWords(words)}` : `no finding and no incident fits ${id}`;
  return new UsageError(what, 'closecall scan lists the incidents, with --format json every finding');
}

const SEVERITY_ORDER: readonly Finding['severity'][] = ['error', 'warning', 'note'];
const CONFIDENCE_ORDER: readonly Finding['confidence'][] = ['certain', 'likely', 'possible'];

/**
 * Severe, not hidden by a retry, of the incident that scan tells first, certain: in this order. Equal ones stay in the
 * order of time.
 */
function worstFirst(findings: readonly Finding[], { incidents }: Report): Finding[] {
  const places = new Map(incidents.flatMap((incident, place) => incident.findings.map((id) => [id, place])));
  const rank = ({ id, severity, masked, confidence }: Finding) => {
    const harm = SEVERITY_ORDER.indexOf(severity) * 2 + (masked === null ? 0 : 1);
    const place = harm * (incidents.length + 1) + (places.get(id) ?? incidents.length);
    return place * CONFIDENCE_ORDER.length + CONFIDENCE_ORDER.indexOf(confidence);
  };
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

function nearestFirst(findings: readonly Finding[], option: string, at: string, zone: Zone): Finding[] {
  const distanceFrom = distanceTo(option, at, zone);
  const ranked = findings
    .map((finding) => {
      const times = [finding.time, finding.request?.time ?? finding.time];
      return { finding, distance: Math.min(...times.map(distanceFrom)) };
    })
    .sort((a, b) => a.distance - b.distance);
  const near = ranked.filter(({ distance }) => distance <= FARTHEST_MILLISECONDS);
  if (near.length > 0) return near.map(({ finding }) => finding);
  const nearest = ranked[0];
  const hint = nearest
    ? `the nearest is ${duration(nearest.distance / 1000)} away; times are read in ${zone.label} (--tz)`
    : null;
  throw new UsageError(`no finding within 5 minutes of ${at}`, hint);
}

/** How far, in milliseconds, a report's time is from the time that somebody typed. */
function distanceTo(option: string, typed: string, zone: Zone): (utc: string) => number {
  const { daily, until } = typedTime(option, typed, zone);
  return daily ? (utc) => aroundTheClock(until(utc)) : (utc) => Math.abs(until(utc));
}

/** The shorter way between two times of day. */
function aroundTheClock(difference: number): number {
  const way = modulo(difference, DAY);
  return Math.min(way, DAY - way);
}
