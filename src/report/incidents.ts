/** Findings of one cause, told once. */
import { groupBy } from '../group-by.ts';
import { countFailures } from './counts.ts';
import { shortHash } from './hash.ts';
import type { Finding, Incident, Report } from './schema.ts';
import { whatHappened } from './what-happened.ts';

const BY_SEVERITY = { error: 0, warning: 1, note: 2 } as const;

/** Incidents, worst for clients first: unmasked failures, then failures, then time. */
export function toIncidents(findings: readonly Finding[]): Incident[] {
  const groups = groupBy(
    findings,
    (finding) => `${finding.family}|${finding.kind}|${finding.connection.server}|${causeKey(finding)}`,
  );
  return [...groups]
    .map(([key, members]) => toIncident(key, members))
    .sort(
      (a, b) =>
        b.failedRequests - b.masked - (a.failedRequests - a.masked) || b.failedRequests - a.failedRequests,
    );
}

/** Closes without an answer have several causes; for other kinds the cause's name only holds what was measured. */
function causeKey({ kind, cause }: Finding): string {
  return kind === 'premature-close-before-headers' ? (cause?.name ?? '') : '';
}

function toIncident(key: string, members: readonly Finding[]): Incident {
  return { id: shortHash(`${key}|${members[0]?.id}`, 4), ...toldTogether(members) };
}

/** Incidents in which a request failed, or came close to it, and those of notes alone; either in the order of the report. */
export function failuresAndNotes({ incidents, findings }: Pick<Report, 'incidents' | 'findings'>) {
  const failures = new Set(findings.filter(({ severity }) => severity !== 'note').map(({ id }) => id));
  const failed = (incident: Incident) => incident.findings.some((id) => failures.has(id));
  return { failures: incidents.filter(failed), notes: incidents.filter((incident) => !failed(incident)) };
}

/** What an incident says of its findings: at least one, in order of time. */
export function toldTogether(members: readonly Finding[]): Omit<Incident, 'id'> {
  const worst = members.reduce((a, b) => (BY_SEVERITY[b.severity] < BY_SEVERITY[a.severity] ? b : a));
  const failed = members.filter((finding) => finding.severity !== 'note');
  const explained = members.find((finding) => finding.cause !== null) ?? worst;
  return {
    family: worst.family,
    title: worst.title,
    endpoints: [worst.connection.server],
    firstTime: members[0]?.time ?? worst.time,
    lastTime: members.at(-1)?.time ?? worst.time,
    findings: members.map((finding) => finding.id),
    ...countFailures(members),
    owner: worst.owner,
    // What failed, where only notes came with it.
    what: whatHappened(failed.length > 0 ? failed : members),
    cause: explained.cause,
    remedy: explained.remedy,
    logs: worst.logs,
  };
}
