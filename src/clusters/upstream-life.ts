/** What the connections of one upstream tell of the process behind it: when it ended, and whether it came back. */
import { CloseKind, type ConnectionSpan } from './closes.ts';
import { between, firstAtLeast, sampleOf } from './sorted.ts';

/** Closes this close together are one event. */
export const BURST_NS = 250e6;
/** A refused SYN this soon after a burst confirms that the process was gone. */
const REFUSED_NS = 5e9;
/** One close alone is the process's end only where a SYN is refused this soon: within 5 s something else may have happened. */
const REFUSED_SOON_NS = 1e9;
export const MIN_BURST = 3;
/** A process that ends takes everything with it at one time. */
const AT_ONCE_NS = 50e6;
/** Ages of one idle timer differ by less: a part of the age, and a timer's granularity. */
const SAME_AGE_SHARE = 0.1;
const SAME_AGE_NS = 0.3e9;
/** Servers that look at their connections once a second have no limits below one. */
const POLLED_AGE_NS = 1e9;
const POLLED_NS = 1.1e9;
const NEARLY_ALL = 0.75;
/** Looked at of one burst. Every request that it hit asks, and thousands of connections may have ended in it. */
export const MOST_OF_BURST = 256;
/** Refused attempts of one outage lie this close together. */
export const OUTAGE_NS = 30e9;

/** What shows that a process ended: closes at different idle ages at once, or SYNs that are refused afterwards. */
export type Sign = 'burst' | 'refused';

/** The connections of one upstream, sorted for being asked about one moment after the other. */
export class Upstream {
  private readonly opened: readonly number[];
  private readonly ended: readonly number[];
  private readonly idleCloses: readonly ConnectionSpan[];
  private readonly byOpening: readonly ConnectionSpan[];
  private readonly refused: readonly number[];
  private readonly lastAccepted: number;

  constructor(spans: readonly ConnectionSpan[]) {
    const accepted = spans.filter(({ kind }) => kind !== CloseKind.REFUSED);
    this.byOpening = accepted.toSorted((a, b) => a.opened - b.opened);
    this.opened = this.byOpening.map(({ opened }) => opened);
    this.ended = accepted.map(({ ended }) => ended).sort((a, b) => a - b);
    this.idleCloses = accepted
      .filter(({ kind }) => kind === CloseKind.IDLE)
      .sort((a, b) => a.ended - b.ended);
    this.refused = spans
      .filter(({ kind }) => kind === CloseKind.REFUSED)
      .map(({ opened }) => opened)
      .sort((a, b) => a - b);
    this.lastAccepted = this.opened.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * The process that had idle connections ended: at least three and at least half of them close, and SYNs are refused, or they were
   * idle for different times and none survives. Or the only ones close, and the next SYN is refused.
   */
  restartedAt(time: number): Sign | null {
    if (this.endedAlone(time)) return 'refused';
    const burst = between(this.idleCloses, time - BURST_NS, time + BURST_NS, ({ ended }) => ended);
    const survivors = this.survivors(time);
    if (burst.length < MIN_BURST || burst.length < survivors) return null;
    if (this.refusesWithin(time, REFUSED_NS)) return 'refused';
    return survivors === 0 && !haveOneAge(sampleOf(burst, MOST_OF_BURST)) ? 'burst' : null;
  }

  /** The process that held a request went away: nothing outlives it, and others end with it or SYNs are refused. */
  goneAt(time: number): boolean {
    if (this.endedAlone(time)) return true;
    if (!this.nothingOutlives(time)) return false;
    const together = between(this.ended, time - AT_ONCE_NS, time + AT_ONCE_NS, itself).length;
    if (together >= MIN_BURST && this.refusesWithin(time, REFUSED_NS)) return true;
    const idle = between(this.idleCloses, time - AT_ONCE_NS, time + AT_ONCE_NS, ({ ended }) => ended);
    return idle.length >= MIN_BURST && !haveOneAge(sampleOf(idle, MOST_OF_BURST));
  }

  nothingOutlives(time: number): boolean {
    return this.survivors(time) === 0;
  }

  private endedAlone(time: number): boolean {
    return this.refusesWithin(time, REFUSED_SOON_NS) && this.nothingOutlives(time);
  }

  /** A SYN is refused around that moment or soon after, and none was accepted in between: a dying process accepts a last few. */
  private refusesWithin(time: number, soon: number): boolean {
    const [first] = between(this.refused, time - BURST_NS, time + soon, itself);
    if (first === undefined) return false;
    const accepted = this.opened[firstAtLeast(this.opened, time + AT_ONCE_NS, itself)];
    return accepted === undefined || accepted > first;
  }

  hasOutage(time: number): boolean {
    return between(this.refused, time - OUTAGE_NS, time + OUTAGE_NS, itself).length >= MIN_BURST;
  }

  /** Later a connection was accepted again. */
  heals(time: number): boolean {
    return this.lastAccepted > time;
  }

  /** Connections opened before the burst that end after it. */
  private survivors(time: number): number {
    const before = firstAtLeast(this.opened, time - BURST_NS, itself);
    const over = firstAtLeast(this.ended, time + BURST_NS + 1, itself);
    const brief = between(this.byOpening, time - BURST_NS, time + BURST_NS, ({ opened }) => opened).filter(
      ({ ended }) => ended <= time + BURST_NS,
    ).length;
    return before - (over - brief);
  }
}

function itself(value: number): number {
  return value;
}

/** As by a timer: all were closed at one age, or nearly all, at times that differ more than their ages do. */
function haveOneAge(burst: readonly ConnectionSpan[]): boolean {
  const known = burst.filter(({ age }) => !Number.isNaN(age)).toSorted((a, b) => a.age - b.age);
  // Connections older than the capture have no known age: they can't tell a restart from a timer.
  if (known.length < 2) return true;
  const most = largestGroup(known);
  if (most.length === known.length) return true;
  // A lost packet may have moved the age of a few. A process that ends closes its connections at one time.
  return (
    most.length >= known.length * NEARLY_ALL &&
    spread(most.map(({ ended }) => ended)) > spread(most.map(ageOf))
  );
}

/** The most that one idle timer may have closed. `byAge` are sorted by age. */
function largestGroup(byAge: readonly ConnectionSpan[]): readonly ConnectionSpan[] {
  let [first, last] = [0, 0];
  let end = 0;
  for (const [start, { age }] of byAge.entries()) {
    const oldest = age + timersWidth(age);
    while (end < byAge.length && ageOf(byAge[end] as ConnectionSpan) <= oldest) end++;
    if (end - start > last - first) [first, last] = [start, end];
  }
  return byAge.slice(first, last);
}

/** How far the ages lie apart at which one timer closes, the least of them being `age`. */
function timersWidth(age: number): number {
  return Math.max(age < POLLED_AGE_NS ? SAME_AGE_NS : POLLED_NS, age * SAME_AGE_SHARE);
}

function ageOf({ age }: ConnectionSpan): number {
  return age;
}

function spread(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
}
