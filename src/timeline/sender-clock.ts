/**
 * When packets left their sender, by that sender's own clock: TCP timestamps (RFC 7323 §3.2) say in ticks when each was made. The
 * difference between that clock and the capture's follows from what is certain of every packet, and so what held one packet up on
 * its way no longer hides when it left.
 */
import type { Nanoseconds } from '../time.ts';
import type { PacketColumns } from './schema.ts';

/** Ticks that are in use, of the 1 µs to 1 s that occur: Linux has 1 ms, older systems 4, 10 and 100 ms. */
const TICKS: readonly Nanoseconds[] = [1e3, 1e6, 4e6, 1e7, 1e8];
/** A tick is told by so many of them at least, and by a factor that leaves no other in question. */
const LEAST_TICKS = 8;
const OTHER_TICK = 1.6;
/** By how much two clocks drift apart: a crystal is within 100 millionths. */
const DRIFT = 1e-4;
/** Capture times are taken in microseconds, some of them late by a few. */
const CONTRADICTION: Nanoseconds = 20_000;

/** What is certain: no packet of this row earlier than `earliest`, none later than `latest`. */
export interface Bounds {
  readonly earliest: Float64Array;
  readonly latest: Float64Array;
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

/** Narrows the bounds of the packets that `sender` sent. False where its stamps are missing, or contradict the bounds. */
export function narrowByStamps(packets: PacketColumns, sender: 0 | 1, bounds: Bounds): boolean {
  const rows = stampedRows(packets, sender);
  const tick = tickOf(packets, rows);
  if (tick === null) return false;
  const [ticks, times, zeroBy, zeroFrom] = [0, 0, 0, 0].map(() => new Float64Array(rows.length)) as Four;
  // The clock's zero, in capture time: a stamp is rounded down to the tick.
  rows.forEach((row, index) => {
    const at = (packets.stamp?.[row] ?? 0) * tick;
    ticks[index] = at;
    times[index] = packets.time[row] ?? 0;
    zeroBy[index] = (bounds.latest[row] ?? 0) - at;
    zeroFrom[index] = at + tick - (bounds.earliest[row] ?? 0);
  });
  tighten(zeroBy, times);
  tighten(zeroFrom, times);
  if (zeroBy.some((most, index) => -(zeroFrom[index] ?? 0) > most + CONTRADICTION)) return false;
  rows.forEach((row, index) => {
    const [from, by, at] = [-(zeroFrom[index] ?? 0), zeroBy[index] ?? 0, ticks[index] ?? 0];
    bounds.earliest[row] = Math.max(bounds.earliest[row] ?? 0, Math.min(from, by) + at);
    bounds.latest[row] = Math.min(bounds.latest[row] ?? 0, by + at + tick);
  });
  return true;
}

function stampedRows({ stamp, sender }: PacketColumns, side: 0 | 1): number[] {
  const rows: number[] = [];
  stamp?.forEach((ticks, row) => {
    if (ticks > 0 && sender[row] === side) rows.push(row);
  });
  return rows;
}

/** Null where there are too few packets to tell. */
function tickOf({ stamp, time }: PacketColumns, rows: readonly number[]): Nanoseconds | null {
  const [first, last] = [rows[0] ?? 0, rows.at(-1) ?? 0];
  const count = (stamp?.[last] ?? 0) - (stamp?.[first] ?? 0);
  if (count < LEAST_TICKS) return null;
  const tick = ((time[last] ?? 0) - (time[first] ?? 0)) / count;
  return TICKS.find((each) => tick < each * OTHER_TICK && tick > each / OTHER_TICK) ?? null;
}

/** Each becomes the least of what any of them says, loosened by the drift between the two times. */
function tighten(limits: Float64Array, times: Float64Array): void {
  const narrow = (index: number, from: number) => {
    const apart = Math.abs((times[index] ?? 0) - (times[from] ?? 0));
    limits[index] = Math.min(limits[index] ?? 0, (limits[from] ?? 0) + apart * DRIFT);
  };
  for (let index = 1; index < limits.length; index += 1) narrow(index, index - 1);
  for (let index = limits.length - 2; index >= 0; index -= 1) narrow(index, index + 1);
}
