/**
 * How far an estimated time may be off. One capture shows the sum of both ways, not how they share it: 8,000 packets of
 * captures with both ends known lay within three tenths of a round trip from the middle in 95 of 100 cases
 * (test/golden/geometry.test.ts). What cannot be is cut off: nothing leaves before its cause arrived, and nothing
 * arrives before it was captured on its way.
 */
import type { Distance, PacketColumns } from '../../src/timeline/schema.ts';
import type { Clocks } from './clocks.ts';

/** Of a round trip. */
const UNEVEN = 0.3;

/** Nanoseconds: what a host takes to wake up for a packet. */
const LEAST = 20_000;

/** Nanoseconds either way at both lanes, 0 where times are captured. `distance` is the one that was used. */
export function spreadsOf(measured: Distance, distance: readonly [number, number]): [number, number] {
  const spread = (own: number, samples: number) =>
    own === 0 ? 0 : Math.max(samples, 2 * own * UNEVEN, LEAST);
  return [spread(distance[0], measured.clientSpread), spread(distance[1], measured.serverSpread)];
}

/** From when to when a packet may have left or reached a lane, nanoseconds. */
export function rangeOf(
  { left, arrived, spread, links }: Clocks,
  { time, sender }: PacketColumns,
  packet: number,
  lane: 0 | 1,
): readonly [number, number] {
  const isLeaving = sender[packet] === lane;
  const captured = time[packet] ?? 0;
  const estimate = (isLeaving ? left[packet] : arrived[packet]) ?? captured;
  const other = (isLeaving ? links.answers[packet] : links.answeredBy[packet]) ?? -1;
  const limit = other < 0 ? null : (time[other] ?? null);
  const earliest = isLeaving ? (limit ?? -Infinity) : captured;
  const latest = isLeaving ? captured : (limit ?? Infinity);
  return [
    Math.min(estimate, Math.max(estimate - spread[lane], earliest)),
    Math.max(estimate, Math.min(estimate + spread[lane], latest)),
  ];
}
