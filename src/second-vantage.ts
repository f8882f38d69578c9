/**
 * One connection captured at two points of its way, on two clocks. What passes A and then B tells the delay between them plus the
 * difference of the clocks, what comes back tells the delay minus the difference: the shortest of either direction give both, as in
 * NTP (RFC 5905 §8) with its minimum filter. Nothing here decides a verdict.
 */

import { timelineKey } from './analysis.ts';
import { groupBy } from './group-by.ts';
import type { Capture, Finding } from './report/schema.ts';
import type { CaptureResult } from './result.ts';
import type { Timeline } from './timeline/schema.ts';

/** Packets of either direction that must be seen at both points: fewer may all have been held up. */
const LEAST_PACKETS = 3;

/** Nanoseconds: two points nearer to each other than this are one, such as two copies of a file. */
const SAME_POINT = 2_000;

/** Two timelines of one connection. */
interface Pair {
  readonly a: { readonly key: string; readonly timeline: Timeline };
  readonly b: { readonly key: string; readonly timeline: Timeline };
}

/** How the second point lies to the first. */
interface Bearing {
  /** What the second clock shows more than the first, nanoseconds. */
  readonly ahead: number;
  /** One way between the points, nanoseconds. */
  readonly delay: number;
  /** By how much single packets differ from the shortest, nanoseconds: half of it, over both directions. */
  readonly residual: number;
  /** The first point is nearer to the client. */
  readonly firstIsNearClient: boolean;
}

/** Timelines by key as they are to be kept, and remarks by the name of a capture. */
export interface Vantages {
  readonly timelines: ReadonlyMap<string, Timeline>;
  readonly remarks: ReadonlyMap<string, Capture['issues'][number]>;
}

/** Finds connections that several captures show, and tells each of them what the other saw. */
export function secondVantages(results: readonly CaptureResult[]): Vantages {
  const timelines = new Map(results.flatMap((result) => [...result.timelines]));
  const remarks = new Map<string, Capture['issues'][number]>();
  for (const [names, pairs] of pairsOf(results)) {
    const bearing = bearingOf(pairs);
    remarks.set(names.slice(names.indexOf('\n') + 1), remark(pairs.length, bearing));
    if (bearing === null || bearing.delay < SAME_POINT) continue;
    for (const { a, b } of pairs) {
      timelines.set(a.key, seenFrom(a.timeline, b.timeline, bearing));
      timelines.set(b.key, seenFrom(b.timeline, a.timeline, reversed(bearing)));
    }
  }
  return { timelines, remarks };
}

/** By the names of two captures: a finding's id names its connection wherever that was captured. */
function pairsOf(results: readonly CaptureResult[]): Map<string, Pair[]> {
  const seen = new Map<string, { finding: Finding; key: string; timeline: Timeline; place: number }>();
  const pairs = new Map<string, Pair[]>();
  const paired = new Set<string>();
  for (const [place, { findings, timelines }] of results.entries()) {
    for (const finding of findings) {
      const key = timelineKey(finding.capture, finding.connection.index);
      const timeline = timelines.get(key);
      if (timeline === undefined) continue;
      const known = seen.get(finding.id);
      if (known === undefined) seen.set(finding.id, { finding, key, timeline, place });
      else if (known.place !== place && !paired.has(key)) {
        paired.add(key);
        const names = `${known.finding.capture}\n${finding.capture}`;
        const list = pairs.get(names) ?? [];
        pairs.set(names, [...list, { a: known, b: { key, timeline } }]);
      }
    }
  }
  return pairs;
}

/** Null where the packets do not tell: too few of one direction, or points that are not one behind the other. */
function bearingOf(pairs: readonly Pair[]): Bearing | null {
  const later: [number[], number[]] = [[], []];
  for (const { a, b } of pairs) {
    const rows = matching(a.timeline, b.timeline);
    const shift = epochShift(a.timeline, b.timeline);
    rows.forEach((other, row) => {
      if (other < 0) return;
      const passed = (b.timeline.packets.time[other] ?? 0) + shift - (a.timeline.packets.time[row] ?? 0);
      later[a.timeline.packets.sender[row] === 0 ? 0 : 1].push(passed);
    });
  }
  const [down, up] = later;
  if (down.length < LEAST_PACKETS || up.length < LEAST_PACKETS) return null;
  // From the client a packet passes the nearer point first.
  const firstIsNearClient = least(down) - most(up) > least(up) - most(down);
  const [there, back] = firstIsNearClient ? [down, up.map((each) => -each)] : [down.map((each) => -each), up];
  const delay = (least(there) + least(back)) / 2;
  if (delay < 0) return null;
  const difference = (least(there) - least(back)) / 2;
  return {
    ahead: firstIsNearClient ? difference : -difference,
    delay,
    residual: (median(there) - least(there) + median(back) - least(back)) / 2,
    firstIsNearClient,
  };
}

function reversed({ ahead, firstIsNearClient, ...same }: Bearing): Bearing {
  return { ...same, ahead: -ahead, firstIsNearClient: !firstIsNearClient };
}

/** The timeline with the times at which its packets passed the other point, on its own clock. */
function seenFrom(
  own: Timeline,
  other: Timeline,
  { ahead, delay, residual, firstIsNearClient }: Bearing,
): Timeline {
  const shift = epochShift(own, other) - ahead;
  const lane = firstIsNearClient ? ('server' as const) : ('client' as const);
  const time = Array.from(matching(own, other), (row) =>
    row < 0 ? null : (other.packets.time[row] ?? 0) + shift,
  );
  // Without a handshake it may be the time that the end took to answer: then the point counts as the end itself.
  const distance = other.distance.from === 'handshake' ? (other.distance[lane] ?? 0) : 0;
  return { ...own, second: { near: lane, time, delay, residual, distance } };
}

/** What must be added to a time of `b` to be one of `a`, if both clocks were right. */
function epochShift(a: Timeline, b: Timeline): number {
  return (b.clock.seconds - a.clock.seconds) * 1e9 + (b.clock.nanoseconds - a.clock.nanoseconds);
}

/** For each row of `a` the row of `b` with the same packet, -1 where there is none. Repetitions count: the nth is the nth. */
function matching(a: Timeline, b: Timeline): Int32Array {
  const places = groupBy(b.packets.frame.keys(), (row) => nameOf(b, row));
  const counts = new Map<string, number>();
  a.packets.frame.forEach((_, row) => {
    const name = nameOf(a, row);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  const taken = new Map<string, number>();
  return Int32Array.from(a.packets.frame, (_, row) => {
    const name = nameOf(a, row);
    const nth = taken.get(name) ?? 0;
    taken.set(name, nth + 1);
    const rows = places.get(name);
    // Of packets that one point saw more often, nobody knows which is which.
    return rows === undefined || rows.length !== counts.get(name) ? -1 : (rows[nth] ?? -1);
  });
}

function nameOf({ packets }: Timeline, row: number): string {
  const { sender, flags, seq, ack, length } = packets;
  return `${sender[row]} ${flags[row]} ${seq[row]} ${ack[row]} ${length[row]}`;
}

function remark(connections: number, bearing: Bearing | null): Capture['issues'][number] {
  const what = `${connections} ${connections === 1 ? 'connection is' : 'connections are'} in another of the captures too`;
  if (bearing === null) {
    const message = `${what}, but the packets do not tell how the two clocks differ: each is drawn from one capture`;
    return { code: 'second-vantage-undetermined', message };
  }
  const { ahead, delay, residual } = bearing;
  if (delay < SAME_POINT) return { code: 'captured-twice', message: `${what}, captured at the same point` };
  const clock = `this clock is ${milliseconds(Math.abs(ahead))} ${ahead < 0 ? 'behind' : 'ahead'}`;
  const message = `${what}, captured ${milliseconds(delay)} away: ${clock}, single packets differ by ${milliseconds(residual)}`;
  return { code: 'second-vantage', message };
}

function milliseconds(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(3)} ms`;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
