/** Timelines for tests of what is drawn, written as the packet list that Wireshark shows. */
import {
  type Distance,
  type Endpoint,
  type Exchange,
  FLAG,
  type PacketColumns,
  type PacketFact,
  type StateChange,
  type TcpState,
  TIMELINE_SCHEMA,
  type Timeline,
} from '../../src/timeline/schema.ts';

export type FlagName = 'SYN' | 'SYN-ACK' | 'ACK' | 'PSH' | 'FIN' | 'RST' | 'RST-ACK';

/** Frame, seconds since the capture's first packet, sender, flags, relative seq and ack, payload bytes, TTL. */
export type Row = readonly [
  frame: number,
  seconds: number,
  sender: 'C' | 'S',
  flags: FlagName,
  seq: number,
  ack: number | null,
  length: number,
  ttl?: number,
];

/** State, the frame that caused it, and when the endpoint itself changed, in seconds. */
export type StateRow = readonly [state: TcpState, frame: number, seconds: number, inferred?: string];

export interface TimelineRows {
  readonly rows: readonly Row[];
  readonly client: string;
  readonly server: string;
  readonly index?: number;
  readonly exchanges?: readonly Exchange[];
  readonly clientStates?: readonly StateRow[];
  readonly serverStates?: readonly StateRow[];
  readonly distance?: Partial<Distance>;
  readonly closedBy?: Timeline['closedBy'];
  readonly end?: Timeline['end'];
}

const SECOND = 1e9;

const BITS: Record<FlagName, number> = {
  SYN: FLAG.SYN,
  'SYN-ACK': FLAG.SYN | FLAG.ACK,
  ACK: FLAG.ACK,
  PSH: FLAG.PSH | FLAG.ACK,
  FIN: FLAG.FIN | FLAG.ACK,
  RST: FLAG.RST,
  'RST-ACK': FLAG.RST | FLAG.ACK,
};

/** Seconds to nanoseconds, whole microseconds as a capture has them. */
export function ns(seconds: number): number {
  return Math.round(seconds * 1e6) * 1000;
}

/** The timeline whose packets are `rows`; everything that the rows alone decide is derived from them. */
export function timelineFrom(input: TimelineRows): Timeline {
  const { rows } = input;
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new Error('a timeline needs a packet');
  const exchanges = input.exchanges ?? [];
  const payload = rows.findLast((row) => row[6] > 0);
  return {
    schema: TIMELINE_SCHEMA,
    clock: { seconds: 1_795_293_402, nanoseconds: 213_360_000 },
    index: input.index ?? 0,
    roleEvidence: 'syn',
    client: endpoint(rows, 'C', input.client, input.clientStates ?? []),
    server: endpoint(rows, 'S', input.server, input.serverStates ?? []),
    proxiedFor: null,
    protocol: exchanges.length > 0 ? 'http/1' : 'none',
    requests: exchanges.filter((exchange) => exchange.request !== null).length,
    responses: exchanges.filter((exchange) => exchange.response !== null).length,
    exchanges,
    firstFrame: first[0],
    firstTime: ns(first[1]),
    lastFrame: last[0],
    lastTime: ns(last[1]),
    packets: columns(rows),
    controlUpTo: 0,
    lastPayloadTime: payload === undefined ? null : ns(payload[1]),
    serverProduct: null,
    announcedIdleSeconds: null,
    icmp: [],
    omitted: [],
    distance: {
      client: 0,
      server: null,
      from: 'none',
      ...input.distance,
    },
    closedBy: input.closedBy ?? 'none',
    end: input.end ?? 'open',
    anomalies: {},
  };
}

function columns(rows: readonly Row[]): PacketColumns {
  return {
    frame: rows.map((row) => row[0]),
    time: rows.map((row) => ns(row[1])),
    sender: rows.map((row) => (row[2] === 'C' ? 0 : 1)),
    flags: rows.map((row) => BITS[row[3]]),
    seq: rows.map((row) => row[4]),
    ack: rows.map((row) => row[5] ?? 0),
    length: rows.map((row) => row[6]),
    window: rows.map(() => 64_512),
    ttl: rows.map((row) => row[7] ?? 64),
    note: rows.map(() => 0),
  };
}

function endpoint(
  rows: readonly Row[],
  side: 'C' | 'S',
  address: string,
  states: readonly StateRow[],
): Endpoint {
  const own = rows.filter((row) => row[2] === side);
  const syns = own.filter((row) => row[3].startsWith('SYN'));
  const resets = own.filter((row) => row[3].startsWith('RST'));
  const fin = own.find((row) => row[3] === 'FIN');
  const ttls = own.filter((row) => !row[3].startsWith('RST')).map((row) => row[7] ?? 64);
  const bytes = own.reduce((sum, row) => sum + row[6], 0);
  return {
    address,
    syn: fact(syns[0]),
    synCount: syns.length,
    fin: fact(fin),
    resets: resets.map((row) => fact(row)).filter((reset) => reset !== null),
    sentUpTo: Math.max(0, ...own.map((row) => row[4] + row[6] + (/SYN|FIN/.test(row[3]) ? 1 : 0))),
    ackedUpTo: Math.max(0, ...own.filter((row) => !row[3].startsWith('RST')).map((row) => row[5] ?? 0)),
    packets: own.length,
    payloadBytes: bytes,
    retransmissions: 0,
    missingBytes: 0,
    outOfOrder: 0,
    gaps: 0,
    firstFinFrame: fin?.[0] ?? null,
    resetFrames: resets.map((row) => row[0]),
    ttl: ttls.length === 0 ? null : [Math.min(...ttls), Math.max(...ttls)],
    states: states.map(stateChange),
  };
}

/** `seq` of a FIN is that of the FIN itself, after the payload it came with. */
function fact(row: Row | undefined): PacketFact | null {
  if (row === undefined) return null;
  const [frame, seconds, , flags, seq, ack, length, ttl = 64] = row;
  return { frame, time: ns(seconds), seq: flags === 'FIN' ? seq + length : seq, ack, length, ttl };
}

function stateChange([state, frame, seconds, inferred]: StateRow): StateChange {
  return { state, frame, time: Math.round(seconds * SECOND), inferred: inferred ?? null };
}
