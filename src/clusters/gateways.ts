/** Why a gateway gave up: its client, if the client's leg is in the capture and ended first; else perhaps its own timeout. */
import type { AnsweredRequests } from './answered.ts';
import type { Case } from './case.ts';
import { asClientLeg, type CasesByRequest, wasSentOn } from './legs.ts';
import { markTimeouts } from './timeouts.ts';

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
      asClientLeg(client);
      asClientAbort(client, 'it closed with its request outstanding');
    }
  }
  for (const one of given) {
    if (one.verdict.kind === 'proxy-gave-up' && wasSentOn(one, answered)) {
      asClientLeg(one);
      asClientAbort(one, 'the server of this connection is itself a gateway, and sent the request on');
    }
  }
  markTimeouts(cases, answered);
}

function endedJustBefore(client: Case, one: Case): boolean {
  const { kind } = client.verdict;
  const lead = one.verdict.time - client.verdict.time;
  return (kind === 'proxy-gave-up' || kind === 'client-abort') && lead > -REORDERED_NS && lead < PASSED_ON_NS;
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
