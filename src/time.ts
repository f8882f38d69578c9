/**
 * Capture time.
 *
 * Inside the program a time is a plain number: nanoseconds since the capture's first packet. A double holds
 * that exactly for 104 days (2^53 ns); an epoch in nanoseconds would not fit. The absolute start is kept once.
 */

import { flat } from './flat.ts';

/** Nanoseconds since the first packet of the capture; negative for packets out of time order. */
export type Nanoseconds = number;

/** The absolute time of the capture's first packet, UTC. */
export interface CaptureClock {
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  readonly seconds: number;
  /** 0..999,999,999. */
  readonly nanoseconds: number;
}

const SECOND = 1_000_000_000;

/** Nanoseconds from the clock's start to an absolute time. */
export function sinceStart(clock: CaptureClock, seconds: number, nanoseconds: number): Nanoseconds {
  // Halves are no small integers: without them V8 takes the first seconds' times for such, and compiles all anew after 2^31 ns.
  return (seconds - clock.seconds) * 0.5 * (2 * SECOND) + (nanoseconds - clock.nanoseconds);
}

/** RFC 3339 in UTC with nine decimals, as every machine-readable output prints it. */
export function formatTime(clock: CaptureClock, time: Nanoseconds): string {
  const total = clock.nanoseconds + Math.round(time);
  const seconds = clock.seconds + Math.floor(total / SECOND);
  const nanoseconds = total - Math.floor(total / SECOND) * SECOND;
  // Years outside what Date can print come only from damaged captures; clamping keeps the output well-formed.
  const clamped = Math.min(Math.max(seconds, -62_135_596_800), 253_402_300_799);
  const text = `${new Date(clamped * 1000).toISOString().slice(0, 19)}.${String(nanoseconds).padStart(9, '0')}Z`;
  return flat(text);
}

/** Duration in seconds, for the `…Seconds` fields of reports. */
export function toSeconds(duration: Nanoseconds): number {
  return duration / SECOND;
}
