/** What goes onto the axis: the rows to draw, the events they bring, and where the lens lies. */
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { rowTimes } from './arrows.ts';
import type { AxisEvent, Lens } from './axis.ts';
import { HOLE_ROOM } from './breaks.ts';
import type { Clocks } from './clocks.ts';
import type { Row } from './rows.ts';
import type { Story } from './story/scene.ts';
import type { Verdict } from './verdict.ts';

/** How many pixels a round trip takes around the verdict: wide and narrow drawings, with and without a race window. */
const LENS_PIXELS = { race: [230, 170], other: [130, 120] } as const;

/** Frames that are never folded or left out. */
export function citedFrames(finding: Finding | null, verdict: Verdict): Set<number> {
  const cited = new Set<number>();
  if (finding === null) return cited;
  for (const { frame, capture } of finding.evidence) if (capture === undefined) cited.add(frame);
  for (const frame of [finding.proofFrame, finding.request?.frame, verdict.close?.frame]) {
    if (frame !== null && frame !== undefined) cited.add(frame);
  }
  return cited;
}

/** The packet around which an excerpt is cut: the close, else the request, else the last one. */
export function centreOf(timeline: Timeline, verdict: Verdict): number {
  const { frame } = timeline.packets;
  const named = verdict.close?.frame ?? verdict.exchange?.request?.start.frame;
  const row = named === undefined ? -1 : frame.indexOf(named);
  return row < 0 ? frame.length - 1 : row;
}

export interface PlannedEvents {
  readonly events: readonly AxisEvent[];
  /** For each row, the indexes of its events. */
  readonly places: readonly (readonly number[])[];
}

/** Two events per packet, four per folded run; a hole makes room before the row that follows it. */
export function eventsOf(
  rows: readonly Row[],
  timeline: Timeline,
  clocks: Clocks,
  story: Story,
): PlannedEvents {
  const events: AxisEvent[] = [];
  let room = 0;
  const places = rows.map((row) => {
    if (row.kind === 'hole') room = HOLE_ROOM;
    const own = rowTimes(clocks, timeline, row).map((event, index) => {
      events.push(index === 0 && room > 0 ? { ...event, room } : event);
      return events.length - 1;
    });
    if (own.length > 0) room = 0;
    return own;
  });
  if (room > 0) events.push({ time: afterLast(events), lane: null, room });
  if (story.window !== null) events.push({ time: story.window.from, lane: null });
  return { events, places };
}

function afterLast(events: readonly AxisEvent[]): number {
  return events.reduce((latest, { time }) => Math.max(latest, time), 0) + 1;
}

/** Around each moment a round trip takes enough room for slopes and crossings to be read. */
export function lensOf(story: Story, clocks: Clocks, narrow: boolean): Lens | null {
  const trip = 2 * (clocks.distance[0] + clocks.distance[1]);
  if (story.moments.length === 0 || trip === 0) return null;
  const size = LENS_PIXELS[story.window === null ? 'other' : 'race'][narrow ? 1 : 0];
  const wanted: [number, number][] = story.moments.map(({ time }) => [time - trip / 2, time + trip]);
  if (story.window !== null) wanted.push([story.window.from, story.window.to + trip / 2]);
  return { intervals: united(wanted), scale: size / trip };
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
