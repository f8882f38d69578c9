/**
 * When a packet was at each end of the connection.
 *
 * A capture has one clock. A packet of the client left there `distance.client` before it was captured and reached
 * the server `distance.server` after that; a packet of the server the other way round. Where the capture was taken
 * at an end, that end's times are the captured ones and only the other end's are estimated.
 */
import type { Nanoseconds } from '../../../src/time.ts';
import { CLIENT, SERVER, type Timeline } from '../../../src/timeline/schema.ts';
import { isReset, type Packet, provokerOf } from './packet.ts';

/** An end is where the capture was taken if at most this part of the way lies between them, */
const AT_THE_END = 0.1;
/** or if it answers within the time that a host's own network stack needs. */
const SAME_HOST: Nanoseconds = 50_000;

export class Clocks {
  /** The end at which the capture was taken: CLIENT, SERVER, or null in between or where nothing tells. */
  readonly near: number | null;
  /** From end to end and back; null where nothing measures it. */
  readonly roundTrip: Nanoseconds | null;
  readonly #distances: readonly [Nanoseconds | null, Nanoseconds | null];

  constructor({ distance }: Timeline, packets: readonly Packet[]) {
    const client = atMost(distance.client, soonestAnswer(packets, CLIENT));
    const server = atMost(distance.server, soonestAnswer(packets, SERVER));
    this.#distances = [client, server];
    const way = client === null || server === null ? null : client + server;
    this.roundTrip = way === null ? null : 2 * way;
    this.near = client === null || server === null ? null : nearEnd(client, server);
  }

  /** The time at `side`; null where it cannot be estimated. */
  at(side: number, packet: Packet): Nanoseconds | null {
    if (side === this.near) return packet.time;
    const distance = this.#distances[side] ?? null;
    if (distance === null) return null;
    return packet.sender === side ? packet.time - distance : packet.time + distance;
  }

  /** Whether any time at `side` is known. */
  knows(side: number): boolean {
    return side === this.near || (this.#distances[side] ?? null) !== null;
  }
}

/** On a network without any delay both ends are here; the client then stands for both. */
function nearEnd(client: Nanoseconds, server: Nanoseconds): number | null {
  const limit = Math.max(AT_THE_END * (client + server), SAME_HOST);
  if (client <= limit) return CLIENT;
  return server <= limit ? SERVER : null;
}

/**
 * Half the shortest time in which `side` answered a packet with a bare reset. The kernel does that at once, so the
 * way cannot be longer: without this bound a reset might seem to leave before the packet that it answers arrived.
 */
function soonestAnswer(packets: readonly Packet[], side: number): Nanoseconds {
  let soonest = Infinity;
  for (const packet of packets) {
    if (packet.sender !== side || !isReset(packet)) continue;
    const provoker = provokerOf(packet, packets);
    if (provoker) soonest = Math.min(soonest, (packet.time - provoker.time) / 2);
  }
  return soonest;
}

function atMost(distance: Nanoseconds | null, bound: Nanoseconds): Nanoseconds | null {
  if (distance === null) return Number.isFinite(bound) ? bound : null;
  return Math.min(distance, bound);
}
