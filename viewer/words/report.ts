/** What the report's identifiers are called in front of people. */
import type { Executed, Finding, Incident, Owner, Report, Severity } from '../../src/report/schema.ts';
import { grouped } from './numbers.ts';

/** The answer to "did it run?", and what follows from it. */
export const RAN: Readonly<Record<Executed, { readonly short: string; readonly long: string }>> = {
  no: { short: 'no', long: 'No. It reached no process: safe to replay.' },
  possibly: {
    short: 'possibly',
    long: 'Possibly. The kernel had it, a process may have read it: check before replaying.',
  },
  likely: { short: 'probably yes', long: 'Probably yes. The process had read it: check before replaying.' },
  answered: { short: 'yes', long: 'Yes. An answer was on its way: look at its status before replaying.' },
  unknown: { short: 'not known', long: 'Not known. These packets do not tell.' },
};

/** Who has to change something. */
export const OWNERS: Readonly<Record<Owner, string>> = {
  settings: "Settings, nobody's code",
  application: 'The application',
  rollout: 'The rollout',
  gateway: 'The gateway',
  network: 'The network',
  host: 'The host',
  client: 'The client',
  undetermined: 'Not decided by these packets',
};

export const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'failed',
  warning: 'hidden or at risk',
  note: 'note',
};

/** `through …` in the verdict's sentence, by family. */
const THROUGH: ReadonlyMap<string, string> = new Map([
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
  return THROUGH.get(incident.family) ?? incident.title.toLowerCase();
}

/** `no, 24 of 24`; the worst answer of a mixed incident comes first. */
export function ranSummary(incident: Incident): string {
  const order: readonly Executed[] = ['answered', 'likely', 'possibly', 'unknown', 'no'];
  const present = order.filter((executed) => (incident.executed[executed] ?? 0) > 0);
  const only = present.length === 1 ? present[0] : undefined;
  if (only !== undefined) return RAN[only].long;
  return present
    .map((executed) => `${RAN[executed].short}: ${grouped(incident.executed[executed] ?? 0)}`)
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
  return rfc3339
    .replace('T', ' ')
    .replace(/(\.\d{6})\d*Z$/, '$1')
    .replace(/Z$/, '');
}

/** `20:36:45.383` */
export function timeOfDay(rfc3339: string): string {
  return rfc3339.slice(11, 23);
}

/** The packet that a link to a finding points at. */
export function decidingFrame(finding: Finding): number {
  return finding.proofFrame ?? finding.request?.frame ?? finding.evidence[0]?.frame ?? 0;
}

/** Deep link to a packet of a connection: numbers only. */
export function linkTo(report: Report, capture: string, connection: number, frame?: number): string {
  const place = report.captures.findIndex((each) => each.path === capture);
  const parts = [
    `c=${connection}`,
    frame === undefined ? null : `f=${frame}`,
    place > 0 ? `p=${place}` : null,
  ];
  return `#${parts.filter((part) => part !== null).join('&')}`;
}

/** Findings in which a request failed or could have. */
export function failures(report: Report): Finding[] {
  return report.findings.filter((finding) => finding.severity !== 'note');
}
