/** Stretches of the axis that are not to scale, and what they are called. */
import type { Timeline } from '../../src/timeline/schema.ts';
import { duration, plural } from '../words/numbers.ts';
import type { AxisBreak } from './axis.ts';
import type { HoleRow } from './rows.ts';

export interface Break {
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
  /** Packets that are not drawn lie in it. */
  readonly hole: boolean;
}

/** Room for a hole's text where the axis itself has none. */
export const HOLE_ROOM = 44;

export function breaksOf(
  timeline: Timeline,
  breaks: readonly AxisBreak[],
  holes: readonly HoleRow[],
): Break[] {
  return breaks.map((gap) => {
    const hole = holes.find((each) => isIn(timeline, gap, each));
    const { top, bottom } = gap;
    if (hole === undefined) return { top, bottom, text: silence(timeline, gap), hole: false };
    return { top, bottom, text: `${plural(hole.packets, 'packet')} not drawn`, hole: true };
  });
}

function isIn(timeline: Timeline, gap: AxisBreak, hole: HoleRow): boolean {
  const before = hole.packet < 0 ? -Infinity : (timeline.packets.time[hole.packet] ?? 0);
  const after = timeline.packets.time[hole.packet + 1] ?? Infinity;
  return before <= gap.to && after >= gap.from;
}

/** Measured between the captured packets on either side of the break, not between the estimated ends. */
function silence(timeline: Timeline, gap: AxisBreak): string {
  const { time, length } = timeline.packets;
  const middle = (gap.from + gap.to) / 2;
  const after = time.findIndex((each) => each > middle);
  const before = after < 0 ? time.length - 1 : after - 1;
  if (after < 0 || before < 0) return duration(gap.to - gap.from);
  const waiting = isWaiting(timeline, middle);
  let from = before;
  if (!waiting) while (from > 0 && (length[from] ?? 0) === 0) from -= 1;
  const spanned = (time[after] ?? 0) - (time[(length[from] ?? 0) > 0 ? from : before] ?? 0);
  if (waiting) return `waiting ${duration(spanned)}`;
  return timeline.exchanges.length > 0 ? `idle ${duration(spanned)}` : duration(spanned);
}

/** Is a request outstanding at this time, as captured? */
function isWaiting(timeline: Timeline, time: number): boolean {
  return timeline.exchanges.some(({ request, response }) => {
    if (request === null || request.start.time > time) return false;
    return response === null || response.start.time > time;
  });
}
