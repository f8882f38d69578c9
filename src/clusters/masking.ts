/**
 * Retries that hid a failure: the same request, by the same gateway, on another connection, answered.
 *
 * An equal request id (X-Request-Id, traceparent) makes it likely; equal method, target and host alone, close in time, leave it
 * possible that it was another request, or the client's own retry.
 */
import type { AnsweredRequest, AnsweredRequests } from './answered.ts';
import type { Case, Mask } from './case.ts';

/** A gateway retries at once; an upstream's connect timeout may lie between. */
const AFTER_NS = 5e9;
/** Without an id a match must follow on the failure's heels. */
const AT_ONCE_NS = 0.1e9;

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

/** Each answer hides one failure only: `taken` holds the frames that did so already. */
function findMask(one: Case, answered: AnsweredRequests, taken: ReadonlySet<number>): Mask | null {
  const request = one.verdict.exchange?.request ?? null;
  if (request === null || one.wanted.key === 0) return null;
  const since = request.start.time;
  const candidates = answered
    .find(one.wanted, since, one.verdict.time + AFTER_NS)
    .filter(
      (other) =>
        other.sameSender && other.connection !== one.index && !taken.has(other.frame) && succeeded(other),
    );
  const byId = candidates.find((other) => other.sameId);
  if (byId !== undefined) return mask(byId, 'likely');
  if (request.id !== null) return null;
  const next = candidates.find(
    ({ time }) => time >= one.verdict.time - AT_ONCE_NS && time <= one.verdict.time + AT_ONCE_NS,
  );
  return next === undefined ? null : mask(next, 'possible');
}

function succeeded({ status }: AnsweredRequest): boolean {
  return status === null || status < 500;
}

function mask({ connection, frame, status }: AnsweredRequest, confidence: Mask['confidence']): Mask {
  return { connection, frame, status, confidence };
}
