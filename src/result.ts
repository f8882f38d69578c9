/** What one capture (a file, or a rotated set) yielded, before several are combined into a report. */
import type { Capture, Connection, Finding } from './report/schema.ts';
import type { Nanoseconds } from './time.ts';
import type { Timeline } from './timeline/schema.ts';
import { IdleSamples } from './timers/idle.ts';

export interface UpstreamTally {
  /** Its number in the flow table of its capture; -1 for one that never answered. */
  host: number;
  /** It sends what it is asked on to others. */
  isGateway: boolean;
  requests: number;
  connections: number;
  product: string | null;
  /** The longest that a request waited for an answer that then came whole, among the connections' last exchanges; 0 without any. */
  longestAnswer: Nanoseconds;
}

/** Counts that add up over captures. */
export interface Tally {
  packets: number;
  tcpPackets: number;
  connections: number;
  requests: number;
  responses: number;
  open: number;
  /** By name of the harmless end. */
  readonly harmless: Map<string, number>;
  /** By reason. */
  readonly undecided: Map<string, number>;
  /** Findings that are counted but not listed, by kind. */
  readonly findings: Map<string, number>;
  /** Connections by the shape of their history; the rare ones beyond a bound are left out. */
  readonly shapes: Map<string, number>;
  /** Connections by what told client and server apart. */
  readonly roles: Map<string, number>;
  /** By upstream address. */
  readonly upstreams: Map<string, UpstreamTally>;
  /** What gateways sign their answers with, by their address towards the upstreams. */
  readonly gateways: Map<string, string>;
}

export interface CaptureResult {
  readonly captures: readonly Capture[];
  readonly findings: readonly Finding[];
  readonly connections: readonly Connection[];
  readonly timelines: ReadonlyMap<string, Timeline>;
  readonly tally: Tally;
  readonly idle: IdleSamples;
}

export function emptyTally(): Tally {
  return {
    packets: 0,
    tcpPackets: 0,
    connections: 0,
    requests: 0,
    responses: 0,
    open: 0,
    harmless: new Map(),
    undecided: new Map(),
    findings: new Map(),
    shapes: new Map(),
    roles: new Map(),
    upstreams: new Map(),
    gateways: new Map(),
  };
}

/** A capture of which nothing could be analysed. */
export function unreadResult(capture: Capture): CaptureResult {
  return {
    captures: [capture],
    findings: [],
    connections: [],
    timelines: new Map(),
    tally: emptyTally(),
    idle: new IdleSamples(),
  };
}

/** A result that came from another thread: a copy has the fields of its objects, not their methods. */
export function received(copy: CaptureResult): CaptureResult {
  const idle = new IdleSamples();
  idle.merge(copy.idle);
  return { ...copy, idle };
}

export function increment(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
