/** Where a frame is among a connection's packets. */
import { remembered } from '../../src/remembered.ts';
import type { PacketColumns } from '../../src/timeline/schema.ts';
import { lastAtMost } from '../../src/timeline/search.ts';

/** By frame, of connections that cross the files of a rotated set: each file counts its own. Null where the frames ascend. */
const indexOf = remembered(({ frame }: PacketColumns) =>
  ascend(frame) ? null : new Map(frame.map((each, row) => [each, row])),
);

/** Row of `Timeline.packets`; -1 where the frame is not among them. Of two with this number the later: stories end there. */
export function rowOf(packets: PacketColumns, wanted: number): number {
  const { frame } = packets;
  const index = indexOf(packets);
  if (index !== null) return index.get(wanted) ?? -1;
  const row = lastAtMost(frame.length, (each) => frame[each] ?? 0, wanted);
  return frame[row] === wanted ? row : -1;
}

function ascend(frame: readonly number[]): boolean {
  for (let row = 1; row < frame.length; row += 1) {
    if ((frame[row] ?? 0) <= (frame[row - 1] ?? 0)) return false;
  }
  return true;
}
