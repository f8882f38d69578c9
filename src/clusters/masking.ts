/**
 * Retries that hid a failure: the same request, by the same gateway, on another connection, answered.
 *
 * A gateway repeats the head byte for byte, its request id included. With an id the retry is likely; without one, two clients may
 * have asked for the same with the same words, or the client itself may have tried again.
 */
import type { AnsweredRequest, AnsweredRequests } from './answered.ts';
import type { Case, Mask } from './case.ts';

/** A gateway retries at once; an upstream's connect timeout may lie between. */
const AFTER_NS = 5e9;
/** Without an id, and for failed connects, only what follows at once may be the retry. */
const AT_ONCE_NS = 100e6;
const NEXT_NS = 20e6;

export function markMasked(cases: readonly Case[], answered: AnsweredRequests): void {
  const taken = new Set<number>();
  for (const one of cases) {
    if (one.verdict.severity === 'note') continue;
    const mask = findMask(one, answered, taken);
    if (mask === null) continue;
    taken.add(mask.frame);
    one.masked = mask;
    if (one.verdict.severity === 'error') one.verdict = { ...one.verdict, severity: 'warning' };
  }
}

/** Has the answered requests kept among which `markMasked` will look for the retry of this one. */
export function keepRetries(one: Case, answered: AnsweredRequests): void {
  const { exchange, time, proof } = one.verdict;
  const request = exchange?.request ?? null;
  if (request !== null && one.wanted.key !== 0)
    answered.keepFor(one.wanted, request.start.time, time + AFTER_NS);
  if (request === null && proof === 'never-connected')
    answered.keepSentBy(one.wanted.sender, time, time + NEXT_NS);
}

/** Each answer hides one failure only: `taken` holds the frames that did so already. */
function findMask(one: Case, answered: AnsweredRequests, taken: ReadonlySet<number>): Mask | null {
  const request = one.verdict.exchange?.request ?? null;
  const usable = (other: AnsweredRequest): boolean =>
    other.sameSender && other.connection !== one.index && !taken.has(other.frame) && succeeded(other);
  if (request === null)
    return one.verdict.proof === 'never-connected' ? afterConnect(one, answered, usable) : null;
  if (one.wanted.key === 0) return null;
  const candidates = answered
    .find(one.wanted, request.start.time, one.verdict.time + AFTER_NS)
    .filter((other) => usable(other) && (other.sameId || (other.sameHead && atOnce(other, one))));
  const best = candidates.find((other) => other.sameId) ?? candidates[0];
  return best === undefined ? null : mask(best, best.sameId ? 'likely' : 'possible');
}

function atOnce(other: AnsweredRequest, one: Case): boolean {
  // At the upstream's end the close is seen half a round trip before the gateway learns of it, the retry half a one after.
  return Math.abs(other.time - one.verdict.time) <= AT_ONCE_NS + (one.roundTrip ?? 0);
}

/** A refused connect carried no request; the only one that leaves the gateway right after it is its retry, possibly. */
function afterConnect(
  one: Case,
  answered: AnsweredRequests,
  usable: (other: AnsweredRequest) => boolean,
): Mask | null {
  const { time } = one.verdict;
  const next = answered.sentBy(one.wanted.sender, time, time + NEXT_NS).filter(usable);
  return next.length === 1 ? mask(next[0] as AnsweredRequest, 'possible') : null;
}

function succeeded({ status }: AnsweredRequest): boolean {
  return status === null || status < 500;
}

function mask({ connection, frame, status }: AnsweredRequest, confidence: Mask['confidence']): Mask {
  return { connection, frame, status, confidence };
}
