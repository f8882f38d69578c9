/** Both legs of a gateway in one capture: a failure on the upstream leg that shows on the client's leg is told once. */
import { type AnsweredRequests, SENT_ON_NS } from './answered.ts';
import type { Case } from './case.ts';

/** A gateway passes a failure on within this time. */
const PASSED_ON_NS = 1e9;
/** Captured on two interfaces, an end may seem to be passed on before it came. */
const REORDERED_NS = 5e6;

/** Findings on the client's leg that only pass on what an upstream did become notes. */
export function markPassedOn(cases: readonly Case[]): void {
  for (const one of cases) {
    if (one.verdict.severity === 'note' || one.verdict.exchange === null) continue;
    const source = cases.find(
      (other) =>
        other.verdict.severity !== 'note' &&
        follows(one.verdict.time, other.verdict.time) &&
        carriedTo(one, other),
    );
    if (source === undefined) continue;
    one.verdict = {
      ...one.verdict,
      severity: 'note',
      explanation: `${one.verdict.explanation} The gateway passed on what happened on its connection ${source.index} to ${source.server}.`,
    };
  }
}

function follows(later: number, earlier: number): boolean {
  return later - earlier > -REORDERED_NS && later - earlier <= PASSED_ON_NS;
}

/**
 * Whether a request came to the gateway on `near` and was sent on by it on `far`. A gateway has an address on either side, so
 * only the request tells: its id, else method and target, and that it was sent on as soon as it had come.
 */
export function carriedTo(near: Case, far: Case): boolean {
  if (near === far || near.server === far.server || near.client === far.client) return false;
  const came = near.verdict.exchange?.request ?? null;
  const went = far.verdict.exchange?.request ?? null;
  if (came === null || went === null) return false;
  const delay = went.start.time - came.start.time;
  if (delay < 0 || delay > SENT_ON_NS) return false;
  if (came.id !== null && went.id !== null) return came.id === went.id;
  return near.wanted.key !== 0 && near.wanted.key === far.wanted.key;
}

/** Whether the server of this case sent the request on to somebody else: then its client is no gateway. */
export function wasSentOn(one: Case, answered: AnsweredRequests): boolean {
  const request = one.verdict.exchange?.request ?? null;
  if (request === null || one.wanted.key === 0) return false;
  const { time } = request.start;
  return answered
    .find(one.wanted, time, time + SENT_ON_NS)
    .some((other) => !other.sameSender && other.connection !== one.index);
}
