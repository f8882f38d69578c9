/** Random numbers from a seed: the same seed gives the same capture on every machine. */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 random bits (splitmix32: a Weyl sequence, mixed). */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** From 0 up to, but not including, 1. */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** True that often, 0 to 1. */
  chance(share: number): boolean {
    return this.unit() < share;
  }

  /** Intervals between independent events with that mean. */
  interval(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }

  one<T>(items: readonly T[]): T {
    return items[this.bits() % items.length] as T;
  }
}
