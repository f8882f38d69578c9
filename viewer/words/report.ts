/** What the report's identifiers are called in front of people. */
import { decidingPlace } from '../../src/report/deciding-place.ts';
import { onTimeline } from '../../src/report/on-timeline.ts';
import type { Executed, Finding, Incident, Owner, Report, Severity } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { type Phrase, t, told } from './language.ts';
import { grouped } from './numbers.ts';
import { zoned } from './zone.ts';

const RAN: Readonly<Record<Executed, { readonly short: Phrase; readonly long: Phrase }>> = {
  no: { short: 'no', long: 'No. It reached no process: safe to replay.' },
  possibly: {
    short: 'possibly',
    long: 'Possibly. The kernel had it, a process may have read it: check before replaying.',
  },
  likely: { short: 'probably yes', long: 'Probably yes. The process had read it: check before replaying.' },
  answered: { short: 'yes', long: 'Yes. An answer was on its way: look at its status before replaying.' },
  unknown: { short: 'not known', long: 'Not known. These packets do not tell.' },
};

const OWNERS: Readonly<Record<Owner, Phrase>> = {
  settings: "Settings, nobody's code",
  application: 'The application',
  rollout: 'The rollout',
  gateway: 'The gateway',
  network: 'The network',
  host: 'The host',
  client: 'The client',
  undetermined: 'Not decided by these packets',
};

const SEVERITIES: Readonly<Record<Severity, Phrase>> = {
  error: 'failed',
  warning: 'hidden or at risk',
  note: 'note',
};

/** Who is gateway and who upstream, where the packets do not tell. */
const ROLES: ReadonlyMap<string | undefined, Phrase> = new Map<string, Phrase>([
  ['option', 'named by hand (--gateway, --upstream)'],
  ['port', 'guessed by port numbers: --upstream on the command line tells who is the server'],
]);

/** Null where the packets tell. */
export function rolesText(evidence: string | undefined): string | null {
  const phrase = ROLES.get(evidence);
  return phrase === undefined ? null : t(phrase);
}

/** The answer to "did it run?" in a word. */
export function ran(executed: Executed): string {
  return t(RAN[executed].short);
}

/** The same, and what follows from it. */
export function ranLong(executed: Executed): string {
  return t(RAN[executed].long);
}

/** Who has to change something. */
export function ownerName(owner: Owner): string {
  return t(OWNERS[owner]);
}

export function severityName(severity: Severity): string {
  return t(SEVERITIES[severity]);
}

/** `through …` in the verdict's sentence, by family. */
const THROUGH: ReadonlyMap<string, Phrase> = new Map<string, Phrase>([
  ['keep-alive-race', 'a keep-alive race'],
  ['forgotten-on-path', 'connections forgotten on the path'],
  ['restart-without-drain', 'a restart without draining'],
  ['closed-without-answer', 'connections closed without an answer'],
  ['response-cut', 'responses cut short'],
  ['no-connection', 'connections that were not accepted'],
  ['gateway-gave-up', 'the gateway giving up'],
  ['not-a-teardown', 'answers of the upstream itself'],
]);

export function through(incident: Incident): string {
  const phrase = THROUGH.get(incident.family);
  return phrase === undefined ? told(incident.title) : t(phrase);
}

/** The cause and how sure it is. */
export function causeText({ name, confidence }: NonNullable<Finding['cause']>): string {
  return t('{0} ({1})', told(name), t(confidence));
}

/** `no, 24 of 24`; the worst answer of a mixed incident comes first. */
export function ranSummary(incident: Incident): string {
  const order: readonly Executed[] = ['answered', 'likely', 'possibly', 'unknown', 'no'];
  const present = order.filter((executed) => (incident.executed[executed] ?? 0) > 0);
  const only = present.length === 1 ? present[0] : undefined;
  if (only !== undefined) return ranLong(only);
  return present
    .map((executed) => `${ran(executed)}: ${grouped(incident.executed[executed] ?? 0)}`)
    .join(', ');
}

/** Captures by the part of their paths that tells them apart: the file's name, with folders where names repeat. */
export function captureNames(report: Report): ReadonlyMap<string, string> {
  const paths = report.captures.map(({ path }) => path.split(/[\\/]/));
  const shortest = paths.reduce((least, parts) => Math.min(least, parts.length), paths[0]?.length ?? 1) - 1;
  let common = 0;
  while (common < shortest && paths.every((parts) => parts[common] === paths[0]?.[common])) common += 1;
  return new Map(
    report.captures.map(({ path }, index) => [path, paths[index]?.slice(common).join('/') || path]),
  );
}

/** `2026-11-21 20:36:45.383462` */
export function dateTime(rfc3339: string): string {
  return zoned(rfc3339)
    .replace('T', ' ')
    .replace(/(\.\d{6})\d*Z$/, '$1')
    .replace(/Z$/, '');
}

/** `20:36:45.383` */
export function timeOfDay(rfc3339: string): string {
  return zoned(rfc3339).slice(11, 23);
}

/** The packet that a link to a finding points at, as its timeline counts it. */
export function decidingFrame(finding: Finding, timeline: Pick<Timeline, 'files'>): number {
  return decidingPlace(onTimeline(finding, timeline))?.frame ?? 0;
}

/** Deep link to a finding, and to its packet where that lies in the finding's own file. */
export function linkToFinding(report: Report, finding: Finding): string {
  const place = decidingPlace(finding);
  const frame = place?.capture === finding.capture ? place.frame : undefined;
  return linkTo(report, finding.capture, finding.connection.index, frame);
}

/** Deep link to a packet of a connection: numbers only. */
export function linkTo(report: Report, capture: string, connection: number, frame?: number): string {
  const place = report.captures.findIndex((each) => each.path === capture);
  return hashOf({ c: connection, f: frame, p: place > 0 ? place : null });
}

/** `#c=7&f=41`, without the parts that are not there. */
export function hashOf(parts: Readonly<Record<string, string | number | null | undefined>>): string {
  const told = Object.entries(parts).filter(([, value]) => value != null);
  return `#${told.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

/** Findings in which a request failed or could have. */
export function failures(report: Report): Finding[] {
  return report.findings.filter((finding) => finding.severity !== 'note');
}
