/** One sentence on what an incident's findings have in common. */
import { onLeg } from '../timeline/leg.ts';
import type { Finding } from './schema.ts';

/** At least one finding, all of one kind at one upstream, in order of time. */
export function whatHappened(members: readonly Finding[]): string {
  const first = members[0] as Finding;
  const many = members.length > 1;
  const target = targetOf(members);
  const waits = range(members.map((finding) => finding.measures.waitSeconds));
  const idle = range(members.map((finding) => finding.measures.idleSeconds)) ?? 'an unknown time';
  const connections = many ? 'connections' : 'a connection';
  switch (first.kind) {
    case 'fin-during-request':
    case 'late-reuse':
      return `upstream closed ${connections} idle for ${idle}; the gateway was just reusing ${many ? 'them' : 'it'}`;
    case 'rst-after-idle':
      return `${target} on ${connections} idle for ${idle}: answered by nothing but a reset`;
    case 'request-unanswered':
      return `${target} sent on ${connections} idle for ${idle}, sent again, and no packet came back`;
    case 'premature-close-before-headers':
      return `${target}: no byte of an answer, closed ${waits === null ? '' : `after ${waits}`}`.trim();
    case 'truncated-response':
      return `${target}: ${onLeg('answer cut by the upstream', first.leg)}${missing(members)}`;
    case 'connect-refused':
      return many
        ? `${members.length} SYNs answered by a reset: nothing listens on the port`
        : 'a SYN answered by a reset: nothing listens on the port';
    case 'connect-timeout':
      return many
        ? `${members.length} connection attempts without any answer`
        : 'a connection attempt without any answer';
    case 'proxy-gave-up':
      return `${target}: the gateway closed${waits === null ? '' : ` after ${waits}`} without having got the whole answer`;
    case 'upstream-error-response':
      return many ? errorAnswers(members) : first.explanation;
    case 'gateway-answered-alone':
      return many
        ? `The gateway ${first.connection.server} answered ${members.length} requests without trying an upstream`
        : first.explanation;
    default:
      return first.explanation;
  }
}

function errorAnswers(members: readonly Finding[]): string {
  const server = members[0]?.connection.server;
  return members.some(({ manner }) => manner === 'own-page')
    ? `The gateway ${server} answered ${members.length} requests with 502, 503 or 504 itself: what failed lies behind it`
    : `${server} itself answered ${members.length} requests with 502, 503 or 504`;
}

/** The request, where it is always the same one. */
function targetOf(members: readonly Finding[]): string {
  const targets = new Set(
    members.map(({ request }) => (request?.method == null ? '' : `${request.method} ${request.target}`)),
  );
  const same = targets.size === 1 ? [...targets][0] : '';
  return same || (members.length === 1 ? 'one request' : 'several requests');
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
