/**
 * Two clocks: when each packet left its sender and when it reached the other side.
 *
 * A capture shows one time per packet, at the capture point. The times at the endpoints are that time minus and plus the distance to
 * them, corrected where the numbers, or the sender's own clock, know better. For drawing: no verdict rests on an estimate.
 */
import type { Nanoseconds } from '../time.ts';
import { boundsOf, likeliest } from './bounds.ts';
import { type Links, linksOf } from './links.ts';
import { type Distance, FLAG, type PacketColumns, type SecondVantage, type Timeline } from './schema.ts';
import type { Bounds } from './sender-clock.ts';

export interface Clocks {
  readonly links: Links;
  /** Nanoseconds, by row of `Timeline.packets`. `left[i] <= arrived[i]` always. */
  readonly left: Float64Array;
  readonly arrived: Float64Array;
  /** One-way delays that were used, nanoseconds; client first. */
  readonly distance: readonly [Nanoseconds, Nanoseconds];
  /** By row, what the times at the client and at the server cannot be earlier or later than; see `rangeOf`. */
  readonly bounds: readonly [Bounds, Bounds];
  /** How far a time at the client and at the server typically may be off, nanoseconds either way; 0 where captured. */
  readonly spread: readonly [Nanoseconds, Nanoseconds];
  /** Where the capture was taken: 0 = at the client, 1 = at the server, between them otherwise. */
  readonly capturePoint: number;
  /** The lane whose times a second capture shows; null where there is one capture only. */
  readonly secondLane: 0 | 1 | null;
  /** Rows that the second capture does not show: their times there are estimated. */
  readonly unseen: ReadonlySet<number>;
  /** From lane to lane, nanoseconds. */
  readonly oneWay: Nanoseconds;
  /** `assumed`: nothing measures the distance, arrows slope only to be readable. */
  readonly scale: 'measured' | 'assumed';
}

/** A capture point nearer to an endpoint than this, or than this part of the way, is taken for the endpoint itself. */
const AT_ENDPOINT: Nanoseconds = 20_000;
const AT_ENDPOINT_SHARE = 0.08;

/** Half of a round trip is a guess: the two ways may differ by this part of it and more. */
const UNEVEN = 0.05;
/** What a busy host takes to wake up for a packet. */
const WAKE_UP: Nanoseconds = 50_000;
/** Where nothing is measured, packets that crossed have this much more than the least room. */
const CROSSING_ROOM = 1.5;
/** Packets that crossed are drawn this part of the way apart, at least. */
const APART = 0.05;
/** Where nothing bounds a time, this part of the round trip either way holds it in 95 of 100 cases. */
const UNBOUNDED = 0.3;

export function clocksOf(timeline: Timeline): Clocks {
  const { second } = timeline;
  return second === undefined ? oneClock(timeline) : twoClocks(timeline, second);
}

/** Whether a capture shows when this packet left or reached the lane. */
export function isCaptured({ distance, secondLane, unseen }: Clocks, packet: number, lane: 0 | 1): boolean {
  return distance[lane] === 0 && (lane !== secondLane || !unseen.has(packet));
}

/** When this packet left or reached the lane, as captured or estimated. */
export function timeAt(
  { left, arrived }: Pick<Clocks, 'left' | 'arrived'>,
  { sender }: PacketColumns,
  packet: number,
  lane: 0 | 1,
): Nanoseconds {
  return (sender[packet] === lane ? left[packet] : arrived[packet]) ?? 0;
}

/** From when to when a packet may have left or reached a lane, nanoseconds. */
export function rangeOf(
  clocks: Clocks,
  packets: PacketColumns,
  packet: number,
  lane: 0 | 1,
): readonly [Nanoseconds, Nanoseconds] {
  const estimate = timeAt(clocks, packets, packet, lane);
  if (isCaptured(clocks, packet, lane) || clocks.scale === 'assumed') return [estimate, estimate];
  return rangeIn(clocks.bounds[lane], packet, estimate, clocks.distance[lane]);
}

function rangeIn(
  bounds: Bounds,
  packet: number,
  estimate: Nanoseconds,
  distance: Nanoseconds,
): [number, number] {
  const most = Math.max(distance * 2 * UNBOUNDED, WAKE_UP);
  const slack = distance * UNEVEN + WAKE_UP;
  return [
    Math.min(estimate, Math.max(estimate - most, (bounds.earliest[packet] ?? 0) - slack)),
    Math.max(estimate, Math.min(estimate + most, (bounds.latest[packet] ?? 0) + slack)),
  ];
}

/** Both ends are captured: nothing but the way from capture point to endpoint is estimated. */
function twoClocks(timeline: Timeline, second: SecondVantage): Clocks {
  const { packets } = timeline;
  const far = second.near === 'server' ? 1 : 0;
  const own = far === 1 ? timeline.distance.client : timeline.distance.server;
  const near = Math.max(AT_ENDPOINT, second.delay * AT_ENDPOINT_SHARE);
  const [here = 0, there = 0] = [own ?? 0, second.distance].map((each) => (each <= near ? 0 : each));
  const distance: [number, number] = far === 1 ? [here, there] : [there, here];
  const unseen = new Set([...packets.frame.keys()].filter((row) => second.time[row] == null));
  const estimate = estimated(packets, distance);
  const { left, arrived } = estimate;
  for (let row = 0; row < left.length; row += 1) {
    const isLeaving = packets.sender[row] === far;
    const way = isLeaving ? -1 : 1;
    const passed = second.time[row] ?? (packets.time[row] ?? 0) + way * second.delay;
    (isLeaving ? left : arrived)[row] = passed + way * there;
  }
  applyCausality(packets, estimate, distance);
  return {
    ...estimate,
    distance,
    spread: spreadsOf(packets, estimate, distance),
    capturePoint: far === 1 ? 0 : 1,
    secondLane: far,
    unseen,
    oneWay: here + second.delay + there,
    scale: 'measured',
  };
}

function oneClock({ packets, ...timeline }: Timeline): Clocks {
  const links = linksOf(packets);
  const measured = snapToEndpoint(measuredDistance(timeline.distance, packets, links));
  const known = measured[0] + measured[1] > 0;
  const distance: [number, number] = known ? measured : [0, nominalDistance(packets, links)];
  const estimate = estimated(packets, distance);
  applyCausality(packets, estimate, distance);
  const total = distance[0] + distance[1];
  return {
    ...estimate,
    distance,
    spread: known ? spreadsOf(packets, estimate, distance) : [0, 0],
    capturePoint: total === 0 ? 0 : distance[0] / total,
    secondLane: null,
    unseen: new Set(),
    oneWay: total,
    scale: known ? 'measured' : 'assumed',
  };
}

/** The shortest ways known: of all connections with these hosts, of this one, or of a packet and the reset that answers it. */
function measuredDistance(
  { client, server, shortest }: Distance,
  packets: PacketColumns,
  links: Links,
): [number, number] {
  const known = [shortest?.[0] ?? client, shortest?.[1] ?? server] as const;
  return [
    Math.max(0, Math.min(known[0] ?? Infinity, soonestReset(packets, links, 0))),
    Math.max(0, Math.min(known[1] ?? Infinity, soonestReset(packets, links, 1))),
  ].map((each) => (each === Infinity ? 0 : each)) as [number, number];
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
  const near = Math.max(AT_ENDPOINT, total * AT_ENDPOINT_SHARE);
  if (client <= near) return [0, Math.max(server, client)];
  if (server <= near) return [client, 0];
  return [client, server];
}

/**
 * A quarter of the shortest turnaround between the two sides, short enough to contradict no packet; and long enough for packets
 * that crossed by their numbers to cross.
 */
function nominalDistance({ time, sender }: PacketColumns, { awaits }: Links): number {
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

type Estimate = Pick<Clocks, 'links' | 'bounds' | 'left' | 'arrived'>;

function estimated(packets: PacketColumns, distance: readonly [number, number]): Estimate {
  const links = linksOf(packets);
  const left = Float64Array.from(packets.time);
  const arrived = Float64Array.from(packets.time);
  const bounds = ([0, 1] as const).map((lane) => {
    const own = boundsOf(packets, links, lane, distance[lane]);
    if (distance[lane] === 0) return own;
    const likely = likeliest(packets, links, lane, distance[lane], own);
    likely.forEach((time, row) => {
      (packets.sender[row] === lane ? left : arrived)[row] = time;
    });
    return own;
  }) as [Bounds, Bounds];
  return { links, bounds, left, arrived };
}

/** Half of what is left open for the packet in the middle of all, at the client and at the server. */
function spreadsOf(
  packets: PacketColumns,
  estimate: Estimate,
  distance: readonly [number, number],
): [number, number] {
  const spread = (lane: 0 | 1) => {
    if (distance[lane] === 0) return 0;
    const widths = packets.time.map((_, row) => {
      const time = timeAt(estimate, packets, row, lane);
      const [from, to] = rangeIn(estimate.bounds[lane], row, time, distance[lane]);
      return (to - from) / 2;
    });
    return widths.sort((a, b) => a - b)[widths.length >> 1] ?? 0;
  };
  return [spread(0), spread(1)];
}

/** Estimates contradict neither each other nor what the numbers say came first. */
function applyCausality(
  packets: PacketColumns,
  { links, left, arrived }: Estimate,
  distance: readonly [number, number],
): void {
  for (let row = 0; row < left.length; row += 1) {
    const lane = packets.sender[row] === 0 ? 0 : 1;
    meet(arrived, links.answers[row] ?? -1, left, row, 0);
    meet(left, row, arrived, links.awaits[row] ?? -1, distance[lane] * APART);
  }
  keepOrder(packets, left, arrived);
}

/** `early` came before `late`, by `apart` at least: where the estimates say otherwise both move towards the middle. */
function meet(
  earlyTimes: Float64Array,
  early: number,
  lateTimes: Float64Array,
  late: number,
  apart: number,
): void {
  if (early < 0 || late < 0) return;
  const before = earlyTimes[early] ?? 0;
  const after = lateTimes[late] ?? 0;
  if (after >= before + apart) return;
  earlyTimes[early] = (before + after - apart) / 2;
  lateTimes[late] = (before + after + apart) / 2;
}

/** Packets of one sender are neither sent nor received in another order than the capture shows. */
function keepOrder(packets: PacketColumns, left: Float64Array, arrived: Float64Array): void {
  const earliest = [-Infinity, -Infinity];
  for (let row = 0; row < left.length; row += 1) {
    const sender = packets.sender[row] === 0 ? 0 : 1;
    left[row] = Math.max(left[row] ?? 0, earliest[sender] ?? 0);
    earliest[sender] = left[row] ?? 0;
  }
  const latest = [Infinity, Infinity];
  for (let row = left.length - 1; row >= 0; row -= 1) {
    const sender = packets.sender[row] === 0 ? 0 : 1;
    arrived[row] = Math.max(left[row] ?? 0, Math.min(arrived[row] ?? 0, latest[sender] ?? 0));
    latest[sender] = arrived[row] ?? 0;
  }
}
