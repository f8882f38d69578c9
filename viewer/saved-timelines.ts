/**
 * Whether the timelines of a saved report are what the drawing relies on. A report's file may come from anybody, damaged or changed;
 * its findings are held against their schema, its packets against this.
 */
import type {
  Endpoint,
  Exchange,
  IcmpFact,
  MessageStart,
  PacketColumns,
  PacketFact,
  SecondVantage,
  Timeline,
} from '../src/timeline/schema.ts';
import { TIMELINE_SCHEMA } from '../src/timeline/schema.ts';

type Check = (value: unknown) => boolean;

/** A check for every field, so that no field is forgotten. */
type Fields<Of> = { readonly [Name in keyof Of]-?: Check };

/** Larger than any time in nanoseconds that a capture can tell. */
const MOST = 1e30;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const number: Check = (value) => typeof value === 'number' && Math.abs(value) <= MOST;
const rows: Check = (value) => Array.isArray(value) && value.every(number);

function oneOf(...values: readonly unknown[]): Check {
  return (value) => values.includes(value);
}

function orNull(check: Check): Check {
  return (value) => value === null || check(value);
}

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function object<Of>(fields: Fields<Of>): Check {
  const checks = Object.entries<Check>(fields);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, check]) => check((value as Record<string, unknown>)[name]));
}

const side = oneOf('client', 'server');
const said = { frame: number, time: number };

const fact = object<PacketFact>({ ...said, seq: number, ack: orNull(number), length: number, ttl: number });

const endpoint = object<Endpoint>({
  address: text,
  syn: orNull(fact),
  synCount: number,
  fin: orNull(fact),
  resets: listOf(fact),
  sentUpTo: number,
  ackedUpTo: number,
  packets: number,
  payloadBytes: number,
  retransmissions: number,
  missingBytes: number,
  outOfOrder: number,
  gaps: number,
  firstFinFrame: orNull(number),
  resetFrames: rows,
  ttl: orNull((value) => rows(value) && (value as number[]).length === 2),
  states: listOf(object<Endpoint['states'][number]>({ ...said, state: text, inferred: orNull(text) })),
});

const start = object<MessageStart>({ ...said, seq: number, ack: number });
const end = { start, end: orNull(number), endFrame: orNull(number), endTime: orNull(number), hidden: flag };

const exchange = object<Exchange>({
  number,
  request: orNull(
    object<NonNullable<Exchange['request']>>({
      ...end,
      method: orNull(text),
      target: orNull(text),
      host: orNull(text),
      id: orNull(text),
      retransmittedFrame: orNull(number),
    }),
  ),
  response: orNull(
    object<NonNullable<Exchange['response']>>({
      ...end,
      headEnd: orNull(number),
      status: orNull(number),
      framing: text,
      bytesMissing: orNull(number),
    }),
  ),
  lastByAgreement: flag,
  stream: optional(
    object<NonNullable<Exchange['stream']>>({
      id: number,
      reset: orNull(object({ ...said, by: side, code: number })),
      refused: orNull(object(said)),
    }),
  ),
  tunnel: optional(
    object<NonNullable<Exchange['tunnel']>>({
      protocol: text,
      clientClose: orNull(number),
      serverClose: orNull(number),
      readable: flag,
    }),
  ),
});

const columns = object<PacketColumns>({
  frame: rows,
  time: rows,
  sender: listOf(oneOf(0, 1)),
  flags: rows,
  seq: rows,
  ack: rows,
  length: rows,
  window: rows,
  ttl: rows,
  note: rows,
  stamp: optional(rows),
});

const timeline = object<Timeline>({
  schema: oneOf(TIMELINE_SCHEMA),
  clock: object<Timeline['clock']>({ seconds: number, nanoseconds: number }),
  index: number,
  roleEvidence: text,
  client: endpoint,
  server: endpoint,
  proxiedFor: orNull(text),
  protocol: text,
  requests: number,
  responses: number,
  controlUpTo: number,
  exchanges: listOf(exchange),
  files: optional(listOf(object({ capture: text, firstFrame: number }))),
  firstFrame: number,
  firstTime: number,
  lastFrame: number,
  lastTime: number,
  lastPayloadTime: orNull(number),
  serverProduct: orNull(text),
  announcedIdleSeconds: orNull(number),
  packets: columns,
  omitted: listOf(object<Timeline['omitted'][number]>({ afterRow: number, packets: number })),
  distance: object<Timeline['distance']>({
    client: orNull(number),
    server: orNull(number),
    from: text,
    shortest: optional((value) => Array.isArray(value) && value.length === 2 && value.every(orNull(number))),
  }),
  second: optional(
    object<SecondVantage>({
      near: side,
      time: listOf(orNull(number)),
      delay: number,
      residual: number,
      distance: number,
    }),
  ),
  icmp: listOf(
    object<IcmpFact>({ ...said, ipVersion: oneOf(4, 6), type: number, code: number, about: side }),
  ),
  closedBy: oneOf('client', 'server', 'none'),
  end: text,
  anomalies: (value) => typeof value === 'object' && value !== null && Object.values(value).every(number),
});

/** Whether everything is there that a timeline tells, in the form in which it is told. */
export function isTimeline(value: unknown): value is Timeline {
  return timeline(value);
}
