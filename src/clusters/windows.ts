/** Stretches of time by a number that names something: was it wanted then? */

/** Stretches kept for one name; further ones widen the last. */
const MOST_EACH = 64;
/** Names kept; about 10 MB with their stretches. */
const MOST_NAMES = 1 << 16;

export class Windows {
  /** Beginnings and ends, alternating. */
  private readonly stretches = new Map<number, number[]>();

  /** Times are in one unit, from one origin: whoever adds also asks. */
  add(name: number, since: number, until: number): void {
    const known = this.stretches.get(name);
    if (known === undefined) {
      if (this.stretches.size < MOST_NAMES) this.stretches.set(name, [since, until]);
      return;
    }
    const last = known.length - 2;
    const touches = since <= (known[last + 1] as number) && until >= (known[last] as number);
    if (!touches && known.length < 2 * MOST_EACH) {
      known.push(since, until);
      return;
    }
    known[last] = Math.min(known[last] as number, since);
    known[last + 1] = Math.max(known[last + 1] as number, until);
  }

  has(name: number, time: number): boolean {
    const known = this.stretches.get(name);
    if (known === undefined) return false;
    for (let at = 0; at < known.length; at += 2) {
      if (time >= (known[at] as number) && time <= (known[at + 1] as number)) return true;
    }
    return false;
  }
}
