/** Times of day as the filter and the overview write them: in the page's zone, as everywhere in it. */
import { zoned } from '../words/zone.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Distances between ticks that read well, in milliseconds. */
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 30, 90].map((count) => count * DAY),
  ...[1, 2, 5, 10, 20].map((count) => count * YEAR),
];

interface TimeTick {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/** At most about `most` round times between the two. */
export function niceTicks(from: number, to: number, most: number): TimeTick[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? to - from;
  const ticks: TimeTick[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step)
    ticks.push({ time, text: tickText(time, step) });
  return ticks;
}

function tickText(time: number, step: number): string {
  const iso = zoned(new Date(time).toISOString());
  if (step >= 30 * DAY) return iso.slice(0, 10);
  if (step >= DAY) return iso.slice(5, 10);
  if (step >= MINUTE) return iso.slice(11, 16);
  return step >= SECOND ? iso.slice(11, 19) : iso.slice(11, 23);
}

/** `20:36:45.383`, with the date where the captures go over midnight. */
export function timeWord(time: number, withDate: boolean): string {
  const iso = zoned(new Date(time).toISOString()).slice(0, 23);
  return withDate ? iso : iso.slice(11);
}

/** The filter's text with another stretch of time; null for all of it. */
export function withTimes(filter: string, stretch: readonly [string, string] | null): string {
  const others = filter.split(/\s+/).filter((word) => word !== '' && !/^t[<>]\d+[-:]/.test(word));
  return [...others, ...(stretch === null ? [] : [`t>${stretch[0]}`, `t<${stretch[1]}`])].join(' ');
}
