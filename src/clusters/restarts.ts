/**
 * Restarts: what one connection can't show. A process that ends closes all its idle connections at once, at whatever age;
 * then nobody listens until the next one does. Afterwards the same close reads as a rollout that did not drain.
 */
import type { Owner } from '../detect/finding.ts';
import type { Case } from './case.ts';
import { CloseKind, type ConnectionSpan, type ConnectionSpans } from './closes.ts';

/** Closes this close together are one event. */
const BURST_NS = 250e6;
/** A refused SYN this soon after the burst confirms that the process was gone. */
const REFUSED_NS = 5e9;
const MIN_BURST = 3;
/** Ages of one idle timer differ by less: a part of the age, and a timer's granularity. */
const SAME_AGE_SHARE = 0.1;
const SAME_AGE_NS = 0.3e9;
/** Refused attempts of one outage lie this close together. */
const OUTAGE_NS = 30e9;

export function markRestarts(cases: readonly Case[], spans: ConnectionSpans): void {
  for (const one of cases) {
    const neighbours = spans.of(one.server);
    switch (one.verdict.kind) {
      case 'fin-during-request':
      case 'late-reuse':
        if (isRestart(neighbours, one.verdict.time)) asRestartRace(one);
        break;
      case 'premature-close-before-headers':
      case 'reset-with-unread-request':
        if (processGone(neighbours, one.verdict.time)) asProcessGone(one, neighbours);
        break;
      case 'connect-refused':
        if (isOutage(neighbours, one.verdict.time)) asRollout(one, neighbours);
    }
  }
}

/** At least three, and at least half of the upstream's idle connections, at different ages, and none survives or SYNs are refused. */
function isRestart(spans: readonly ConnectionSpan[], time: number): boolean {
  const burst = spans.filter(
    ({ kind, ended }) => kind === CloseKind.IDLE && Math.abs(ended - time) <= BURST_NS,
  );
  if (burst.length < MIN_BURST || haveOneAge(burst)) return false;
  const survivors = spans.filter(({ opened, ended }) => opened < time - BURST_NS && ended > time + BURST_NS);
  if (burst.length < survivors.length) return false;
  return survivors.length === 0 || refusedWithin(spans, time, REFUSED_NS);
}

function haveOneAge(burst: readonly ConnectionSpan[]): boolean {
  const ages = burst.map(({ age }) => age).filter((age) => !Number.isNaN(age));
  if (ages.length < 2) return false;
  const least = Math.min(...ages);
  return Math.max(...ages) - least <= Math.max(SAME_AGE_NS, least * SAME_AGE_SHARE);
}

function refusedWithin(spans: readonly ConnectionSpan[], time: number, within: number): boolean {
  return spans.some(
    ({ kind, opened }) => kind === CloseKind.REFUSED && opened >= time - BURST_NS && opened <= time + within,
  );
}

/** The process that held the request went away: connections are refused right after, or all others ended with it. */
function processGone(spans: readonly ConnectionSpan[], time: number): boolean {
  return refusedWithin(spans, time, REFUSED_NS) || isRestart(spans, time);
}

function isOutage(spans: readonly ConnectionSpan[], time: number): boolean {
  const refused = spans.filter(
    ({ kind, opened }) => kind === CloseKind.REFUSED && Math.abs(opened - time) <= OUTAGE_NS,
  );
  return refused.length >= MIN_BURST && heals(spans, time);
}

/** Later a connection was accepted again. */
function heals(spans: readonly ConnectionSpan[], time: number): boolean {
  return spans.some(({ kind, opened }) => kind !== CloseKind.REFUSED && opened > time);
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

function asProcessGone(one: Case, spans: readonly ConnectionSpan[]): void {
  const owner: Owner = heals(spans, one.verdict.time) ? 'rollout' : 'application';
  one.family = 'restart-without-drain';
  one.verdict = { ...one.verdict, manner: 'process-gone', owner };
}

function asRollout(one: Case, spans: readonly ConnectionSpan[]): void {
  one.family = 'restart-without-drain';
  one.verdict = { ...one.verdict, owner: heals(spans, one.verdict.time) ? 'rollout' : 'host' };
}
