/** Findings by time, of which some are dropped one after the other: logs and captures may hold ten thousands of failures of one second. */
import { firstAtLeast } from '../src/clusters/sorted.ts';
import type { Finding } from '../src/report/schema.ts';

/** Looked at around one moment: all of a busy second. */
const MOST = 512;

/** A time that logs tell of a finding: the beginning of its request, or its end. */
interface Moment {
  readonly finding: Finding;
  /** Place of the finding among all. */
  readonly order: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export class NearestFindings {
  readonly #moments: readonly Moment[];
  readonly #dropped = new Set<Finding>();
  /** For every place the nearest one up and down that may still hold a finding, itself included. */
  readonly #up: Int32Array;
  readonly #down: Int32Array;

  constructor(findings: readonly Finding[]) {
    this.#moments = findings.flatMap(momentsOf).sort((a, b) => a.time - b.time || a.order - b.order);
    // One more place at either end, where a way ends: place 1 is the first moment.
    this.#up = Int32Array.from({ length: this.#moments.length + 2 }, (_, place) => place);
    this.#down = this.#up.slice();
  }

  drop(finding: Finding): void {
    this.#dropped.add(finding);
  }

  /** Those not dropped within `farthest` milliseconds, nearest first, equally near ones in their order; of very many the nearest. */
  around(moment: number, farthest: number): Finding[] {
    const found = new Map<Finding, Moment>();
    const start = 1 + firstAtLeast(this.#moments, moment, ({ time }) => time);
    let later = this.#next(this.#up, start, 1);
    let earlier = this.#next(this.#down, start - 1, -1);
    while (found.size < MOST) {
      const after = this.#distance(later, moment);
      const before = this.#distance(earlier, moment);
      if (Math.min(after, before) > farthest) break;
      const nearer = after <= before ? later : earlier;
      const one = this.#moments[nearer - 1] as Moment;
      if (!found.has(one.finding)) found.set(one.finding, one);
      if (nearer === later) later = this.#next(this.#up, later + 1, 1);
      else earlier = this.#next(this.#down, earlier - 1, -1);
    }
    const distance = ({ time }: Moment) => Math.abs(time - moment);
    return [...found.values()]
      .sort((a, b) => distance(a) - distance(b) || a.order - b.order)
      .map(({ finding }) => finding);
  }

  #distance(place: number, moment: number): number {
    const at = this.#moments[place - 1];
    return at === undefined ? Number.POSITIVE_INFINITY : Math.abs(at.time - moment);
  }

  /** The next place from `place` on whose finding was not dropped. Ways are made shorter as they are gone. */
  #next(ways: Int32Array, place: number, step: 1 | -1): number {
    let end = place;
    for (;;) {
      const way = ways[end] as number;
      if (way !== end) end = way;
      else if (this.#isDropped(end)) end = ways[end] = end + step;
      else break;
    }
    for (let at = place; at !== end; ) {
      const way = ways[at] as number;
      ways[at] = end;
      at = way;
    }
    return end;
  }

  #isDropped(place: number): boolean {
    const at = this.#moments[place - 1];
    return at !== undefined && this.#dropped.has(at.finding);
  }
}

function momentsOf(finding: Finding, order: number): Moment[] {
  const times = [Date.parse(finding.time), Date.parse(finding.request?.time ?? finding.time)];
  return [...new Set(times)].filter((time) => !Number.isNaN(time)).map((time) => ({ finding, order, time }));
}
