/** Packets by their numbers, with the name of the file where a rotated set has them in several. */
import { visible } from '../../src/report/visible.ts';
import { placeOf } from '../../src/timeline/file-frames.ts';
import type { Timeline } from '../../src/timeline/schema.ts';

/** Characters of a file's name. */
const LONGEST = 32;

interface Placed {
  readonly frame: number;
  readonly capture?: string | null | undefined;
}

/** `#66`, or `#812 (gw_0305.pcap)` in another file than the finding's. */
export function placeName({ frame, capture }: Placed): string {
  return `#${frame}${inFile(capture)}`;
}

/** ` (gw_0305.pcap)`, to stand behind a packet's name; empty for the finding's own file. */
export function inFile(capture: Placed['capture']): string {
  if (capture === null || capture === undefined) return '';
  return ` (${visible(capture.replace(/^.*[/\\]/s, ''), LONGEST)})`;
}

/** The same of a frame as the timeline counts it. */
export function frameName(timeline: Pick<Timeline, 'files'>, frame: number): string {
  return placeName(placeOf(timeline, frame));
}
