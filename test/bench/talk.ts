/**
 * One TCP connection between a proxy and an upstream, as packets with times. What the network and the capture do to them (lost,
 * late, out of order) is rolled with dice, and what must be found of it is counted in the truth.
 */
import { type Ends, FLAG, type Packet } from './capture-writer.ts';
import type { Random } from './random.ts';

/** What a reader that reassembles must find. */
export interface Truth {
  packets: number;
  connections: number;
  requests: number;
  responses: number;
  /** Data segments that the capture holds twice. */
  retransmissions: number;
  /** Data segments seen once, after later ones of their message. */
  late: number;
  /** Requests that crossed the upstream's FIN. */
  races: number;
  /** RST packets. */
  resets: number;
  /** Holes in the bytes of one direction that the capture does not hold. */
  gaps: number;
}

export function noTruth(): Truth {
  return {
    packets: 0,
    connections: 0,
    requests: 0,
    responses: 0,
    retransmissions: 0,
    late: 0,
    races: 0,
    resets: 0,
    gaps: 0,
  };
}

/** Shares of data segments, 0 to 1. */
export interface Impairments {
  /** Lost; half of them after the capture point (seen twice), half before it (seen late). */
  readonly loss: number;
  /** Overtaken by the segment behind them. */
  readonly reordering: number;
}

const MSS = 1448;
const NOTHING: Uint8Array = new Uint8Array(0);
const { FIN, SYN, RST, PSH, ACK } = FLAG;

export type Side = 'client' | 'server';

export class Talk {
  /** Packets not yet handed on, in the order of time after `take`. */
  #packets: Packet[] = [];
  /** Microseconds between a segment and its acknowledgement. */
  readonly roundTrip: number;
  readonly #next = { client: 0, server: 0 };

  constructor(
    readonly ends: Ends,
    readonly random: Random,
    readonly truth: Truth,
    private readonly impairments: Impairments,
    /** Microseconds. */
    public now: number,
    /** Microseconds between the segments of one message, and until a lost one is sent again. */
    private readonly pace: { gap: number; resend: (roundTrip: number) => number },
  ) {
    this.roundTrip = random.whole(150, 850);
    this.#next.client = random.bits();
    this.#next.server = random.bits();
    truth.connections++;
  }

  /** The packets since the last call, ordered. */
  take(): Packet[] {
    const packets = this.#packets.sort((a, b) => a.at - b.at);
    this.#packets = [];
    return packets;
  }

  wait(microseconds: number): void {
    this.now += microseconds;
  }

  syn(): void {
    this.#put('client', SYN, NOTHING);
    this.#next.client++;
  }

  handshake(): void {
    this.syn();
    this.now += this.roundTrip;
    this.#put('server', SYN | ACK, NOTHING);
    this.#next.server++;
    this.now += 20;
    this.acknowledge('client');
  }

  acknowledge(side: Side): void {
    this.#put(side, ACK, NOTHING);
  }

  /** All segments of a message; time goes on to when the other side has all of it. */
  send(side: Side, message: Uint8Array, missing: 'none' | 'one-segment' = 'none'): void {
    const resend = this.pace.resend(this.roundTrip);
    const hole = missing === 'none' ? -1 : Math.floor(message.length / MSS / 2) * MSS;
    const firsts: Packet[] = [];
    let at = this.now;
    let end = at;
    let before: Packet | null = null;
    for (let offset = 0; offset < message.length; offset += MSS) {
      const payload = message.subarray(offset, offset + MSS);
      const last = offset + MSS >= message.length;
      const packet = this.#segment(side, payload, at, last);
      at += this.pace.gap;
      if (offset === hole) {
        this.truth.gaps++;
        continue;
      }
      firsts.push(packet);
      const delay = this.#impair(packet, before, resend);
      end = Math.max(end, packet.at + delay);
      before = delay === 0 ? packet : null;
    }
    this.truth.late += overtaken(firsts);
    this.now = Math.max(at, end) + this.roundTrip / 2;
  }

  /** Rolls the dice for a segment and puts it where they say. Returns by how much its sender had to wait. */
  #impair(packet: Packet, before: Packet | null, resend: number): number {
    const { random, truth, impairments } = this;
    this.#packets.push(packet);
    if (random.chance(impairments.loss)) {
      if (random.chance(0.5)) {
        this.#packets.push({ ...packet, at: packet.at + resend });
        truth.retransmissions++;
        return resend;
      }
      packet.at += resend;
      return resend;
    }
    if (before !== null && random.chance(impairments.reordering)) {
      [packet.at, before.at] = [before.at, packet.at];
    }
    return 0;
  }

  /** `side` closes; the number that it takes counts for everything after. */
  fin(side: Side): void {
    this.#put(side, FIN | ACK, NOTHING);
    this.#next[side]++;
  }

  /** Both sides close, `side` first. */
  close(side: Side): void {
    const other = side === 'client' ? 'server' : 'client';
    this.fin(side);
    this.now += this.roundTrip / 2;
    this.fin(other);
    this.now += this.roundTrip / 2;
    this.acknowledge(side);
  }

  /** A reset as a host sends it for a connection that it does not have (RFC 9293 §3.10.7.1), answering the other side. */
  reset(side: Side): void {
    this.#put(side, RST, NOTHING);
    this.truth.resets++;
  }

  /**
   * The upstream's FIN and a request cross: neither sender knows of the other's packet. The capture point lies nearer to one
   * or the other, and so sees one or the other first.
   */
  race(request: Uint8Array): void {
    const { client, server } = this.#next;
    const apart = this.random.chance(0.5) ? this.roundTrip / 10 : -this.roundTrip / 10;
    const put = (
      at: number,
      fromClient: boolean,
      flags: number,
      seq: number,
      ack: number,
      payload = NOTHING,
    ) => this.#packets.push({ at, fromClient, flags, seq, ack, payload });
    const at = this.now + this.roundTrip;
    put(at, false, FIN | ACK, server, client);
    put(at + apart, true, PSH | ACK, client, server, request);
    put(at + this.roundTrip / 2, true, ACK, client + request.length, server + 1);
    put(at + this.roundTrip, false, RST, server, 0);
    put(at + this.roundTrip + 10, false, RST, server + 1, 0);
    this.truth.requests++;
    this.truth.races++;
    this.truth.resets += 2;
    this.now = at + 2 * this.roundTrip;
  }

  #segment(side: Side, payload: Uint8Array, at: number, last: boolean): Packet {
    const fromClient = side === 'client';
    const seq = this.#next[side];
    const ack = this.#next[fromClient ? 'server' : 'client'];
    this.#next[side] += payload.length;
    return { at, fromClient, flags: last ? PSH | ACK : ACK, seq, ack, payload };
  }

  #put(side: Side, flags: number, payload: Uint8Array): void {
    const packet = this.#segment(side, payload, this.now, false);
    this.#packets.push({ ...packet, flags });
  }
}

/** How many of a message's segments, given in its order, come after one that stands behind them. */
function overtaken(segments: readonly Packet[]): number {
  let earliest = Number.POSITIVE_INFINITY;
  let late = 0;
  for (let i = segments.length - 1; i >= 0; i--) {
    const { at } = segments[i] as Packet;
    if (at > earliest) late++;
    earliest = Math.min(earliest, at);
  }
  return late;
}
