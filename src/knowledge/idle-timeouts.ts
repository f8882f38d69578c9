/**
 * Which product's timer an observed idle limit looks like.
 *
 * Two things speak: the value, where it is a default, and the shape, because a server that looks at its connections
 * once a second closes them anywhere in the second after the limit. Neither proves a product: any value can be
 * configured. So nothing here is ever certain, and values that people choose by hand are never more than possible.
 */
import type { IdleDefault, PathLimit } from './idle-defaults.ts';
import { PATH_LIMITS, SERVER_IDLE_DEFAULTS } from './idle-defaults.ts';
import type { Product } from './product.ts';
import { productName } from './product.ts';

interface IdleCandidate {
  readonly product: Product;
  /** The product with the version or worker type that has this timer. */
  readonly name: string;
  readonly setting: string;
  readonly confidence: 'likely' | 'possible';
  readonly because: readonly string[];
}

export interface PathCandidate {
  readonly name: string;
  /** Null where the limit is fixed. */
  readonly setting: string | null;
  readonly seconds: number;
  readonly confidence: 'likely' | 'possible';
  readonly because: readonly string[];
}

/** Under this many closes no timer is known at all, and above the second number its shape can be judged. */
const SAMPLES_FOR_A_VALUE = 3;
const SAMPLES_FOR_A_SHAPE = 10;

/** Closes that vary by more than this (seconds) come from a loop, not from a timer per connection. */
const LOOP_SPREAD = 0.1;

/** Seconds by which a close may seem early: clock granularity and the way through the kernel. */
const EARLY = 0.02;

/** Assumed lateness of a timer that nobody measured. */
const UNMEASURED = [0, 0.5] as const;

/** Of ten and more closes the first comes this soon (seconds) after the limit, whatever the server's granularity. */
const FIRST_OF_MANY = 0.15;

/** Values that people configure as readily as vendors ship them. */
const CHOSEN_BY_HAND: ReadonlySet<number> = new Set([1, 2, 3, 10, 15, 30, 60, 120]);

const MOST_CANDIDATES = 4;

/**
 * Servers whose idle timer fits the observed closes, best first; empty where nothing fits or under three samples.
 *
 * @param seconds typical idle age at the upstream's close, > 0
 * @param spreadSeconds least and greatest age, outliers left out
 */
export function likelyServers(
  seconds: number,
  spreadSeconds: readonly [number, number],
  sampleCount: number,
): IdleCandidate[] {
  if (sampleCount < SAMPLES_FOR_A_VALUE) return [];
  const seen: Observation = { typical: seconds, spread: spreadSeconds, count: sampleCount };
  const byDefault = oncePerProduct(
    SERVER_IDLE_DEFAULTS.filter((timer) => timer.seconds !== null && fits(timer.seconds, timer, seen)).sort(
      (a, b) => agreement(b, seen) - agreement(a, seen),
    ),
  );
  const named = nameable(byDefault, seen);
  const shown = byDefault.map((timer) =>
    candidate(timer, timer === named ? 'likely' : 'possible', defaultReasons(timer, byDefault, seen)),
  );
  if (named === null) shown.push(...configuredTimers(byDefault, seen));
  return shown.slice(0, MOST_CANDIDATES);
}

interface Observation {
  readonly typical: number;
  readonly spread: readonly [number, number];
  readonly count: number;
}

function oncePerProduct(timers: readonly IdleDefault[]): IdleDefault[] {
  const seen = new Set<Product>();
  return timers.filter((timer) => !seen.has(timer.product) && seen.add(timer.product));
}

/** Whether a timer set to `setting` closes when these connections were closed. */
function fits(setting: number, timer: IdleDefault, seen: Observation): boolean {
  const [least, most] = timer.late ?? UNMEASURED;
  const first = seen.spread[0] - setting;
  const typical = seen.typical - setting;
  const latestFirst = shapeOf(seen) === 'unknown' ? most : least + FIRST_OF_MANY;
  return Math.min(first, typical) >= least - EARLY && typical <= most + EARLY && first <= latestFirst;
}

function shapeOf(seen: Observation): 'exact' | 'polled' | 'unknown' {
  if (seen.count < SAMPLES_FOR_A_SHAPE) return 'unknown';
  return seen.spread[1] - seen.spread[0] > LOOP_SPREAD ? 'polled' : 'exact';
}

function isPolled(timer: IdleDefault): boolean {
  return timer.late !== null && timer.late[1] - timer.late[0] > 2 * LOOP_SPREAD;
}

/**
 * How well the shape of the closes agrees with a timer. 3: as measured on it. 2: nobody measured it, or too few
 * closes. 1: it polls, but these closes happen to vary little. 0: it is exact, and these closes vary.
 */
function agreement(timer: IdleDefault, seen: Observation): 0 | 1 | 2 | 3 {
  const shape = shapeOf(seen);
  if (timer.late === null || shape === 'unknown') return 2;
  if (isPolled(timer)) return shape === 'polled' ? 3 : 1;
  return shape === 'exact' ? 3 : 0;
}

/** The one product that may be called likely, if there is one: a telling value, enough samples, no rival. */
function nameable(byDefault: readonly IdleDefault[], seen: Observation): IdleDefault | null {
  const [best, second] = byDefault;
  if (best?.seconds == null || best.source === 'second-hand') return null;
  if (seen.count < SAMPLES_FOR_A_SHAPE || CHOSEN_BY_HAND.has(best.seconds)) return null;
  const rival = second === undefined ? 0 : agreement(second, seen);
  // A measured shape beats whatever does not show it; an unmeasured timer has to be alone.
  const alone = agreement(best, seen) === 3 ? rival < 3 : agreement(best, seen) === 2 && rival === 0;
  return alone ? best : null;
}

function defaultReasons(timer: IdleDefault, rivals: readonly IdleDefault[], seen: Observation): string[] {
  const because = [`${timer.seconds} s is the default of ${timer.setting}`];
  const least = timer.late?.[0] ?? 0;
  if (least > 0) because.push(`it closes ${least} s after its setting`);
  if (agreement(timer, seen) === 3 && isPolled(timer)) {
    because.push(`the closes vary by ${width(seen)} s, as a check once a second makes them`);
  }
  const others = rivals.length - 1;
  if (others > 0)
    because.push(`${others} other ${others === 1 ? 'product has' : 'products have'} the same default`);
  if (timer.source === 'second-hand') because.push('this default was not verified');
  return because;
}

/**
 * Timers that somebody may have set to the observed value. Only where the value looks set (a multiple of half a
 * second) and the shape speaks: an exact one for products without any default, a spread one for those that poll.
 */
function configuredTimers(already: readonly IdleDefault[], seen: Observation): IdleCandidate[] {
  const shape = shapeOf(seen);
  const setting = Math.round(seen.spread[0] * 2) / 2;
  if (shape === 'unknown' || setting <= 0 || Math.abs(seen.spread[0] - setting) > 2 * EARLY) return [];
  const shown =
    shape === 'exact' ? 'has no default, and closes exactly at what is set' : 'closes up to 1 s late';
  const taken = new Set(already.map((timer) => timer.product));
  const settable = SERVER_IDLE_DEFAULTS.filter(
    (timer) => agreement(timer, seen) === 3 && (shape === 'polled' || timer.seconds === null),
  );
  return oncePerProduct(settable)
    .filter((timer) => !taken.has(timer.product) && fits(setting, timer, seen))
    .map((timer) =>
      candidate({ ...timer, variant: null }, 'possible', [`${productName(timer.product)} ${shown}`]),
    );
}

function candidate(
  timer: IdleDefault,
  confidence: IdleCandidate['confidence'],
  because: readonly string[],
): IdleCandidate {
  const name = productName(timer.product);
  return {
    product: timer.product,
    name: timer.variant === null ? name : `${name} (${timer.variant})`,
    setting: timer.setting,
    confidence,
    because,
  };
}

function width(seen: Observation): string {
  return (seen.spread[1] - seen.spread[0]).toFixed(2);
}

/** Idle ages up to this many times the limit point at that limit. */
const NEAR = 1.1;

/**
 * Boxes on the path that forget a connection which was idle this long, the nearest limit first.
 *
 * @param idleSeconds the shortest idle age after which the connection was gone; a longer one says less
 * @param reaction what the next packet met
 */
export function likelyMiddlebox(idleSeconds: number, reaction: 'reset' | 'silence'): PathCandidate[] {
  return PATH_LIMITS.filter((limit) => limit.seconds <= idleSeconds && reacts(limit, reaction))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, MOST_CANDIDATES)
    .map((limit) => pathCandidate(limit, idleSeconds));
}

function reacts(limit: PathLimit, reaction: 'reset' | 'silence'): boolean {
  return limit.reaction === 'either' || limit.reaction === reaction;
}

function pathCandidate(limit: PathLimit, idleSeconds: number): PathCandidate {
  const { name, setting, seconds, source } = limit;
  const verified = source !== 'second-hand';
  const because = [
    `forgets connections idle for ${seconds} s; this one was idle for ${idleSeconds.toFixed(0)} s`,
  ];
  if (!verified) because.push('this limit was not verified');
  const likely = verified && idleSeconds <= seconds * NEAR;
  return { name, setting, seconds, confidence: likely ? 'likely' : 'possible', because };
}
