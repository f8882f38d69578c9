/** The two clocks of a timeline as the ladder asks for them: a time at each end, none where nothing measures it. */

import type { Nanoseconds } from '../../../src/time.ts';
import { clocksOf, timeAt } from '../../../src/timeline/clocks.ts';
import { CLIENT, SERVER, type Timeline } from '../../../src/timeline/schema.ts';
import type { Packet } from './packet.ts';

export class Clocks {
  /** The end at which the capture was taken: CLIENT, SERVER, or null in between or where nothing tells. */
  readonly near: 0 | 1 | null;
  /** From end to end and back; null where nothing measures it. */
  readonly roundTrip: Nanoseconds | null;
  readonly #timeline: Timeline;
  readonly #clocks: ReturnType<typeof clocksOf>;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    this.#clocks = clocksOf(timeline);
    const { distance, scale, oneWay } = this.#clocks;
    const isMeasured = scale === 'measured';
    this.roundTrip = isMeasured ? 2 * oneWay : null;
    this.near = isMeasured ? nearEnd(distance) : null;
  }

  /** The time at `side`; null where it cannot be estimated. Where nothing is, the captured times stand at the left. */
  at(side: 0 | 1, { row, time }: Packet): Nanoseconds | null {
    if (this.roundTrip === null) return side === CLIENT ? time : null;
    return timeAt(this.#clocks, this.#timeline.packets, row, side);
  }

  /** How the times at `side` are known; empty where they are not. */
  source(side: 0 | 1): string {
    if (this.roundTrip === null) return '';
    if (this.#clocks.secondLane === side) return 'seen there';
    return this.#clocks.distance[side] === 0 ? 'seen here' : 'estimated';
  }
}

function nearEnd([client, server]: readonly [Nanoseconds, Nanoseconds]): 0 | 1 | null {
  if (client === 0) return CLIENT;
  return server === 0 ? SERVER : null;
}
