/** How often an upstream's idle limit is to be expected to hit a request, from how often it did. */
import type { Capture, Finding, Timer } from './schema.ts';

const DAY_SECONDS = 86_400;
/** Standard normal deviate of a two-sided interval of 95 %. */
const Z = 1.96;

/** The idle limits of upstreams with the races per day that the captured time leads to expect. */
export function withExposure(
  timers: readonly Timer[],
  findings: readonly Finding[],
  captures: readonly Capture[],
): Timer[] {
  const observed = observedSeconds(captures);
  if (observed <= 0) return [...timers];
  const races = new Map<string, number>();
  for (const { family, connection, requestsFailed, severity } of findings) {
    if (family !== 'keep-alive-race' || severity === 'note') continue;
    races.set(connection.server, (races.get(connection.server) ?? 0) + requestsFailed);
  }
  const perDay = (count: number): number => (count / observed) * DAY_SECONDS;
  return timers.map((timer) => {
    if (timer.side !== 'upstream' || timer.timer !== 'idle') return timer;
    const count = races.get(timer.endpoint) ?? 0;
    const [least, most] = poissonInterval(count);
    return { ...timer, exposure: { racesPerDay: perDay(count), interval: [perDay(least), perDay(most)] } };
  });
}

/** Seconds of capture time, what several captures cover counted once. */
export function observedSeconds(captures: readonly Capture[]): number {
  const spans = captures
    .flatMap(({ firstTime, lastTime }) =>
      firstTime === null || lastTime === null ? [] : [[Date.parse(firstTime), Date.parse(lastTime)] as const],
    )
    .toSorted(([a], [b]) => a - b);
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of spans) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return covered / 1000;
}

/**
 * Bounds of the mean behind a count of rare events, 95 % (Wilson and Hilferty's approximation of the chi-squared quantiles;
 * off by less than 2 % from three events on).
 */
export function poissonInterval(count: number): readonly [number, number] {
  const above = count + 1;
  const upper = above * (1 - 1 / (9 * above) + Z / (3 * Math.sqrt(above))) ** 3;
  if (count === 0) return [0, upper];
  return [count * (1 - 1 / (9 * count) - Z / (3 * Math.sqrt(count))) ** 3, upper];
}
