/** How far it is from the capture point to either end: measured by packets that were answered at once, or assumed to be drawn. */
import type { Nanoseconds } from '../time.ts';
import type { Links } from './links.ts';
import { type Distance, FLAG, type PacketColumns } from './schema.ts';

/** A capture point nearer to an endpoint than this, or than this part of the way, is taken for the endpoint itself. */
const AT_ENDPOINT: Nanoseconds = 20_000;
const AT_ENDPOINT_SHARE = 0.08;

/** Where nothing is measured, packets that crossed have this much more than the least room. */
const CROSSING_ROOM = 1.5;

/** Whether a capture point this far from an endpoint is taken for it; `way`: from end to end. Nanoseconds. */
export function isAtEndpoint(distance: Nanoseconds, way: Nanoseconds): boolean {
  return distance <= Math.max(AT_ENDPOINT, way * AT_ENDPOINT_SHARE);
}

/** The shortest ways known: of all connections with these hosts, of this one, or of a packet and the reset that answers it. */
export function measuredWays(
  { client, server, shortest }: Distance,
  packets: PacketColumns,
  links: Links,
): [number, number] {
  const known = [shortest?.[0] ?? client, shortest?.[1] ?? server] as const;
  const way = (side: 0 | 1) => {
    const soonest = soonestReset(packets, links, side);
    const other = known[side] ?? Infinity;
    // Half of what was measured otherwise: it rather answered an earlier packet.
    const shortest = soonest < other / 2 && other < Infinity ? other : Math.min(soonest, other);
    return shortest === Infinity ? 0 : Math.max(0, shortest);
  };
  return snapToEndpoint([way(0), way(1)]);
}

/** Half of the shortest time in which a side answered a packet with a bare reset: the kernel does that at once. */
function soonestReset(
  { flags, sender, time }: PacketColumns,
  { answers, repeated }: Links,
  side: 0 | 1,
): number {
  let soonest = Infinity;
  flags.forEach((bits, row) => {
    const cause = answers[row] ?? -1;
    if (sender[row] !== side || cause < 0 || repeated[cause] === 1) return;
    if ((bits & (FLAG.RST | FLAG.ACK)) !== FLAG.RST) return;
    soonest = Math.min(soonest, ((time[row] ?? 0) - (time[cause] ?? 0)) / 2);
  });
  return soonest;
}

/** The few microseconds between a host's network card and its TCP are not a distance worth drawing. */
function snapToEndpoint([client, server]: readonly [number, number]): [number, number] {
  const total = client + server;
  if (total === 0) return [0, 0];
  if (isAtEndpoint(client, total)) return [0, Math.max(server, client)];
  if (isAtEndpoint(server, total)) return [client, 0];
  return [client, server];
}

/**
 * A quarter of the shortest turnaround between the two sides, short enough to contradict no packet; and long enough for packets
 * that crossed by their numbers to cross.
 */
export function nominalWay({ time, sender }: PacketColumns, { awaits }: Links): number {
  let shortest = Infinity;
  let crossing = 0;
  for (let row = 1; row < time.length; row += 1) {
    const gap = (time[row] ?? 0) - (time[row - 1] ?? 0);
    if (sender[row] !== sender[row - 1] && gap > 0) shortest = Math.min(shortest, gap);
    const next = awaits[row] ?? -1;
    if (sender[row] === 1 && next >= 0)
      crossing = Math.max(crossing, ((time[row] ?? 0) - (time[next] ?? 0)) / 2);
  }
  return Math.max(Number.isFinite(shortest) ? shortest / 4 : 1000, crossing * CROSSING_ROOM);
}
