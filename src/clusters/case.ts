/** A verdict on its way to the report, while the neighbours may still change how it is told. */
import type { Confidence, Family, Verdict } from '../detect/finding.ts';
import { kindOf } from '../detect/registry.ts';
import type { CaptureClock, Nanoseconds } from '../time.ts';
import type { Timeline } from '../timeline/schema.ts';

/** The same request on another connection, which hid the failure from the client. */
export interface Mask {
  readonly connection: number;
  readonly frame: number;
  readonly status: number | null;
  readonly confidence: Confidence;
}

export interface Case {
  verdict: Verdict;
  family: Family;
  masked: Mask | null;
  /** Endpoints and initial sequence numbers: names the connection wherever it was captured. */
  readonly identity: string;
  readonly index: number;
  /** `ip:port`. */
  readonly client: string;
  readonly server: string;
  readonly clock: CaptureClock;
  /** Client to server and back, estimated; null where nothing measures it. */
  readonly roundTrip: Nanoseconds | null;
}

export function toCase(verdict: Verdict, timeline: Timeline, identity: string): Case {
  const { client, server, clock, index, distance } = timeline;
  const known = distance.client !== null || distance.server !== null;
  return {
    verdict,
    family: kindOf(verdict.kind)?.family ?? 'closed-without-answer',
    masked: null,
    identity,
    index,
    client: client.address,
    server: server.address,
    clock,
    roundTrip: known ? 2 * ((distance.client ?? 0) + (distance.server ?? 0)) : null,
  };
}

/** The address without its port. */
export function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}

/**
 * What names a request, for finding it again on another connection; null where the protocol hides it. Without Host: a gateway
 * may send another one upstream.
 */
export function requestKey(
  request: { readonly method: string | null; readonly target: string | null } | null,
): string | null {
  if (request === null || request.method === null || request.target === null) return null;
  return `${request.method} ${request.target}`;
}
