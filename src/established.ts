/** Connections that were answered, oldest first: of too many at once the quiet ones are let go. */
import type { Conversation, Place } from './conversation.ts';
import { Queue } from './queue.ts';

/** A connection is not let go while it is this fresh, if others are older (nanoseconds of capture time). */
const QUIET_NS = 30e9;
/** So many are asked at a time: the last one goes however fresh it is. */
const MAX_TRIES = 64;
/** Fewer closed conversations than this are not worth a sweep. */
const LEAST_SWEEP = 1024;

export class Established {
  private readonly queue = new Queue<Place>();

  /** Of `live` connections. Places of closed ones are dropped once they are more than the live ones. */
  push(place: Place, live: number): void {
    this.queue.push(place);
    if (this.queue.length > 2 * live + LEAST_SWEEP) {
      this.queue.keep(({ conversation }) => conversation !== null);
    }
  }

  /** Takes out the oldest quiet one; where none is quiet, the oldest. Null where there is hardly one. */
  takeQuiet(time: number): Conversation | null {
    for (let tries = 1; tries <= MAX_TRIES && this.queue.length > 1; tries++) {
      const place = this.queue.shift() as Place;
      const oldest = place.conversation;
      if (oldest === null) continue;
      const fresh = oldest.tcp.lastPayloadTime > time - QUIET_NS;
      if (!fresh || tries === MAX_TRIES) return oldest;
      this.queue.push(place);
    }
    return null;
  }
}
