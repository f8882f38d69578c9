/**
 * The time axis: a strictly increasing, piecewise linear map from nanoseconds to pixels, and back.
 *
 * Its corners are the events of both lanes. Between two events time runs evenly; an eventless stretch that would
 * take more room than it deserves becomes a break of fixed height, which the drawing marks as such. Events of one
 * lane keep a minimum distance, so that their labels never touch; slack is added, order is never changed.
 */

import { remembered } from '../../src/remembered.ts';
import { lastAtMost } from '../../src/timeline/search.ts';
import type { AxisOptions, Interval, Lens } from './axis-options.ts';
import { Last } from './last.ts';
import { inOrder } from './order.ts';
import { BREAK_HEIGHT, OPENED_HEIGHT, type Stretches, stretchesOf } from './stretch.ts';

/** What happens at the lanes, in columns; in any order. */
export interface AxisEvents {
  /** Nanoseconds. */
  readonly time: Float64Array;
  /** 0 = at the client, 1 = at the server, -1 = at neither. */
  readonly lane: Int8Array;
  /** Packets left out before an event, by its index: some pixels stay free there, drawn as a break. */
  readonly omitted: ReadonlyMap<number, number>;
}

/** The same at every zoom. */
export interface AxisBreak {
  /** The corner that ends it. */
  readonly corner: number;
  /** Nanoseconds. */
  readonly from: number;
  readonly to: number;
  /** Packets left out in it. */
  readonly omitted: number;
  /** Pixels. */
  readonly height: number;
  /** The reader wants to see it at length. */
  readonly isOpen: boolean;
}

export interface TimeAxis {
  readonly breaks: readonly AxisBreak[];
  /** Nanoseconds at the corners, strictly increasing. */
  readonly times: Float64Array;
  /** Pixels at the corners, strictly increasing. */
  readonly pixels: Float64Array;
  /** Of an event, by its place among those that were given: simultaneous ones lie apart. Undefined where there is none. */
  pixelOf(event: number): number | undefined;
  toPixel(time: number): number;
  toTime(pixel: number): number;
}

export function buildAxis(events: AxisEvents, options: AxisOptions): TimeAxis {
  const { corners, natural, least, breaks } = preparedOf(events).for(options);
  const { times, lanes, places } = corners;
  const pixels = new Float64Array(times.length);
  const lowest = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const pitch = options.mode === 'linear' ? 0 : options.pitch;
  let pixel = options.top;
  for (let corner = 0; corner < times.length; corner += 1) {
    const lane = lanes[corner] ?? -1;
    const stretch = natural[corner] ?? 0;
    if (stretch < 0) pixel -= stretch;
    else if (corner > 0) pixel += Math.max(stretch * options.zoom, least);
    if (lane >= 0) {
      pixel = Math.max(pixel, (lowest[lane] ?? 0) + pitch);
      lowest[lane] = pixel;
    }
    pixels[corner] = pixel;
  }
  return new PiecewiseAxis(times, pixels, breaks, places);
}

/** With the height of each break in the place of what it stands for, negative: no zoom changes it. */
interface Broken extends Stretches {
  readonly breaks: readonly AxisBreak[];
}

function broken(
  stretches: Stretches,
  { times, sources }: Corners,
  { omitted: left }: AxisEvents,
  opened: readonly Interval[],
): Broken {
  const natural = stretches.natural.slice();
  const breaks: AxisBreak[] = [];
  for (let corner = 0; corner < times.length; corner += 1) {
    const omitted = left.get(sources[corner] ?? -1) ?? 0;
    if (omitted === 0 && !Number.isNaN(natural[corner])) continue;
    const to = times[corner] ?? 0;
    const from = times[corner - 1] ?? to;
    const isOpen = omitted === 0 && opened.some(([begin, end]) => from >= begin && to <= end);
    const height = isOpen ? OPENED_HEIGHT : BREAK_HEIGHT;
    natural[corner] = -height;
    breaks.push({ corner, from, to, omitted, height, isOpen });
  }
  return { ...stretches, natural, breaks };
}

/** The events in the order of time, with the edges of the lens among them. */
interface Corners {
  /** Strictly increasing. */
  readonly times: Float64Array;
  readonly lanes: Int8Array;
  /** Index of the event; -1 for an edge of the lens. */
  readonly sources: Int32Array;
  /** The corner of each event. */
  readonly places: Int32Array;
}

const NONE: readonly Interval[] = [];

/** What every zoom asks for again, and what is most of the work. */
class Prepared {
  readonly #events: AxisEvents;
  readonly #corners = new Last<Corners>();
  readonly #stretches = new Last<Stretches>();
  readonly #broken = new Last<Broken>();

  constructor(events: AxisEvents) {
    this.#events = events;
  }

  for(options: AxisOptions): Broken & { readonly corners: Corners } {
    const events = this.#events;
    const { lens, mode, pitch, flight, opened = NONE } = options;
    const intervals = lens === null || mode !== 'compressed' ? NONE : lens.intervals;
    const corners = this.#corners.of([intervals], () => sorted(events, intervals));
    const stretches = this.#stretches.of([corners, mode, pitch, flight, lens?.scale], () =>
      stretchesOf(corners.times, options),
    );
    const made = this.#broken.of([stretches, opened], () => broken(stretches, corners, events, opened));
    return { ...made, corners };
  }
}

const preparedOf = remembered((events: AxisEvents) => new Prepared(events));

function sorted(events: AxisEvents, intervals: Lens['intervals']): Corners {
  const count = events.time.length;
  const edges = lensEdges(events.time, intervals);
  const time = new Float64Array(count + edges.length);
  time.set(events.time);
  time.set(edges, count);
  const order = inOrder(time);
  const times = new Float64Array(order.length);
  const lanes = new Int8Array(order.length);
  const sources = new Int32Array(order.length);
  const places = new Int32Array(count);
  let previous = Number.NEGATIVE_INFINITY;
  for (let corner = 0; corner < order.length; corner += 1) {
    const event = order[corner] ?? 0;
    const own = time[event] ?? 0;
    previous = own > previous ? own : previous + leastStep(previous);
    times[corner] = previous;
    lanes[corner] = event < count ? (events.lane[event] ?? -1) : -1;
    sources[corner] = event < count ? event : -1;
    if (event < count) places[event] = corner;
  }
  return { times, lanes, sources, places };
}

/** As corners they keep every stretch on one scale. Edges beyond the events would only add empty room. */
function lensEdges(times: Float64Array, intervals: Lens['intervals']): number[] {
  if (intervals.length === 0) return [];
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  return intervals.flat().filter((time) => time > first && time < last);
}

/** A nanosecond, or what a double still tells apart where times are absurdly large. */
function leastStep(time: number): number {
  return Math.max(1, Math.abs(time) * Number.EPSILON * 2);
}

class PiecewiseAxis implements TimeAxis {
  readonly breaks: readonly AxisBreak[];
  readonly times: Float64Array;
  readonly pixels: Float64Array;
  readonly #places: Int32Array;

  constructor(times: Float64Array, pixels: Float64Array, breaks: readonly AxisBreak[], places: Int32Array) {
    this.times = times;
    this.pixels = pixels;
    this.breaks = breaks;
    this.#places = places;
  }

  pixelOf(event: number): number | undefined {
    return this.pixels[this.#places[event] ?? -1];
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
