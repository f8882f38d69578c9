/** How much room the time between two events takes: the scales of the three kinds of axis. */
import { remembered } from '../../src/remembered.ts';
import type { AxisOptions } from './axis-options.ts';

/** Of a stretch that is not to scale. */
export const BREAK_HEIGHT = 52;

/** Of one that the reader has opened. */
export const OPENED_HEIGHT = 320;

/** Between neighbouring events of different lanes: enough for every arrow to have a slope that is seen. */
const LEAST_STEP = 5;

/** An eventless stretch may take this many pixels before it is broken, outside and inside the lens. */
const LONGEST_STRETCH = 110;
const LONGEST_IN_LENS = 320;

/** Gaps up to this multiple of the typical one are never broken: a steady stream has no silences. */
const STEADY = 8;

/** A packet's flight takes at most this many typical gaps, so that arrows of ordinary slope cross no break. */
const LONGEST_FLIGHT = 2.5;

/** What the typical gap between two events takes outside the lens. */
const TYPICAL_STRETCH = 19;

/** A linear axis is this high, or this much per event where that is more. */
const LINEAR_HEIGHT = 1200;
const LINEAR_PER_EVENT = 12;

/** How much room the time before each corner takes. */
export interface Stretches {
  /** Pixels between a corner and the one before it where the zoom is 1; NaN where the stretch is to be broken. */
  readonly natural: Float64Array;
  /** What is not broken takes so many pixels at every zoom. */
  readonly least: number;
}

/** `times` strictly increase. */
export function stretchesOf(times: Float64Array, options: AxisOptions): Stretches {
  const { mode, pitch } = options;
  if (mode === 'ordinal') return { natural: new Float64Array(times.length).fill(pitch / 2), least: 0 };
  return mode === 'linear' ? linear(times) : compressed(times, options);
}

function linear(times: Float64Array): Stretches {
  const whole = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const scale = Math.max(LINEAR_HEIGHT, times.length * LINEAR_PER_EVENT) / Math.max(whole, 1);
  return { natural: times.map((_, corner) => gapBefore(times, corner) * scale), least: 1e-3 };
}

function compressed(times: Float64Array, { flight, lens }: AxisOptions): Stretches {
  const usual = Math.max(typicalGap(times), flight / LONGEST_FLIGHT);
  const typical = TYPICAL_STRETCH / usual;
  const intervals = lens?.intervals ?? [];
  const enlarged = lens?.scale ?? typical;
  const natural = new Float64Array(times.length);
  let next = 0;
  for (let corner = 1; corner < times.length; corner += 1) {
    const begin = times[corner - 1] ?? 0;
    while (begin >= (intervals[next]?.[1] ?? Number.POSITIVE_INFINITY)) next += 1;
    const inLens = begin >= (intervals[next]?.[0] ?? Number.POSITIVE_INFINITY);
    const gap = gapBefore(times, corner);
    const pixels = gap * (inLens ? enlarged : typical);
    const isSilence = inLens ? pixels > LONGEST_IN_LENS : pixels > LONGEST_STRETCH && gap > STEADY * usual;
    natural[corner] = isSilence ? Number.NaN : pixels;
  }
  return { natural, least: LEAST_STEP };
}

/** So many gaps have the median of all of them, near enough, where they are taken in runs: exchanges repeat after a few. */
const SAMPLES = 4096;
const RUN = 64;

/** Of the gaps between events, nanoseconds, at least 1. Every kind of axis asks for it again. */
const typicalGap = remembered(medianGap);

function medianGap(times: Float64Array): number {
  const count = Math.max(0, times.length - 1);
  const skipped = RUN * (Math.max(1, Math.floor(count / SAMPLES)) - 1);
  const gaps = new Float64Array(Math.min(count, SAMPLES));
  for (let sample = 0; sample < gaps.length; sample += 1)
    gaps[sample] = gapBefore(times, 1 + sample + skipped * Math.floor(sample / RUN));
  gaps.sort();
  return Math.max(1, gaps[gaps.length >> 1] ?? 1);
}

function gapBefore(times: Float64Array, corner: number): number {
  return (times[corner] ?? 0) - (times[corner - 1] ?? 0);
}
