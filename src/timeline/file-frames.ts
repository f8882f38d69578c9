/**
 * Frames of a connection that crosses the files of a rotated set. They are counted from the beginning of one of the files, the
 * finding's: there they are Wireshark's numbers, before it they are 0 and less, behind it more than it has. So no two packets have one
 * number, and each still tells its file.
 */
import type { Timeline, TimelineFile } from './schema.ts';

/** Where a packet is found. */
interface FramePlace {
  /** As the file counts it, 1-based. */
  readonly frame: number;
  /** Null for the timeline's own file, whose numbers need no name beside them. */
  readonly capture: string | null;
}

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

/** The timeline of a set counted from its own file on, behind whose `before` frames of other files that one begins. */
export function countedFrom(before: number, timeline: Timeline, files: readonly TimelineFile[]): Timeline {
  const counted = (value: unknown, isFrame: boolean): unknown => {
    if (typeof value === 'number') return isFrame ? value - before : value;
    if (Array.isArray(value)) return value.map((one) => counted(one, isFrame));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, counted(one, FRAMES.has(key))]),
    );
  };
  const own = counted(timeline, false) as Timeline;
  return files.length < 2 ? own : { ...own, files: counted(files, false) as TimelineFile[] };
}

/** The file of a frame of the timeline, and its number there. */
export function placeOf({ files = [] }: Pick<Timeline, 'files'>, frame: number): FramePlace {
  const file = files.findLast(({ firstFrame }) => firstFrame <= frame);
  if (file === undefined || file.firstFrame === 1) return { frame, capture: null };
  return { frame: frame - file.firstFrame + 1, capture: file.capture };
}

/** The timeline's number of frame `frame` of a file; of its own one where `capture` is undefined. */
export function frameOf(
  { files = [] }: Pick<Timeline, 'files'>,
  frame: number,
  capture: string | undefined,
): number {
  const file = capture === undefined ? undefined : files.find((one) => one.capture === capture);
  return file === undefined ? frame : file.firstFrame + frame - 1;
}
