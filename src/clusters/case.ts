/** A verdict on its way to the report, while the neighbours may still change how it is told. */
import type { ProtocolName } from '../app/protocol.ts';
import { ExchangeRecord, type RequestRecord } from '../app/records.ts';
import type { Confidence, Family, Verdict } from '../detect/finding.ts';
import { kindOf } from '../detect/registry.ts';
import { flat } from '../flat.ts';
import type { RoleEvidence } from '../tcp/connection.ts';
import type { CaptureClock, Nanoseconds } from '../time.ts';
import type { Leg } from '../timeline/leg.ts';
import type { RequestFacts, Timeline } from '../timeline/schema.ts';
import type { Wanted } from './answered.ts';

/** The same request on another connection, which hid the failure from the client. */
export interface Mask {
  readonly connection: number;
  readonly frame: number;
  readonly status: number | null;
  readonly confidence: Confidence;
}

export interface Case {
  verdict: Verdict;
  /** The kind before the neighbours were asked: a capture without them names the same failure by it. */
  readonly kindAlone: string;
  family: Family;
  masked: Mask | null;
  /** The connection is that by which the request came to the gateway. */
  leg: Leg;
  /** Endpoints and initial sequence numbers: names the connection wherever it was captured. */
  readonly identity: string;
  /** Initial sequence numbers alone: they name it whatever addresses it had there. */
  readonly numbers: string;
  readonly index: number;
  /** `ip:port`. */
  readonly client: string;
  readonly server: string;
  readonly clock: CaptureClock;
  /** The request, to find it among the answered ones. */
  readonly wanted: Wanted;
  /** Number of the server's host in the flow table. */
  readonly serverHost: number;
  /** Whose requests the connection carries, by a PROXY header; null where there was none. */
  readonly proxiedFor: string | null;
  readonly protocol: ProtocolName;
  readonly roleEvidence: RoleEvidence;
  /** Number of the connection's first packet. */
  readonly firstFrame: number;
  /** Of the connection's first packet, and of its last. */
  readonly firstTime: Nanoseconds;
  readonly lastTime: Nanoseconds;
  /** Client to server and back, estimated; null where nothing measures it. */
  readonly roundTrip: Nanoseconds | null;
}

/** Numbers of the two hosts in the flow table. */
export interface Hosts {
  readonly sender: number;
  readonly serverHost: number;
}

/** What a case says about its connection besides the verdict. */
type Place = Pick<
  Case,
  | 'client'
  | 'server'
  | 'index'
  | 'clock'
  | 'identity'
  | 'numbers'
  | 'proxiedFor'
  | 'protocol'
  | 'roleEvidence'
  | 'roundTrip'
  | 'firstFrame'
  | 'firstTime'
  | 'lastTime'
> &
  Hosts;

/** Written out field by field: V8 makes a hash table of an object this wide that is spread together, of five times the size. */
export function makeCase(verdict: Verdict, place: Place): Case {
  return {
    verdict: flattened(verdict),
    kindAlone: verdict.kind,
    family: verdict.family ?? kindOf(verdict.kind)?.family ?? 'closed-without-answer',
    masked: null,
    leg: undefined,
    identity: flat(place.identity),
    numbers: flat(place.numbers),
    index: place.index,
    client: place.client,
    server: place.server,
    clock: place.clock,
    wanted: wantedOf(verdict.exchange?.request ?? null, place.sender),
    serverHost: place.serverHost,
    proxiedFor: place.proxiedFor,
    protocol: place.protocol,
    roleEvidence: place.roleEvidence,
    firstFrame: place.firstFrame,
    firstTime: place.firstTime,
    lastTime: place.lastTime,
    roundTrip: place.roundTrip,
  };
}

/** The same verdict: V8 puts a text together where it lies. */
function flattened(verdict: Verdict): Verdict {
  flat(verdict.explanation);
  for (const { text } of verdict.evidence) flat(text);
  return verdict;
}

/** `numbers`: the initial sequence numbers, client first. */
export function toCase(
  verdict: Verdict,
  timeline: Timeline,
  numbers: string,
  { sender, serverHost }: Hosts,
): Case {
  const { client, server, clock, index, distance, proxiedFor, protocol, firstTime, lastTime } = timeline;
  const known = distance.client !== null || distance.server !== null;
  const one = makeCase(verdict, {
    client: client.address,
    server: server.address,
    index,
    clock,
    identity: `${client.address}|${server.address}|${numbers}`,
    numbers,
    proxiedFor,
    protocol,
    roleEvidence: timeline.roleEvidence,
    roundTrip: known ? 2 * ((distance.client ?? 0) + (distance.server ?? 0)) : null,
    firstFrame: timeline.firstFrame,
    firstTime,
    lastTime,
    sender,
    serverHost,
  });
  // The case outlives the connection, whose records are used again.
  if (verdict.exchange instanceof ExchangeRecord)
    one.verdict = { ...verdict, exchange: verdict.exchange.facts() };
  return one;
}

function wantedOf(request: RequestFacts | null, sender: number): Wanted {
  if (request === null) return { sender, key: 0, idKey: 0, headKey: 0 };
  // Only the records of the application layer know their hashes; facts are plain.
  const { key = 0, idKey = 0, headKey = 0 } = request as Partial<RequestRecord>;
  return { sender, key, idKey, headKey };
}
