/** Findings of one cause, told once. */
import { countFailures } from './counts.ts';
import { shortHash } from './hash.ts';
import type { Finding, Incident } from './schema.ts';

const BY_SEVERITY = { error: 0, warning: 1, note: 2 } as const;

/** Incidents, worst for clients first: unmasked failures, then failures, then time. */
export function toIncidents(findings: readonly Finding[]): Incident[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.family}|${finding.kind}|${finding.connection.server}|${causeKey(finding)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
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

function whatHappened(members: readonly Finding[]): string {
  const first = members[0] as Finding;
  const targets = new Set(
    members.map(({ request }) => (request?.method == null ? '' : `${request.method} ${request.target}`)),
  );
  const target = targets.size === 1 ? [...targets][0] || 'requests' : 'requests';
  const waits = range(members.map((finding) => finding.measures.waitSeconds));
  const idle = range(members.map((finding) => finding.measures.idleSeconds));
  switch (first.kind) {
    case 'fin-during-request':
    case 'late-reuse':
      return `upstream closed connections idle for ${idle ?? 'an unknown time'}; the gateway was just reusing them`;
    case 'rst-after-idle':
      return `${target} on connections idle for ${idle ?? 'an unknown time'}: answered by nothing but a reset`;
    case 'request-unanswered':
      return `${target} sent on connections idle for ${idle ?? 'an unknown time'}, sent again, and no packet came back`;
    case 'premature-close-before-headers':
      return `${target}: no byte of an answer, closed ${waits === null ? '' : `after ${waits}`}`.trim();
    case 'truncated-response':
      return `${target}: answer cut by the upstream${missing(members)}`;
    case 'connect-refused':
      return members.length === 1
        ? 'a SYN answered by a reset: nothing listens on the port'
        : `${members.length} SYNs answered by a reset: nothing listens on the port`;
    case 'connect-timeout':
      return members.length === 1
        ? 'a connection attempt without any answer'
        : `${members.length} connection attempts without any answer`;
    case 'proxy-gave-up':
      return `${target}: the gateway closed${waits === null ? '' : ` after ${waits}`} without having got the whole answer`;
    default:
      return first.explanation;
  }
}

function missing(members: readonly Finding[]): string {
  const bytes = members.reduce((sum, finding) => sum + (finding.measures.bytesMissing ?? 0), 0);
  return bytes === 0 ? '' : `, ${bytes.toLocaleString('en-US')} bytes missing in all`;
}

/** `2.00 s`, `60.17 to 66.80 s`, or `6.7 to 7.4 ms`; null where nothing was measured. */
function range(values: readonly (number | null)[]): string | null {
  // What a clock that was set back measured is no length of time.
  const known = values.filter((value) => value !== null).filter((value) => value >= 0);
  if (known.length === 0) return null;
  const most = known.reduce((a, b) => Math.max(a, b));
  const [unit, perSecond, digits] = most < 0.1 ? (['ms', 1000, 1] as const) : (['s', 1, 2] as const);
  const longest = (most * perSecond).toFixed(digits);
  const shortest = (known.reduce((a, b) => Math.min(a, b)) * perSecond).toFixed(digits);
  return shortest === longest ? `${longest} ${unit}` : `${shortest} to ${longest} ${unit}`;
}
