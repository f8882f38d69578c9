/**
 * Why a gateway gave up: its own timeout, if several waits end at one value; its client, if the client's leg is in the capture
 * and ended first.
 */
import type { AnsweredRequests } from './answered.ts';
import { type Case, hostOf } from './case.ts';
import { carriedTo, wasSentOn } from './legs.ts';

const MIN_CLUSTER = 3;
/** Waits of one timeout differ by a timer's granularity. */
const SAME_WAIT_NS = 30e6;
const SAME_WAIT_SHARE = 0.02;
/** Timeouts are set to multiples of this, and fire a little late, never early. */
const ROUND_NS = 100e6;
const EARLY_NS = 2e6;
/** A gateway passes its client's end on within this time; captured on two interfaces it may seem to come before. */
const PASSED_ON_NS = 250e6;
const REORDERED_NS = 50e6;

export function explainGivingUp(cases: readonly Case[], answered: AnsweredRequests): void {
  const given = cases.filter(({ verdict }) => verdict.kind === 'proxy-gave-up');
  for (const one of given) {
    const client = given.find((other) => isClientLegOf(other, one));
    if (client !== undefined) {
      asClientAbort(one, 'the client’s connection to the gateway ended just before');
      asClientAbort(client, 'the client closed with its request outstanding');
    }
  }
  for (const one of given) {
    if (one.verdict.kind === 'proxy-gave-up' && wasSentOn(one, answered)) {
      asClientAbort(one, 'the server of this connection is itself a gateway, and sent the request on');
    }
  }
  for (const one of given) {
    if (one.verdict.kind === 'proxy-gave-up' && waitsLike(one, given) >= MIN_CLUSTER) asTimeout(one);
  }
}

/** `other` carried the same request to the gateway that sent it on in `one`, and ended first. */
function isClientLegOf(other: Case, one: Case): boolean {
  const lead = one.verdict.time - other.verdict.time;
  return lead > -REORDERED_NS && lead < PASSED_ON_NS && carriedTo(other, one);
}

function waitsLike(one: Case, given: readonly Case[]): number {
  const { wait } = one.verdict;
  if (wait === null || !isRound(wait)) return 0;
  const near = Math.max(SAME_WAIT_NS, wait * SAME_WAIT_SHARE);
  return given.filter(
    (other) =>
      other.verdict.kind !== 'client-abort' &&
      other.verdict.manner === one.verdict.manner &&
      hostOf(other.client) === hostOf(one.client) &&
      other.verdict.wait !== null &&
      Math.abs(other.verdict.wait - wait) <= near,
  ).length;
}

function isRound(wait: number): boolean {
  const above = (wait + EARLY_NS) % ROUND_NS;
  return wait >= ROUND_NS && above <= SAME_WAIT_NS + EARLY_NS;
}

function asTimeout(one: Case): void {
  const seconds = ((one.verdict.wait ?? 0) / 1e9).toFixed(2);
  one.verdict = {
    ...one.verdict,
    kind: 'proxy-timeout',
    explanation: `The gateway's own timeout of about ${seconds} s ended the request.`,
  };
}

function asClientAbort(one: Case, why: string): void {
  one.verdict = {
    ...one.verdict,
    kind: 'client-abort',
    severity: 'note',
    owner: 'client',
    explanation: `The client left before the answer was complete: ${why}.`,
  };
}
