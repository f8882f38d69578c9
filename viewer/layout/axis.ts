/**
 * The time axis: a strictly increasing, piecewise linear map from nanoseconds to pixels, and back.
 *
 * Its corners are the events of both lanes. Between two events time runs evenly; an eventless stretch that would
 * take more room than it deserves becomes a break of fixed height, which the drawing marks as such. Events of one
 * lane keep a minimum distance, so that their labels never touch; slack is added, order is never changed.
 */

import { lastAtMost } from './search.ts';

export type AxisMode = 'compressed' | 'linear' | 'ordinal';

/** Something that happens at a lane (0 = client, 1 = server), or at both (null). */
export interface AxisEvent {
  readonly time: number;
  readonly lane: 0 | 1 | null;
  /** Pixels that stay free before it, drawn as a break: something is left out here. */
  readonly room?: number;
}

export interface Lens {
  /** Nanoseconds, from and to; in order and apart. */
  readonly intervals: readonly (readonly [number, number])[];
  /** Pixels per nanosecond. */
  readonly scale: number;
}

export interface AxisOptions {
  readonly mode: AxisMode;
  /** Pixels above the first event. */
  readonly top: number;
  /** Least pixels between two events of one lane. */
  readonly pitch: number;
  /** Around what matters time takes more room; null for the same scale everywhere. */
  readonly lens: Lens | null;
  /** Multiplies every scale; 1 is the default view. */
  readonly zoom: number;
}

export interface AxisBreak {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
}

export interface TimeAxis {
  readonly breaks: readonly AxisBreak[];
  /** Nanoseconds at the corners, strictly increasing. */
  readonly times: Float64Array;
  /** Pixels at the corners, strictly increasing. */
  readonly pixels: Float64Array;
  /** Pixels of the events, in the order in which they were given: simultaneous ones lie apart. */
  readonly eventPixels: Float64Array;
  toPixel(time: number): number;
  toTime(pixel: number): number;
}

/** An event with its place in the caller's list; -1 for the edges of the lens. */
interface Corner extends AxisEvent {
  readonly source: number;
}

export const BREAK_HEIGHT = 52;

/** Between neighbouring events of different lanes: enough for every arrow to have a slope that is seen. */
const LEAST_STEP = 5;

/** An eventless stretch may take this many pixels before it is broken, outside and inside the lens. */
const LONGEST_STRETCH = 110;
const LONGEST_IN_LENS = 320;

/** What the typical gap between two events takes outside the lens. */
const TYPICAL_STRETCH = 19;

/** A linear axis is at most this high, or 24 px per event where that is more. */
const LINEAR_HEIGHT = 1200;

export function buildAxis(events: readonly AxisEvent[], options: AxisOptions): TimeAxis {
  const corners = distinct(withLensEdges(events, options));
  const times = Float64Array.from(corners, (corner) => corner.time);
  const pixels = new Float64Array(times.length);
  const breaks: AxisBreak[] = [];
  const stretch = stretchOf(corners, options);
  const lowest: [number, number] = [-Infinity, -Infinity];
  const pitch = options.mode === 'linear' ? 0 : options.pitch;
  let pixel = options.top;
  corners.forEach(({ time, lane, room = 0 }, index) => {
    const before = pixel;
    const step = index === 0 ? { length: 0, broken: false } : stretch(index);
    pixel = Math.max(before + step.length, before + room, lane === null ? -Infinity : lowest[lane] + pitch);
    if (lane !== null) lowest[lane] = pixel;
    pixels[index] = pixel;
    if (step.broken || room > 0)
      breaks.push({ from: times[index - 1] ?? time, to: time, top: before, bottom: pixel });
  });
  return new PiecewiseAxis(times, pixels, breaks, pixelsOfEvents(events.length, corners, pixels));
}

function pixelsOfEvents(count: number, corners: readonly Corner[], pixels: Float64Array): Float64Array {
  const found = new Float64Array(count);
  corners.forEach(({ source }, index) => {
    if (source >= 0) found[source] = pixels[index] ?? 0;
  });
  return found;
}

/** In time order. A lens begins and ends at a corner, so that no stretch has two scales. */
function withLensEdges(events: readonly AxisEvent[], options: AxisOptions): Corner[] {
  const corners: Corner[] = events.map((event, source) => ({ ...event, source }));
  corners.sort((a, b) => a.time - b.time);
  const first = corners[0]?.time ?? 0;
  const last = corners.at(-1)?.time ?? 0;
  if (options.lens === null || options.mode !== 'compressed') return corners;
  for (const time of options.lens.intervals.flat()) {
    if (time > first && time < last) corners.push({ time, lane: null, source: -1 });
  }
  return corners.sort((a, b) => a.time - b.time);
}

/** Equal times are set apart by the least that keeps them apart: order stays, the map stays invertible. */
function distinct(corners: readonly Corner[]): Corner[] {
  let previous = -Infinity;
  return corners.map((corner) => {
    const time = corner.time > previous ? corner.time : previous + leastStep(previous);
    previous = time;
    return { ...corner, time };
  });
}

/** A nanosecond, or what a double still tells apart where times are absurdly large. */
function leastStep(time: number): number {
  return Math.max(1, Math.abs(time) * Number.EPSILON * 2);
}

type Stretch = (index: number) => { readonly length: number; readonly broken: boolean };

/** How many pixels lie between a corner and the one before it. */
function stretchOf(corners: readonly Corner[], options: AxisOptions): Stretch {
  const gap = (index: number) => (corners[index]?.time ?? 0) - (corners[index - 1]?.time ?? 0);
  const { mode, lens, zoom } = options;
  if (mode === 'ordinal') return () => ({ length: (options.pitch * zoom) / 2, broken: false });
  if (mode === 'linear') {
    const whole = (corners.at(-1)?.time ?? 0) - (corners[0]?.time ?? 0);
    const scale = (Math.max(LINEAR_HEIGHT, corners.length * 12) * zoom) / Math.max(whole, 1);
    return (index) => ({ length: Math.max(gap(index) * scale, 1e-3), broken: false });
  }
  const typical = (TYPICAL_STRETCH * zoom) / typicalGap(corners);
  return (index) => {
    const begin = corners[index - 1]?.time ?? 0;
    const inLens = lens?.intervals.some(([from, to]) => begin >= from && begin < to) ?? false;
    const natural = gap(index) * (inLens && lens !== null ? lens.scale * zoom : typical);
    const broken = natural > (inLens ? LONGEST_IN_LENS : LONGEST_STRETCH) * zoom;
    return { length: broken ? BREAK_HEIGHT : Math.max(natural, LEAST_STEP), broken };
  };
}

/** The median of the gaps between events, nanoseconds, at least 1. */
function typicalGap(corners: readonly Corner[]): number {
  const gaps: number[] = [];
  for (let index = 1; index < corners.length; index += 1) {
    gaps.push((corners[index]?.time ?? 0) - (corners[index - 1]?.time ?? 0));
  }
  gaps.sort((a, b) => a - b);
  return Math.max(1, gaps[gaps.length >> 1] ?? 1);
}

class PiecewiseAxis implements TimeAxis {
  readonly breaks: readonly AxisBreak[];
  readonly times: Float64Array;
  readonly pixels: Float64Array;
  readonly eventPixels: Float64Array;

  constructor(
    times: Float64Array,
    pixels: Float64Array,
    breaks: readonly AxisBreak[],
    eventPixels: Float64Array,
  ) {
    this.times = times;
    this.pixels = pixels;
    this.breaks = breaks;
    this.eventPixels = eventPixels;
  }

  toPixel(time: number): number {
    return interpolate(this.times, this.pixels, time);
  }

  toTime(pixel: number): number {
    return interpolate(this.pixels, this.times, pixel);
  }
}

/** Linear between the corners; beyond the first and the last it goes on at the average scale. */
function interpolate(from: Float64Array, to: Float64Array, value: number): number {
  const last = from.length - 1;
  const [first, end] = [from[0] ?? 0, from[last] ?? 0];
  const average = last < 1 ? 1 : ((to[last] ?? 0) - (to[0] ?? 0)) / (end - first);
  if (value <= first || last < 1) return (to[0] ?? 0) + (value - first) * average;
  if (value >= end) return (to[last] ?? 0) + (value - end) * average;
  const index = lastAtMost(last, (corner) => from[corner] ?? 0, value);
  const start = from[index] ?? 0;
  const share = (value - start) / ((from[index + 1] ?? 0) - start);
  const begin = to[index] ?? 0;
  return begin + share * ((to[index + 1] ?? 0) - begin);
}
