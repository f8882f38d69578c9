/**
 * From when to when a packet may have left or reached one end of the connection, seen from a capture point some distance away.
 *
 * A packet takes at least the shortest way that was ever measured. Beyond that, the numbers order what happened at an endpoint:
 * nothing leaves before what it acknowledges arrived, and nothing had arrived yet that it does not acknowledge (RFC 9293 §3.4).
 */
import type { Nanoseconds } from '../time.ts';
import type { Links } from './links.ts';
import { FLAG, type PacketColumns } from './schema.ts';
import { type Bounds, narrowByStamps } from './sender-clock.ts';

/** Linux holds an acknowledgement back for 40 ms or more, or not at all: one that comes sooner answers at once. */
const AT_ONCE: Nanoseconds = 35_000_000;

/** The bounds at one lane: when the packets of its side left, and when those of the other side arrived. */
export function boundsOf(packets: PacketColumns, links: Links, lane: 0 | 1, distance: Nanoseconds): Bounds {
  const count = packets.time.length;
  if (distance === 0) {
    const captured = Float64Array.from(packets.time);
    return { earliest: captured, latest: captured };
  }
  const bounds = { earliest: new Float64Array(count), latest: new Float64Array(count) };
  packets.time.forEach((time, row) => {
    const isSent = packets.sender[row] === lane;
    bounds.earliest[row] = isSent ? Number.NEGATIVE_INFINITY : time + distance;
    bounds.latest[row] = isSent ? time - distance : Number.POSITIVE_INFINITY;
  });
  order(packets, links, lane, bounds);
  if (narrowByStamps(packets, lane, bounds)) order(packets, links, lane, bounds);
  return bounds;
}

/** Where in its bounds each event most likely was. `distance`: as for the bounds. */
export function likeliest(
  packets: PacketColumns,
  links: Links,
  lane: 0 | 1,
  distance: Nanoseconds,
  bounds: Bounds,
): Float64Array {
  const likely = new Float64Array(packets.time.length);
  for (let row = 0; row < likely.length; row += 1) {
    const time = packets.time[row] ?? 0;
    if (packets.sender[row] !== lane) {
      likely[row] = within(bounds, row, time + distance);
      continue;
    }
    const left = time - distance;
    const isPrompt = answersAtOnce(packets, links, row, bounds);
    const wasHeldUp = (bounds.latest[row] ?? 0) < left;
    likely[row] = isPrompt || wasHeldUp ? middle(bounds, row, left) : within(bounds, row, left);
    const cause = links.answers[row] ?? -1;
    if (isPrompt) likely[cause] = within(bounds, cause, likely[row] ?? 0);
  }
  return likely;
}

/** A packet that only its cause made: SYN-ACK, reset or acknowledgement, by the kernel and without delay. */
function answersAtOnce(
  packets: PacketColumns,
  { answers, answeredBy, repeated }: Links,
  row: number,
  bounds: Bounds,
): boolean {
  const cause = answers[row] ?? -1;
  if (cause < 0 || (packets.length[row] ?? 0) > 0) return false;
  const flags = packets.flags[row] ?? 0;
  if ((flags & (FLAG.RST | FLAG.ACK)) === FLAG.RST) return true;
  // A timer sends what is sent again, and nobody knows which copy of a repeated packet was answered.
  if (answeredBy[cause] !== row || repeated[cause] === 1) return false;
  if ((flags & FLAG.SYN) !== 0) return true;
  if ((flags & FLAG.FIN) !== 0) return false;
  return (bounds.latest[row] ?? 0) - (bounds.earliest[cause] ?? 0) < AT_ONCE;
}

function within({ earliest, latest }: Bounds, row: number, time: number): number {
  return Math.min(
    Math.max(time, earliest[row] ?? time),
    Math.max(latest[row] ?? time, earliest[row] ?? time),
  );
}

function middle({ earliest, latest }: Bounds, row: number, otherwise: number): number {
  const between = ((earliest[row] ?? 0) + (latest[row] ?? 0)) / 2;
  return Number.isFinite(between) ? between : otherwise;
}

/** Twice forth and back: what was captured last may say something about what was captured first. */
function order(packets: PacketColumns, links: Links, lane: 0 | 1, bounds: Bounds): void {
  for (let round = 0; round < 2; round += 1) {
    raiseEarliest(packets, links, lane, bounds.earliest);
    lowerLatest(packets, links, lane, bounds.latest);
  }
}

function raiseEarliest({ sender }: PacketColumns, links: Links, lane: 0 | 1, earliest: Float64Array): void {
  const last: [number, number] = [-1, -1];
  const raise = (row: number, above: number) => {
    if (row >= 0 && above >= 0) earliest[row] = Math.max(earliest[row] ?? 0, earliest[above] ?? 0);
  };
  for (let row = 0; row < earliest.length; row += 1) {
    const side = sender[row] === 0 ? 0 : 1;
    raise(row, last[side]);
    if (links.repeated[row] === 0) last[side] = row;
    if (side !== lane) continue;
    raise(row, links.answers[row] ?? -1);
    raise(links.awaits[row] ?? -1, row);
  }
}

function lowerLatest({ sender }: PacketColumns, links: Links, lane: 0 | 1, latest: Float64Array): void {
  const next: [number, number] = [-1, -1];
  const lower = (row: number, below: number) => {
    if (row >= 0 && below >= 0) latest[row] = Math.min(latest[row] ?? 0, latest[below] ?? 0);
  };
  for (let row = latest.length - 1; row >= 0; row -= 1) {
    const side = sender[row] === 0 ? 0 : 1;
    lower(row, next[side]);
    if (links.repeated[row] === 0) next[side] = row;
    if (side !== lane) continue;
    lower(links.answers[row] ?? -1, row);
    lower(row, links.awaits[row] ?? -1);
  }
}
