/** Both legs of a gateway in one capture: a failure on the upstream leg that shows on the client's leg is told once. */
import type { Nanoseconds } from '../time.ts';
import { onLeg } from '../timeline/leg.ts';
import type { RequestFacts } from '../timeline/schema.ts';
import { type AnsweredRequests, SENT_ON_NS } from './answered.ts';
import type { Case } from './case.ts';
import { firstAtLeast, groupSorted } from './sorted.ts';

/** A gateway passes a failure on within this time. */
const PASSED_ON_NS = 1e9;
/** Captured on two interfaces, an end may seem to be passed on before it came. */
const REORDERED_NS = 5e6;
/** Nothing is sent on later than this, however large it is and however far away the upstream. */
const LATEST_NS = 5e9;
/** Cases of one request that are compared with each other. */
const MAX_CANDIDATES = 64;

/** Cases by the request that they are about, in the order in which the requests were sent. */
export class CasesByRequest {
  private readonly groups: Map<number, Case[]>;

  constructor(cases: readonly Case[]) {
    const known = cases.filter(({ wanted }) => wanted.key !== 0);
    this.groups = groupSorted(known, ({ wanted }) => wanted.key, startOf);
  }

  /** Those of the same request that may be its way on from `near`. */
  sentOnFrom(near: Case): readonly Case[] {
    const group = this.groupOf(near);
    const first = firstAtLeast(group, startOf(near), startOf);
    return group.slice(first, first + MAX_CANDIDATES).filter((far) => carriedTo(near, far));
  }

  /** Those of the same request that may have brought it to the sender of `far`. */
  cameTo(far: Case): readonly Case[] {
    const group = this.groupOf(far);
    const end = firstAtLeast(group, startOf(far) + 1, startOf);
    return group.slice(Math.max(0, end - MAX_CANDIDATES), end).filter((near) => carriedTo(near, far));
  }

  private groupOf({ wanted }: Case): readonly Case[] {
    return wanted.key === 0 ? [] : (this.groups.get(wanted.key) ?? []);
  }
}

function startOf({ verdict }: Case): number {
  return verdict.exchange?.request?.start.time ?? verdict.time;
}

/** Findings on the client's leg that only pass on what an upstream did become notes. */
export function markPassedOn(cases: readonly Case[], byRequest: CasesByRequest): void {
  for (const one of cases) {
    const { kind, severity, exchange, time } = one.verdict;
    // A tunnel that ended without a goodbye is a note on either leg.
    const isNote = severity === 'note';
    if ((isNote && kind !== 'tunnel-dropped') || exchange === null) continue;
    const source = byRequest
      .sentOnFrom(one)
      .find(
        ({ verdict, numbers }) =>
          (isNote ? verdict.kind === kind && numbers !== one.numbers : verdict.severity !== 'note') &&
          follows(time, verdict.time),
      );
    if (source === undefined) continue;
    asClientLeg(one);
    one.verdict = {
      ...one.verdict,
      severity: 'note',
      explanation: `${one.verdict.explanation} The gateway passed on what happened on its connection ${source.index} to ${source.server}.`,
    };
  }
}

/** The verdict's words for the two ends become those of the leg between client and gateway. */
export function asClientLeg(one: Case): void {
  if (one.leg === 'client') return;
  one.leg = 'client';
  const { explanation, evidence, excluded } = one.verdict;
  one.verdict = {
    ...one.verdict,
    explanation: onLeg(explanation, one.leg),
    evidence: evidence.map((each) => ({ ...each, text: onLeg(each.text, one.leg) })),
    excluded: excluded.map((each) => ({ ...each, why: onLeg(each.why, one.leg) })),
  };
}

function follows(later: number, earlier: number): boolean {
  return later - earlier > -REORDERED_NS && later - earlier <= PASSED_ON_NS;
}

/**
 * Whether a request came to the gateway on `near` and was sent on by it on `far`. A gateway has an address on either side, so
 * only the request tells: its id, else method and target, and that it was sent on as soon as it had come.
 */
function carriedTo(near: Case, far: Case): boolean {
  if (near === far || near.server === far.server || near.client === far.client) return false;
  const came = near.verdict.exchange?.request ?? null;
  const went = far.verdict.exchange?.request ?? null;
  if (came === null || went === null) return false;
  const delay = sentOnAt(came, far) - came.start.time;
  if (delay < 0 || delay > longestDelay(came, far)) return false;
  if (came.id !== null && went.id !== null) return came.id === went.id;
  return near.wanted.key !== 0 && near.wanted.key === far.wanted.key;
}

/** When the gateway began to send the request on: a connection made for it may have needed a second SYN, after a second. */
function sentOnAt(came: RequestFacts, { firstTime, verdict }: Case): Nanoseconds {
  const { number = 0, request = null } = verdict.exchange ?? {};
  const went = request?.start.time ?? verdict.time;
  return number === 1 && firstTime >= came.start.time ? firstTime : went;
}

/** A gateway may first take the whole request, and connect: a round trip to the upstream. */
function longestDelay(came: RequestFacts, far: Case): Nanoseconds {
  const taking = (came.endTime ?? came.start.time) - came.start.time;
  return Math.min(LATEST_NS, SENT_ON_NS + taking + (far.roundTrip ?? 0));
}

/** Whether the server of this case sent the request on to somebody else: then its client is no gateway. */
export function wasSentOn(one: Case, answered: AnsweredRequests): boolean {
  const request = one.verdict.exchange?.request ?? null;
  if (request === null || one.wanted.key === 0) return false;
  const { time } = request.start;
  return answered
    .find(one.wanted, time, time + SENT_ON_NS)
    .some((other) => !other.sameSender && other.server !== one.serverHost);
}
