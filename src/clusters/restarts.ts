/**
 * Restarts: what one connection can't show. A process that ends closes all its idle connections at once, at whatever age;
 * then nobody listens until the next one does. Afterwards the same close reads as a rollout that did not drain.
 */
import type { Verdict } from '../detect/finding.ts';
import type { Case } from './case.ts';
import { CloseKind, type ConnectionSpan, type ConnectionSpans } from './closes.ts';
import { between, firstAtLeast, sampleOf } from './sorted.ts';

/** Closes this close together are one event. */
const BURST_NS = 250e6;
/** A refused SYN this soon after the burst confirms that the process was gone. */
const REFUSED_NS = 5e9;
const MIN_BURST = 3;
/** Ages of one idle timer differ by less: a part of the age, and a timer's granularity. */
const SAME_AGE_SHARE = 0.1;
const SAME_AGE_NS = 0.3e9;
const NEARLY_ALL = 0.75;
/** Ages looked at of one burst. Every request that it hit asks, and thousands of connections may have ended in it. */
const MOST_AGES = 256;
/** Refused attempts of one outage lie this close together. */
const OUTAGE_NS = 30e9;

export function markRestarts(cases: readonly Case[], spans: ConnectionSpans): void {
  const upstreams = new Map<string, Upstream>();
  for (const one of cases) {
    if (!CONCERNED.has(one.verdict.kind)) continue;
    let upstream = upstreams.get(one.server);
    if (upstream === undefined) {
      upstream = new Upstream(spans.of(one.server));
      upstreams.set(one.server, upstream);
    }
    markCase(one, upstream);
  }
}

const CONCERNED = new Set([
  'fin-during-request',
  'late-reuse',
  'premature-close-before-headers',
  'reset-with-unread-request',
  'rst-after-idle',
  'connect-refused',
]);

function markCase(one: Case, upstream: Upstream): void {
  const { kind, manner, time } = one.verdict;
  // A reset that covers nothing of the request may be anybody's.
  if (kind === 'rst-after-idle' && manner !== 'covers-request') return;
  if (kind === 'connect-refused') {
    if (upstream.hasOutage(time) && upstream.heals(time)) asRollout(one);
  } else if (kind === 'fin-during-request' || kind === 'late-reuse') {
    if (upstream.restartedAt(time)) asRestartRace(one);
  } else if (upstream.refusesAfter(time) || upstream.restartedAt(time)) {
    // The process that held the request went away: connections are refused right after, or all others ended with it.
    asProcessGone(one, upstream.heals(time));
  }
}

/** The connections of one upstream, sorted for being asked about one moment after the other. */
class Upstream {
  private readonly opened: readonly number[];
  private readonly ended: readonly number[];
  private readonly idleCloses: readonly ConnectionSpan[];
  private readonly byOpening: readonly ConnectionSpan[];
  private readonly refused: readonly number[];
  private readonly lastAccepted: number;

  constructor(spans: readonly ConnectionSpan[]) {
    const accepted = spans.filter(({ kind }) => kind !== CloseKind.REFUSED);
    this.byOpening = accepted.toSorted((a, b) => a.opened - b.opened);
    this.opened = this.byOpening.map(({ opened }) => opened);
    this.ended = accepted.map(({ ended }) => ended).sort((a, b) => a - b);
    this.idleCloses = accepted
      .filter(({ kind }) => kind === CloseKind.IDLE)
      .sort((a, b) => a.ended - b.ended);
    this.refused = spans
      .filter(({ kind }) => kind === CloseKind.REFUSED)
      .map(({ opened }) => opened)
      .sort((a, b) => a - b);
    this.lastAccepted = this.opened.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  /** At least three, and at least half of the idle connections, at different ages, and none survives or SYNs are refused. */
  restartedAt(time: number): boolean {
    const burst = between(this.idleCloses, time - BURST_NS, time + BURST_NS, ({ ended }) => ended);
    if (burst.length < MIN_BURST || haveOneAge(sampleOf(burst, MOST_AGES))) return false;
    const survivors = this.survivors(time);
    if (burst.length < survivors) return false;
    return survivors === 0 || this.refusesAfter(time);
  }

  /** A SYN is refused around that moment or soon after. */
  refusesAfter(time: number): boolean {
    return between(this.refused, time - BURST_NS, time + REFUSED_NS, itself).length > 0;
  }

  hasOutage(time: number): boolean {
    return between(this.refused, time - OUTAGE_NS, time + OUTAGE_NS, itself).length >= MIN_BURST;
  }

  /** Later a connection was accepted again. */
  heals(time: number): boolean {
    return this.lastAccepted > time;
  }

  /** Connections opened before the burst that end after it. */
  private survivors(time: number): number {
    const before = firstAtLeast(this.opened, time - BURST_NS, itself);
    const over = firstAtLeast(this.ended, time + BURST_NS + 1, itself);
    const brief = between(this.byOpening, time - BURST_NS, time + BURST_NS, ({ opened }) => opened).filter(
      ({ ended }) => ended <= time + BURST_NS,
    ).length;
    return before - (over - brief);
  }
}

function itself(value: number): number {
  return value;
}

/** As by a timer: all were closed at one age, or nearly all, at times that differ more than their ages do. */
function haveOneAge(burst: readonly ConnectionSpan[]): boolean {
  const known = burst.filter(({ age }) => !Number.isNaN(age)).toSorted((a, b) => a.age - b.age);
  // Connections older than the capture have no known age: they can't tell a restart from a timer.
  if (known.length < 2) return true;
  const most = largestGroup(known);
  if (most.length === known.length) return true;
  // A lost packet may have moved the age of a few. A process that ends closes its connections at one time.
  return (
    most.length >= known.length * NEARLY_ALL &&
    spread(most.map(({ ended }) => ended)) > spread(most.map(ageOf))
  );
}

/** The most that one idle timer may have closed. `byAge` are sorted by age. */
function largestGroup(byAge: readonly ConnectionSpan[]): readonly ConnectionSpan[] {
  let [first, last] = [0, 0];
  let end = 0;
  for (const [start, { age }] of byAge.entries()) {
    const oldest = age + Math.max(SAME_AGE_NS, age * SAME_AGE_SHARE);
    while (end < byAge.length && ageOf(byAge[end] as ConnectionSpan) <= oldest) end++;
    if (end - start > last - first) [first, last] = [start, end];
  }
  return byAge.slice(first, last);
}

function ageOf({ age }: ConnectionSpan): number {
  return age;
}

function spread(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
}

function asRestartRace(one: Case): void {
  one.family = 'restart-without-drain';
  one.verdict = {
    ...one.verdict,
    kind: 'restart-race',
    owner: 'rollout',
    explanation: `${one.verdict.explanation} It was one of a burst of closes at different idle ages: the process was ending.`,
  };
}

function asProcessGone(one: Case, heals: boolean): void {
  one.family = 'restart-without-drain';
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
  one.family = 'restart-without-drain';
  one.verdict = { ...one.verdict, owner: 'rollout' };
}
