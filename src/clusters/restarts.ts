/**
 * Restarts: what one connection can't show. A process that ends closes all its idle connections at once, at whatever age;
 * then nobody listens until the next one does. Afterwards the same close reads as a rollout that did not drain.
 */
import type { Verdict } from '../detect/finding.ts';
import type { Nanoseconds } from '../time.ts';
import type { Case } from './case.ts';
import type { ConnectionSpans } from './closes.ts';
import { between, groupSorted, sampleOf } from './sorted.ts';
import { BURST_NS, MIN_BURST, MOST_OF_BURST, OUTAGE_NS, type Sign, Upstream } from './upstream-life.ts';

/** What one kill ends lies this close together; scheduling and the wire add little. */
const INSTANT_NS = 5e6;
/** No time limit of a server is shorter. */
const SHORTEST_LIMIT_NS = 0.9e9;

/** Marks the failures that restarts caused, and returns when each upstream's process ended: sorted, by `ip:port`. */
export function markRestarts(
  cases: readonly Case[],
  spans: ConnectionSpans,
): ReadonlyMap<string, readonly Nanoseconds[]> {
  const concerned = cases.filter(({ verdict }) => CONCERNED.has(verdict.kind));
  const moments = new Map<string, Nanoseconds[]>();
  for (const [server, failures] of groupSorted(concerned, serverOf, timeOf)) {
    const upstream = new Upstream(spans.of(server));
    const refused = failures.filter(({ verdict }) => verdict.kind === 'connect-refused');
    for (const one of failures) markCase(one, upstream, failures);
    const ends = failures.filter(({ family }) => family === RESTART).map(timeOf);
    for (const one of refused) markRefused(one, upstream, ends);
    if (ends.length > 0) moments.set(server, ends);
  }
  return moments;
}

const RESTART = 'restart-without-drain';

function serverOf({ server }: Case): string {
  return server;
}

function timeOf({ verdict }: Case): Nanoseconds {
  return verdict.time;
}

const CONCERNED = new Set([
  'fin-during-request',
  'late-reuse',
  'premature-close-before-headers',
  'reset-with-unread-request',
  'rst-after-idle',
  'connect-refused',
]);

/** `failures` are all of that upstream, by time. */
function markCase(one: Case, upstream: Upstream, failures: readonly Case[]): void {
  const { kind, manner, time } = one.verdict;
  // A reset that covers nothing of the request may be anybody's.
  if (kind === 'rst-after-idle' && manner !== 'covers-request') return;
  if (kind === 'connect-refused') return;
  if (kind === 'fin-during-request' || kind === 'late-reuse') {
    const sign = upstream.restartedAt(time);
    if (sign !== null) asRestartRace(one, sign);
  } else if (upstream.goneAt(time) || (upstream.nothingOutlives(time) && diedTogether(time, failures))) {
    asProcessGone(one, upstream.heals(time));
  }
}

/**
 * Requests of different kinds were cut off in one instant, one of them earlier than any time limit acts: not one of them did that, what
 * worked on all of them ended.
 */
function diedTogether(time: Nanoseconds, failures: readonly Case[]): boolean {
  const instant = between(failures, time - INSTANT_NS, time + INSTANT_NS, timeOf);
  const together = sampleOf(instant, MOST_OF_BURST)
    .map(({ verdict }) => verdict)
    .filter(({ kind }) => CUT_OFF.has(kind));
  const targets = new Set(together.map(({ exchange }) => exchange?.request?.target ?? null));
  return (
    together.length >= MIN_BURST &&
    targets.size > 1 &&
    together.some(({ wait }) => wait !== null && wait < SHORTEST_LIMIT_NS)
  );
}

const CUT_OFF = new Set(['premature-close-before-headers', 'reset-with-unread-request']);

/** Refused in a burst, or after a process that was seen to end; and accepted again later. `ends` are sorted. */
function markRefused(one: Case, upstream: Upstream, ends: readonly Nanoseconds[]): void {
  const { time } = one.verdict;
  const isKnown = between(ends, time - OUTAGE_NS, time + BURST_NS, (end) => end).length > 0;
  if (upstream.heals(time) && (isKnown || upstream.hasOutage(time))) asRollout(one);
}

const TOLD: Readonly<Record<Sign, (race: string) => string>> = {
  burst: (race) => `${race} It was one of a burst of closes at different idle ages: the process was ending.`,
  refused: (race) => `${race} New connections were refused right after: the process was ending.`,
};

function asRestartRace(one: Case, sign: Sign): void {
  one.family = RESTART;
  one.verdict = {
    ...one.verdict,
    kind: 'restart-race',
    manner: sign,
    owner: 'rollout',
    explanation: TOLD[sign](one.verdict.explanation),
  };
}

function asProcessGone(one: Case, heals: boolean): void {
  one.family = RESTART;
  const { verdict } = one;
  one.verdict = {
    ...verdict,
    ...unreadKind(verdict),
    manner: 'process-gone',
    owner: heals ? 'rollout' : 'application',
  };
}

/** The timer of an idle connection would not have ended the others too: its request was unread when the process ended. */
function unreadKind({ kind }: Verdict): Partial<Verdict> {
  if (kind !== 'rst-after-idle') return {};
  return {
    kind: 'reset-with-unread-request',
    explanation:
      'The upstream process ended with the request unread in the socket of a connection that had been idle.',
  };
}

function asRollout(one: Case): void {
  one.family = RESTART;
  one.verdict = { ...one.verdict, owner: 'rollout' };
}
