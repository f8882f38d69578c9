/** What is known about one TCP connection. */
import { FLAG } from '../decode/flags.ts';
import type { Segment } from '../decode/segment.ts';
import type { Row } from '../row-pool.ts';
import {
  ENDPOINT_WIDTH,
  ENDPOINTS,
  giveBackColumns,
  LAST_FRAME,
  LAST_PAYLOAD_TIME,
  LAST_TIME,
  MARKS,
  takeColumns,
} from './columns.ts';
import { TcpEndpoint } from './endpoint.ts';
import type { HeldBudget } from './held-budget.ts';
import { PacketLog } from './packet-log.ts';

const { SYN, ACK } = FLAG;

export type RoleEvidence = 'syn' | 'syn-ack' | 'http' | 'port' | 'option';

/** An ICMP error about a segment of this connection. */
interface IcmpNote {
  readonly frame: number;
  readonly time: number;
  readonly ipVersion: 4 | 6;
  readonly type: number;
  readonly code: number;
  /** Who sent the segment that could not be delivered. */
  readonly sender: 0 | 1;
}

const MAX_ICMP = 8;
const NO_NOTES: readonly IcmpNote[] = [];

export class TcpConnection {
  /** Lower endpoint of the flow, higher endpoint. */
  readonly endpoints: readonly [TcpEndpoint, TcpEndpoint];
  readonly log: PacketLog;
  /** Which endpoint sends the requests. */
  clientSide: 0 | 1;
  roleEvidence: RoleEvidence = 'port';
  firstFrame = 0;
  firstTime = Number.NaN;
  duplicates = 0;
  /** A FIN or a reset was seen. */
  closing = false;
  /** The first ICMP errors that quote this connection. */
  icmp: readonly IcmpNote[] = NO_NOTES;
  /** Whether the handshake's first packet was seen: without it the past is unknown. */
  synSeen = false;
  /** The handshake in nanoseconds: last SYN, first SYN-ACK, first acknowledgement after it; NaN where not seen. */
  synTime = Number.NaN;
  synAckTime = Number.NaN;
  handshakeAckTime = Number.NaN;
  /** Whether the next segment may be taken the short way. */
  steady = false;
  /** What most packets touch, see columns.ts: `numbers[at]` and on. */
  readonly numbers: Float64Array;
  readonly at: number;
  private readonly columns: Row = takeColumns();

  /** `index` is Wireshark's tcp.stream, `slot` the flow table's, which may change; `room` is shared by all connections. */
  constructor(
    readonly index: number,
    public slot: number,
    clientByPorts: 0 | 1,
    readonly room: HeldBudget,
    keptRows?: number,
  ) {
    this.clientSide = clientByPorts;
    const { numbers, at } = this.columns;
    this.numbers = numbers;
    this.at = at;
    const lower = at + ENDPOINTS;
    this.endpoints = [new TcpEndpoint(numbers, lower), new TcpEndpoint(numbers, lower + ENDPOINT_WIDTH)];
    this.log = new PacketLog(numbers, at + MARKS, keptRows);
  }

  get lastFrame(): number {
    return this.numbers[this.at + LAST_FRAME] as number;
  }

  set lastFrame(frame: number) {
    this.numbers[this.at + LAST_FRAME] = frame;
  }

  get lastTime(): number {
    return this.numbers[this.at + LAST_TIME] as number;
  }

  set lastTime(time: number) {
    this.numbers[this.at + LAST_TIME] = time;
  }

  /** Last payload byte of either side, probes left out: idle counts from here. */
  get lastPayloadTime(): number {
    return this.numbers[this.at + LAST_PAYLOAD_TIME] as number;
  }

  set lastPayloadTime(time: number) {
    this.numbers[this.at + LAST_PAYLOAD_TIME] = time;
  }

  /** It was judged: its rows go to connections to come. */
  free(): void {
    this.log.free();
    giveBackColumns(this.columns);
  }
}

/** Ties an ICMP error to the connection whose segment it quotes (RFC 792, RFC 4443 §3). */
export function noteIcmp(connection: TcpConnection, note: IcmpNote): void {
  if (connection.icmp.length < MAX_ICMP) connection.icmp = [...connection.icmp, note];
}

/** Whether a bare SYN opens a new connection on this one's endpoints: its sequence number is not this sender's first. */
export function opensAnew(connection: TcpConnection, sender: 0 | 1, segment: Segment): boolean {
  if ((segment.flags & (SYN | ACK)) !== SYN) return false;
  const from = connection.endpoints[sender];
  return from.based && segment.seq !== from.base;
}
