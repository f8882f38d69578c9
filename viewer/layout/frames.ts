/** Where a frame is among a connection's packets. */
import type { PacketColumns } from '../../src/timeline/schema.ts';
import { lastAtMost } from '../../src/timeline/search.ts';

/** Row of `Timeline.packets`, which are in the order of their frames; -1 where the frame is not among them. */
export function rowOf({ frame }: PacketColumns, wanted: number): number {
  const row = lastAtMost(frame.length, (each) => frame[each] ?? 0, wanted);
  return frame[row] === wanted ? row : -1;
}
