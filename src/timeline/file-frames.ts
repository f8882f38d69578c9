/** Frame numbers of a rotated set as each file counts them: whoever opens a file finds the packet by its number. */
import type { Timeline } from './schema.ts';

/** What holds frame numbers, one or a list of them. */
const FRAMES: ReadonlySet<string> = new Set([
  'frame',
  'firstFrame',
  'lastFrame',
  'firstFinFrame',
  'resetFrames',
  'endFrame',
  'retransmittedFrame',
  'clientClose',
  'serverClose',
]);

/** The same timeline with other frame numbers. Of a connection that crosses files two packets may have the same one. */
export function withFrames(timeline: Timeline, numberOf: (frame: number) => number): Timeline {
  const numbered = (value: unknown, isFrame: boolean): unknown => {
    if (typeof value === 'number') return isFrame ? numberOf(value) : value;
    if (Array.isArray(value)) return value.map((one) => numbered(one, isFrame));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, numbered(one, FRAMES.has(key))]),
    );
  };
  return numbered(timeline, false) as Timeline;
}
