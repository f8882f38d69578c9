/**
 * Two clocks: when each packet left its sender and when it reached the other side.
 *
 * A capture shows one time per packet, at the capture point. The times at the endpoints are that time minus and plus the distance to
 * them, corrected where the numbers, or the sender's own clock, know better. For drawing: no verdict rests on an estimate.
 */
import { remembered } from '../remembered.ts';
import type { Nanoseconds } from '../time.ts';
import { boundsOf, likeliest } from './bounds.ts';
import { type Links, linksOf } from './links.ts';
import type { PacketColumns, SecondVantage, Timeline } from './schema.ts';
import type { Bounds } from './sender-clock.ts';
import { isAtEndpoint, measuredWays, nominalWay } from './ways.ts';

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

/** Half of a round trip is a guess: the two ways may differ by this part of it and more. */
const UNEVEN = 0.05;
/** What a busy host takes to wake up for a packet. */
const WAKE_UP: Nanoseconds = 50_000;
/** Packets that crossed are drawn this part of the way apart, at least. */
const APART = 0.05;
/** Packets looked at to say how far off a time typically may be. */
const SAMPLES = 1024;
/** Where nothing bounds a time, this part of the round trip either way holds it in 95 of 100 cases. */
const UNBOUNDED = 0.3;

/** The page asks to find its worst case, then to draw it; of a long connection this is most of the work. */
export const clocksOf: (timeline: Timeline) => Clocks = remembered((timeline: Timeline) =>
  timeline.second === undefined ? oneClock(timeline) : twoClocks(timeline, timeline.second),
);

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
  const [here = 0, there = 0] = [own ?? 0, second.distance].map((each) =>
    isAtEndpoint(each, second.delay) ? 0 : each,
  );
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
  const measured = measuredWays(timeline.distance, packets, links);
  const known = measured[0] + measured[1] > 0;
  const distance: [number, number] = known ? measured : [0, nominalWay(packets, links)];
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
    const step = Math.max(1, Math.floor(packets.time.length / SAMPLES));
    const widths: number[] = [];
    for (let row = 0; row < packets.time.length; row += step) {
      const time = timeAt(estimate, packets, row, lane);
      const [from, to] = rangeIn(estimate.bounds[lane], row, time, distance[lane]);
      widths.push((to - from) / 2);
    }
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
