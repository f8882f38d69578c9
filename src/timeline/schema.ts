/**
 * The timeline of one TCP connection: what both endpoints did, in the words of RFC 9293.
 *
 * It is the only thing that detectors and the viewer read; packets stay below. It is plain data: JSON round-trips it.
 * Sequence and acknowledgement numbers are relative and unwrapped, as Wireshark shows them: SYN = 0, first byte = 1.
 * Frames are numbers of the capture, 1-based, as Wireshark counts them. Of a rotated set detectors see those of the whole set; what is
 * kept counts from the beginning of the finding's file, and says in `files` which other ones it crosses.
 */
import type { Exchange } from '../app/exchange.ts';
import type { ProtocolName } from '../app/protocol.ts';
import type { RoleEvidence } from '../tcp/connection.ts';
import type { CaptureClock, Nanoseconds } from '../time.ts';

export const TIMELINE_SCHEMA = 'closecall-timeline/1';

/** The client sends requests (for a gateway's upstream connection: the gateway); the server answers. */
export type Side = 'client' | 'server';

/** Index of a side in pairs: client first. */
export const CLIENT = 0;
export const SERVER = 1;

export { FLAG } from '../decode/flags.ts';
export { PACKET_NOTE } from '../tcp/packet-log.ts';

/** One packet that matters, with the numbers that prove things. */
export interface PacketFact {
  readonly frame: number;
  readonly time: Nanoseconds;
  /** Relative, unwrapped. */
  readonly seq: number;
  /** Relative, unwrapped; null where the ACK flag is not set. */
  readonly ack: number | null;
  /** Payload bytes on the wire. */
  readonly length: number;
  /** IPv4 TTL or IPv6 hop limit. */
  readonly ttl: number;
}

/** Connection states of RFC 9293 §3.3.2. */
export type TcpState =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT';

/** A packet with the time at one endpoint, for reading that endpoint's states. */
export interface LocalPacket {
  readonly frame: number;
  readonly time: Nanoseconds;
  readonly flags: number;
  readonly seq: number;
  readonly ack: number;
  readonly length: number;
}

/** An endpoint entered a state. `frame` is the packet that caused it. */
export interface StateChange {
  readonly state: TcpState;
  readonly frame: number;
  /** When the endpoint itself changed: estimated from the capture's time and the distance to the endpoint. */
  readonly time: Nanoseconds;
  /** Why a state is only inferred (the capture began later, a packet is missing); null where a frame shows it. */
  readonly inferred: string | null;
}

/** What one endpoint was seen to do. */
export interface Endpoint {
  /** `ip:port`, IPv6 in brackets. */
  readonly address: string;
  /** The SYN or SYN-ACK; null where the capture does not hold it. */
  readonly syn: PacketFact | null;
  /** How often the SYN or SYN-ACK was sent, repetitions included. */
  readonly synCount: number;
  /** The first FIN: of all copies the one with the lowest acknowledgement number. `seq` is that of the FIN itself. */
  readonly fin: PacketFact | null;
  /** Resets in capture order, duplicates of the capture left out; at most 16 are kept. */
  readonly resets: readonly PacketFact[];
  /** Highest sequence number sent, payload and FIN included: SND.NXT as far as the capture shows it. */
  readonly sentUpTo: number;
  /** Highest acknowledgement number that this endpoint sent on any packet but a reset. */
  readonly ackedUpTo: number;
  readonly packets: number;
  readonly payloadBytes: number;
  readonly retransmissions: number;
  /** Bytes that the capture does not hold although the receiver acknowledged them. */
  readonly missingBytes: number;
  readonly outOfOrder: number;
  readonly gaps: number;
  /** Frames with FIN (the first) and RST (at most 1000), copies included, as Wireshark lists them. */
  readonly firstFinFrame: number | null;
  readonly resetFrames: readonly number[];
  /** Range of the TTL or hop limit on packets other than resets; null where there were none. */
  readonly ttl: readonly [number, number] | null;
  readonly states: readonly StateChange[];
}

export type { Exchange, Framing, MessageStart, RequestFacts, ResponseFacts } from '../app/exchange.ts';

/** Columns of the packets kept for drawing, in capture order. All arrays have one entry per packet. */
export interface PacketColumns {
  readonly frame: readonly number[];
  readonly time: readonly Nanoseconds[];
  /** 0 = sent by the client, 1 = sent by the server. */
  readonly sender: readonly number[];
  readonly flags: readonly number[];
  readonly seq: readonly number[];
  /** 0 where the ACK flag is not set. */
  readonly ack: readonly number[];
  readonly length: readonly number[];
  readonly window: readonly number[];
  readonly ttl: readonly number[];
  /** Bits: see PACKET_NOTE. */
  readonly note: readonly number[];
  /** TCP timestamps (RFC 7323) in ticks of the sender's clock, its first one = 1; 0 = none. Absent in older files. */
  readonly stamp?: readonly number[];
}

/** An ICMP error that quotes a packet of this connection. */
export interface IcmpFact {
  readonly frame: number;
  readonly time: Nanoseconds;
  readonly ipVersion: 4 | 6;
  readonly type: number;
  readonly code: number;
  /** Whose packet could not be delivered. */
  readonly about: Side;
}

/** Packets between two kept rows that were not kept. */
export interface Omission {
  /** Index of the kept row before the hole. */
  readonly afterRow: number;
  readonly packets: number;
}

/** How far the capture point is from the endpoints: one-way delays, estimated as half the round trip. */
export interface Distance {
  /** Nanoseconds to the client and to the server; null where nothing measures them. */
  readonly client: Nanoseconds | null;
  readonly server: Nanoseconds | null;
  readonly from: 'handshake' | 'data' | 'none';
  /** The shortest that any connection of the capture showed to the same client host and server host; absent in older files. */
  readonly shortest?: readonly [client: Nanoseconds | null, server: Nanoseconds | null];
}

/** The same connection at a second capture point, if there was one. */
export interface SecondVantage {
  /** The end of the connection that the second point is nearer to; the first is nearer to the other end. */
  readonly near: Side;
  /** When each packet passed it, by row of `packets` and on this timeline's clock; null where it was not seen there. */
  readonly time: readonly (Nanoseconds | null)[];
  /** One way between the two points. */
  readonly delay: Nanoseconds;
  /** By how much single packets differ from the shortest way, by which the two clocks were compared. */
  readonly residual: Nanoseconds;
  /** From the second point to the end that it is near to. */
  readonly distance: Nanoseconds;
}

/** A file of a rotated set, with the number that its first frame has in the timeline. */
export interface TimelineFile {
  readonly capture: string;
  readonly firstFrame: number;
}

export interface Timeline {
  readonly schema: typeof TIMELINE_SCHEMA;
  readonly clock: CaptureClock;
  /** Wireshark's tcp.stream. */
  readonly index: number;
  readonly roleEvidence: RoleEvidence;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** The original client as `ip:port`, by a PROXY header in front of the first byte; null where there was none. */
  readonly proxiedFor: string | null;
  /** Which application protocol the bytes speak. */
  readonly protocol: ProtocolName;
  readonly requests: number;
  readonly responses: number;
  /** Bytes of the server up to this number are known to belong to no response (TLS alerts, HTTP/2 control frames). */
  readonly controlUpTo: number;
  /** The last exchanges, oldest first; earlier ones ended well and are only counted. */
  readonly exchanges: readonly Exchange[];
  /** The files of a rotated set that the connection crosses, in order; absent where it lies in one. See file-frames.ts. */
  readonly files?: readonly TimelineFile[];
  readonly firstFrame: number;
  readonly firstTime: Nanoseconds;
  readonly lastFrame: number;
  readonly lastTime: Nanoseconds;
  /** When the last payload byte of either side was captured; null where there was none. */
  readonly lastPayloadTime: Nanoseconds | null;
  /** `Server:` of the last response, and the idle seconds it announced (`Keep-Alive: timeout=`). */
  readonly serverProduct: string | null;
  readonly announcedIdleSeconds: number | null;
  readonly packets: PacketColumns;
  readonly omitted: readonly Omission[];
  readonly distance: Distance;
  readonly second?: SecondVantage;
  readonly icmp: readonly IcmpFact[];
  /** Who sent the first FIN or RST, by acknowledgement numbers. */
  readonly closedBy: Side | 'none';
  readonly end: 'fin' | 'rst' | 'timeout' | 'open';
  /** Kebab-case names of oddities with their counts. */
  readonly anomalies: Readonly<Record<string, number>>;
}
