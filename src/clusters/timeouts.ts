/** A gateway's own timeout: several of its waits end at one round value, and none for that upstream ever lasted longer. */
import { hostOf } from '../flow/addresses.ts';
import type { Nanoseconds } from '../time.ts';
import type { AnsweredRequests } from './answered.ts';
import type { Case } from './case.ts';
import { between, groupSorted } from './sorted.ts';

const MIN_CLUSTER = 3;
/** Waits of one timeout differ by a timer's granularity. */
const SAME_WAIT_NS = 30e6;
const SAME_WAIT_SHARE = 0.02;
/** Timeouts are set to multiples of this, and fire a little late, never early. */
const ROUND_NS = 100e6;
const EARLY_NS = 2e6;
/** nginx does not restart a timer for bytes that come this soon after its start (NGX_TIMER_LAZY_DELAY). */
const LAZY_NS = 300e6;
/** Ends of a wait for the first byte of an answer. */
const SILENT = new Set(['proxy-gave-up', 'client-abort', 'premature-close-before-headers']);

/** Names those of the gateways that gave up which their own timeout made do so. */
export function markTimeouts(cases: readonly Case[], answered: AnsweredRequests): void {
  const given = cases.filter(({ verdict }) => verdict.kind === 'proxy-gave-up');
  if (given.length < MIN_CLUSTER) return;
  const longest = longestWaits(cases, answered);
  const named: Case[] = [];
  for (const group of groupSorted(given, gatewayAndManner, waitOf).values())
    named.push(...group.filter((one) => isTimeout(one, group, longest)));
  const waits = groupSorted(named, pairOf, waitOf);
  const alike = given.filter((one) => isNear(one, waits.get(pairOf(one)) ?? []));
  for (const one of new Set([...named, ...alike])) asTimeout(one);
}

function isTimeout(one: Case, group: readonly Case[], longest: (one: Case) => Nanoseconds): boolean {
  const wait = waitOf(one);
  const near = toleranceOf(wait);
  if (!isRound(wait) || longest(one) > wait + near) return false;
  const same = between(group, wait - near, wait + near, waitOf);
  return same.length >= MIN_CLUSTER && !same.every(isOnTick);
}

/**
 * A timeout that is known from other waits: seen from afar it may seem to fire early, and in the middle of a body it may count
 * from a little before the last byte.
 */
function isNear(one: Case, timeouts: readonly Case[]): boolean {
  const wait = waitOf(one);
  const near = toleranceOf(wait);
  const early = one.verdict.manner === 'mid-body' ? LAZY_NS : near;
  return between(timeouts, wait - near, wait + early, waitOf).length > 0;
}

/** How long a gateway waited in silence for an upstream, whether the wait ended with an answer, a close or its own. */
function longestWaits(cases: readonly Case[], answered: AnsweredRequests): (one: Case) => Nanoseconds {
  const silent = cases.filter(({ verdict }) => SILENT.has(verdict.kind));
  const waits = groupSorted(silent, pairOf, waitOf);
  // What came after the gateway had left did not end its wait.
  const late = new Set(silent.map(({ index }) => index));
  const ended = answered.longestWaits(late);
  return (one) => {
    const last = waits.get(pairOf(one))?.at(-1);
    const unanswered = last === undefined ? 0 : waitOf(last);
    return Math.max(unanswered, ended.get(`${one.wanted.sender} ${one.serverHost}`) ?? 0);
  };
}

function gatewayAndManner({ client, verdict }: Case): string {
  return `${hostOf(client)} ${verdict.manner}`;
}

function pairOf({ client, server }: Case): string {
  return `${hostOf(client)} ${server}`;
}

function waitOf({ verdict }: Case): Nanoseconds {
  return verdict.wait ?? Number.NEGATIVE_INFINITY;
}

function toleranceOf(wait: Nanoseconds): Nanoseconds {
  return Math.max(SAME_WAIT_NS, wait * SAME_WAIT_SHARE);
}

function isRound(wait: Nanoseconds): boolean {
  const above = (wait + EARLY_NS) % ROUND_NS;
  return wait >= ROUND_NS && above <= SAME_WAIT_NS + EARLY_NS;
}

/** Nothing lasts a round time to the nanosecond: the capture's clock ticks so coarsely that every wait looks like a timer's. */
function isOnTick(one: Case): boolean {
  return waitOf(one) % ROUND_NS === 0;
}

function asTimeout(one: Case): void {
  const seconds = ((one.verdict.wait ?? 0) / 1e9).toFixed(2);
  one.verdict = {
    ...one.verdict,
    kind: 'proxy-timeout',
    explanation: `The gateway's own timeout of about ${seconds} s ended the request.`,
  };
}
