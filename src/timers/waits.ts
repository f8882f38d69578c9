/**
 * Write and worker timeouts, read off requests that were closed without an answer.
 *
 * Two styles. A supervisor kills the worker when the limit is over: all waits are equal. Go's WriteTimeout is noticed at the
 * first write after it: the wait is the handler's own time, and the limit lies at or below the shortest one.
 */
export interface WaitLimit {
  /** The limit, in seconds; null where the waits leave it open. */
  readonly seconds: number | null;
  readonly shortest: number;
  readonly longest: number;
  readonly samples: number;
  readonly style: 'first-write' | 'kill' | null;
}

/** Values that people configure, in seconds. */
const ROUND = [
  1, 2, 3, 4, 5, 8, 10, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 100, 120, 150, 180, 240, 300, 600, 900, 1200,
  1800, 3600,
];
/** A limit is read off waits that come this close above it. */
const NEAR = 1.1;
/** Waits that differ by less than this share are equal. */
const EQUAL = 0.03;

/** A supervisor that looks at its workers once a second ends them up to this long after the limit (seconds). */
const POLLED = 1.1;

/**
 * Reads the limit behind waits in seconds; null without any.
 *
 * @param supervised the upstream is known to be of those whose supervisor kills: how much the waits differ tells nothing of Go
 */
export function readWaits(waits: readonly number[], supervised = false): WaitLimit | null {
  if (waits.length === 0) return null;
  const shortest = waits.reduce((a, b) => Math.min(a, b));
  const longest = waits.reduce((a, b) => Math.max(a, b));
  const equal = longest - shortest <= Math.max(supervised ? POLLED : 0.05, shortest * EQUAL);
  const round = ROUND.findLast((value) => value <= shortest + 0.01) ?? null;
  // One wait alone fits any limit below it.
  const near = round !== null && shortest <= Math.max(round * NEAR, supervised ? round + POLLED : 0);
  const known = waits.length > 1 && near && (equal || !supervised);
  return {
    seconds: known ? round : null,
    shortest,
    longest,
    samples: waits.length,
    style: waits.length === 1 ? null : equal ? 'kill' : supervised ? null : 'first-write',
  };
}
