/** What goes onto the axis: the rows to draw, the events they bring, and where the lens lies. */
import type { Finding } from '../../src/report/schema.ts';
import type { Clocks } from '../../src/timeline/clocks.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import type { AxisEvents } from './axis.ts';
import type { Interval, Lens } from './axis-options.ts';
import { rowOf } from './frames.ts';
import type { Row } from './rows.ts';
import type { Story } from './story/scene.ts';
import type { Verdict } from './verdict.ts';

/** How many pixels a round trip takes around the verdict: wide and narrow drawings, with and without a race window. */
const LENS_PIXELS = { race: [230, 170], other: [130, 120] } as const;

/** Frames that are never folded or left out. */
export function citedFrames(finding: Finding | null, verdict: Verdict): Set<number> {
  const cited = new Set<number>();
  if (finding === null) return cited;
  for (const { frame } of finding.evidence) cited.add(frame);
  for (const frame of [finding.proofFrame, finding.request?.frame, verdict.close?.frame]) {
    if (frame !== null && frame !== undefined) cited.add(frame);
  }
  return cited;
}

/** Those frames, and all that were captured in silences that the reader has opened. */
export function withFramesIn(
  { packets }: Timeline,
  opened: readonly Interval[],
  frames: ReadonlySet<number>,
): ReadonlySet<number> {
  if (opened.length === 0) return frames;
  const inside = packets.frame.filter((_, row) => {
    const time = packets.time[row] ?? 0;
    return opened.some(([from, to]) => time >= from && time <= to);
  });
  return new Set([...frames, ...inside]);
}

/** The packet around which an excerpt is cut: the close, else the request, else the last one. */
export function centreOf(timeline: Timeline, verdict: Verdict): number {
  const { packets } = timeline;
  const named = verdict.close?.frame ?? verdict.exchange?.request?.start.frame;
  const row = named === undefined ? -1 : rowOf(packets, named);
  return row < 0 ? packets.frame.length - 1 : row;
}

interface PlannedEvents {
  readonly events: AxisEvents;
  /** For each row its first event; one more entry ends the last row. */
  readonly firstEvent: Uint32Array;
}

/**
 * Two events per packet, four per folded run: when its packets left, then when they arrived. A hole is told to the
 * row that follows it.
 */
export function eventsOf(
  rows: readonly Row[],
  timeline: Timeline,
  clocks: Clocks,
  story: Story,
): PlannedEvents {
  const time: number[] = [];
  const lane: number[] = [];
  const omitted = new Map<number, number>();
  const firstEvent = new Uint32Array(rows.length + 1);
  const add = (at: number, place: number) => {
    time.push(at);
    lane.push(place);
  };
  let missing = 0;
  rows.forEach((row, index) => {
    firstEvent[index] = time.length;
    if (row.kind === 'hole') {
      missing += row.packets;
      return;
    }
    if (missing > 0) omitted.set(time.length, missing);
    missing = 0;
    const sender = timeline.packets.sender[row.packet] === 0 ? 0 : 1;
    const last = row.kind === 'fold' ? [row.last] : [];
    for (const packet of [row.packet, ...last]) add(clocks.left[packet] ?? 0, sender);
    for (const packet of [row.packet, ...last]) add(clocks.arrived[packet] ?? 0, 1 - sender);
  });
  firstEvent[rows.length] = time.length;
  if (missing > 0) {
    omitted.set(time.length, missing);
    add(time.reduce((latest, each) => Math.max(latest, each), 0) + 1, -1);
  }
  if (story.window !== null) add(story.window.from, -1);
  for (const error of timeline.icmp) add(error.time + clocks.distance[0], 0);
  return { events: { time: Float64Array.from(time), lane: Int8Array.from(lane), omitted }, firstEvent };
}

/** How long packets are on their way, nanoseconds. */
export interface Flights {
  /** One way, of the packet in the middle of all. */
  readonly typical: number;
  /** There and back, of what the verdict rests on: one of its packets may have been held up. 0 where nothing measures it. */
  readonly trip: number;
}

/** So many are compared to tell which one is in the middle of all. */
const FLIGHTS = 4096;

export function flightsOf(
  story: Story,
  cited: ReadonlySet<number>,
  { packets }: Timeline,
  clocks: Clocks,
): Flights {
  const flight = (row: number) => (clocks.arrived[row] ?? 0) - (clocks.left[row] ?? 0);
  const held = [...cited].reduce((most, frame) => {
    const row = rowOf(packets, frame);
    return row < 0 ? most : Math.max(most, flight(row));
  }, 0);
  const step = Math.max(1, Math.floor(packets.frame.length / FLIGHTS));
  const flights = Float64Array.from({ length: Math.ceil(packets.frame.length / step) }, (_, index) =>
    flight(index * step),
  );
  const typical = flights.sort()[flights.length >> 1] ?? 0;
  // A race is about the usual round trip: the window must stay large enough to be seen.
  const longest = story.window === null ? held : Math.min(held, 2 * clocks.oneWay);
  return { typical, trip: clocks.scale === 'assumed' ? 0 : 2 * Math.max(clocks.oneWay, longest) };
}

/** Around each moment a round trip takes enough room for slopes and crossings to be read. */
export function lensOf(
  story: Story,
  { trip }: Flights,
  intervals: Lens['intervals'],
  narrow: boolean,
): Lens | null {
  if (intervals.length === 0) return null;
  const size = LENS_PIXELS[story.window === null ? 'other' : 'race'][narrow ? 1 : 0];
  return { intervals, scale: size / trip };
}

/** Where the lens lies, nanoseconds: in order and apart. A slope that nothing measured deserves no room of its own. */
export function lensIntervals(story: Story, { trip }: Flights): Lens['intervals'] {
  if (trip === 0) return [];
  const wanted: [number, number][] = story.moments.map(({ time }) => [time - trip / 2, time + trip / 2]);
  if (story.window !== null) wanted.push([story.window.from, story.window.to + trip / 2]);
  return united(wanted);
}

function united(intervals: readonly (readonly [number, number])[]): [number, number][] {
  const united: [number, number][] = [];
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    const last = united.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else united.push([from, to]);
  }
  return united;
}
