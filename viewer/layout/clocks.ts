/**
 * Two clocks: when each packet left its sender and when it reached the other side.
 *
 * A capture shows one time per packet, at the capture point. The times at the endpoints are that time minus and plus
 * the distance to them, corrected where causality knows better: nothing leaves before what it acknowledges arrived.
 */
import type { Distance, PacketColumns, SecondVantage, Timeline } from '../../src/timeline/schema.ts';
import { type Links, linksOf } from './links.ts';
import { spreadsOf } from './uncertainty.ts';
import type { Verdict } from './verdict.ts';

export interface Clocks {
  readonly links: Links;
  /** Nanoseconds, by row of `Timeline.packets`. `left[i] <= arrived[i]` always. */
  readonly left: Float64Array;
  readonly arrived: Float64Array;
  /** One-way delays that were used, nanoseconds; client first. */
  readonly distance: readonly [number, number];
  /** Uncertainty of times at the client and at the server, nanoseconds either way; `rangeOf` cuts off what cannot be. */
  readonly spread: readonly [number, number];
  /** Where the capture was taken: 0 = at the client, 1 = at the server, between them otherwise. */
  readonly capturePoint: number;
  /** The lane whose times a second capture shows; null where there is one capture only. */
  readonly secondLane: 0 | 1 | null;
  /** Rows that the second capture does not show: their times there are estimated. */
  readonly unseen: ReadonlySet<number>;
  /** From lane to lane, nanoseconds. */
  readonly oneWay: number;
  /** `assumed`: nothing measures the distance, arrows slope only to be readable. */
  readonly scale: 'measured' | 'assumed';
}

/** A capture point nearer to an endpoint than this, or than this part of the way, is taken for the endpoint itself. */
const AT_ENDPOINT = 20_000;
const AT_ENDPOINT_SHARE = 0.08;

/** Where only the order is proven, the crossing is drawn with this much room. */
const CROSSING_ROOM = 1.5;

export function clocksOf(timeline: Timeline, verdict: Verdict): Clocks {
  const { second } = timeline;
  return second === undefined ? oneClock(timeline, verdict) : twoClocks(timeline, second);
}

/** Whether a capture shows when this packet left or reached the lane. */
export function isCaptured({ distance, secondLane, unseen }: Clocks, packet: number, lane: 0 | 1): boolean {
  return distance[lane] === 0 && (lane !== secondLane || !unseen.has(packet));
}

/** Both ends are captured: nothing but the way from capture point to endpoint is estimated. */
function twoClocks(timeline: Timeline, second: SecondVantage): Clocks {
  const { packets } = timeline;
  const links = linksOf(packets);
  const far = second.near === 'server' ? 1 : 0;
  const own = far === 1 ? timeline.distance.client : timeline.distance.server;
  const near = Math.max(AT_ENDPOINT, second.delay * AT_ENDPOINT_SHARE);
  const [here, there] = [own ?? 0, second.distance].map((each) => (each <= near ? 0 : each)) as [
    number,
    number,
  ];
  const distance: [number, number] = far === 1 ? [here, there] : [there, here];
  const unseen = new Set([...packets.frame.keys()].filter((row) => second.time[row] == null));
  const { left, arrived } = shifted(packets, distance);
  for (let row = 0; row < left.length; row += 1) {
    const isLeaving = packets.sender[row] === far;
    const way = isLeaving ? -1 : 1;
    const passed = second.time[row] ?? (packets.time[row] ?? 0) + way * second.delay;
    (isLeaving ? left : arrived)[row] = passed + way * there;
  }
  applyCausality(packets, links, left, arrived);
  return {
    links,
    left,
    arrived,
    distance,
    spread: spreadsOf({ ...timeline.distance, clientSpread: 0, serverSpread: 0 }, distance),
    capturePoint: far === 1 ? 0 : 1,
    secondLane: far,
    unseen,
    oneWay: here + second.delay + there,
    scale: 'measured',
  };
}

function oneClock(timeline: Timeline, verdict: Verdict): Clocks {
  const { packets } = timeline;
  const links = linksOf(packets);
  const measured = snapToEndpoint(timeline.distance);
  const known = measured[0] + measured[1] > 0;
  const distance = allowCrossing(known ? measured : [0, nominalDistance(packets)], verdict);
  const { left, arrived } = shifted(packets, distance);
  applyCausality(packets, links, left, arrived);
  const total = distance[0] + distance[1];
  return {
    links,
    left,
    arrived,
    distance,
    spread: known ? spreadsOf(timeline.distance, distance) : [0, 0],
    capturePoint: total === 0 ? 0 : distance[0] / total,
    secondLane: null,
    unseen: new Set(),
    oneWay: total,
    scale: known ? 'measured' : 'assumed',
  };
}

/** The few microseconds between a host's network card and its TCP are not a distance worth drawing. */
function snapToEndpoint(distance: Distance): [number, number] {
  const client = Math.max(0, distance.client ?? 0);
  const server = Math.max(0, distance.server ?? 0);
  const total = client + server;
  if (total === 0) return [0, 0];
  const near = Math.max(AT_ENDPOINT, total * AT_ENDPOINT_SHARE);
  if (client <= near) return [0, Math.max(server, client)];
  if (server <= near) return [client, 0];
  return [client, server];
}

/** A quarter of the shortest turnaround between the two sides: short enough to contradict no packet. */
function nominalDistance(packets: PacketColumns): number {
  let shortest = Infinity;
  for (let row = 1; row < packets.time.length; row += 1) {
    const gap = (packets.time[row] ?? 0) - (packets.time[row - 1] ?? 0);
    if (packets.sender[row] !== packets.sender[row - 1] && gap > 0) shortest = Math.min(shortest, gap);
  }
  return Number.isFinite(shortest) ? shortest / 4 : 1000;
}

/** The numbers prove that request and close crossed; a distance too short for that must have been underestimated. */
function allowCrossing(distance: readonly [number, number], verdict: Verdict): [number, number] {
  const start = verdict.exchange?.request?.start;
  if (!verdict.crossing || start === undefined || verdict.close === null) return [...distance];
  const ahead = start.time - verdict.close.time;
  return [
    ahead > 0 && distance[0] <= ahead / 2 ? (ahead / 2) * CROSSING_ROOM : distance[0],
    ahead < 0 && distance[1] <= -ahead / 2 ? (-ahead / 2) * CROSSING_ROOM : distance[1],
  ];
}

function shifted(
  packets: PacketColumns,
  distance: readonly [number, number],
): Pick<Clocks, 'left' | 'arrived'> {
  const left = Float64Array.from(packets.time);
  const arrived = Float64Array.from(packets.time);
  for (let row = 0; row < left.length; row += 1) {
    const toSender = packets.sender[row] === 0 ? distance[0] : distance[1];
    const toReceiver = packets.sender[row] === 0 ? distance[1] : distance[0];
    left[row] = (left[row] ?? 0) - toSender;
    arrived[row] = (arrived[row] ?? 0) + toReceiver;
  }
  return { left, arrived };
}

function applyCausality(
  packets: PacketColumns,
  links: Links,
  left: Float64Array,
  arrived: Float64Array,
): void {
  for (let row = 0; row < left.length; row += 1) {
    const cause = links.answers[row] ?? -1;
    if (cause < 0) continue;
    const known = arrived[cause] ?? 0;
    const leaving = left[row] ?? 0;
    if (leaving >= known) continue;
    const between = (leaving + known) / 2;
    left[row] = between;
    arrived[cause] = between;
  }
  keepOrder(packets, left, arrived);
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
