/**
 * Why a gateway gave up: its own timeout, if several waits end at one value; its client, if the client's leg is in the capture
 * and ended first.
 */
import { hostOf } from '../flow/addresses.ts';
import type { AnsweredRequests } from './answered.ts';
import type { Case } from './case.ts';
import { type CasesByRequest, wasSentOn } from './legs.ts';
import { between, groupSorted } from './sorted.ts';

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

export function explainGivingUp(
  cases: readonly Case[],
  byRequest: CasesByRequest,
  answered: AnsweredRequests,
): void {
  const given = cases.filter(({ verdict }) => verdict.kind === 'proxy-gave-up');
  for (const one of given) {
    const client = byRequest.cameTo(one).find((other) => endedJustBefore(other, one));
    if (client !== undefined) {
      asClientAbort(one, 'its connection to the gateway ended just before');
      asClientAbort(client, 'it closed with its request outstanding');
    }
  }
  for (const one of given) {
    if (one.verdict.kind === 'proxy-gave-up' && wasSentOn(one, answered)) {
      asClientAbort(one, 'the server of this connection is itself a gateway, and sent the request on');
    }
  }
  markTimeouts(given.filter(({ verdict }) => verdict.kind === 'proxy-gave-up'));
}

function endedJustBefore(client: Case, one: Case): boolean {
  const { kind } = client.verdict;
  const lead = one.verdict.time - client.verdict.time;
  return (kind === 'proxy-gave-up' || kind === 'client-abort') && lead > -REORDERED_NS && lead < PASSED_ON_NS;
}

/** Several equal, round waits of one gateway are a timer's. */
function markTimeouts(given: readonly Case[]): void {
  const groups = groupSorted(given, ({ client, verdict }) => `${hostOf(client)} ${verdict.manner}`, waitOf);
  for (const group of groups.values()) {
    for (const one of group) {
      const wait = waitOf(one);
      if (!isRound(wait)) continue;
      const near = Math.max(SAME_WAIT_NS, wait * SAME_WAIT_SHARE);
      if (between(group, wait - near, wait + near, waitOf).length >= MIN_CLUSTER) asTimeout(one);
    }
  }
}

function waitOf({ verdict }: Case): number {
  return verdict.wait ?? Number.NEGATIVE_INFINITY;
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
