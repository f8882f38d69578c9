/**
 * How V8 works, by how much there is to read. Most captures are small and over before optimised code pays for its making; in others
 * it does, and in large ones memory counts. Flags hold for the whole process, its threads included.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { setInterruptBudget } from './interrupt-budget.ts';

/** From so many bytes on optimised code pays, and functions are looked at as early as V8 does by itself. */
const OPTIMISED_FROM = 1 << 20;
const BUDGET = 132_000;

/** From so many bytes on it is measured what collecting garbage costs: the measuring itself takes some milliseconds to begin. */
const MEASURED_FROM = 16 << 20;

/** Bytes to which the young generation grows in any case, both halves of it together. */
const ENOUGH = 8 << 20;

/** Collections may take this share of the time; beyond, it grows further. */
const MOST_COLLECTING = 0.12;

/** Milliseconds over which that is measured. */
const SPAN = 100;

/** To be told of every piece that is read. */
export class Engine {
  #optimising = false;
  #measuring = false;
  #growing = true;
  /** Milliseconds that collections took since `#since`. */
  #collecting = 0;
  #since = 0;

  /** @param bytes - read so far, of all captures together */
  take(bytes: number): void {
    if (bytes < OPTIMISED_FROM) return;
    if (!this.#optimising) optimise();
    this.#optimising = true;
    if (bytes < MEASURED_FROM) return;
    if (!this.#measuring) this.#measure();
    const span = performance.now() - this.#since;
    if (span < SPAN) return;
    this.#grow(this.#collecting > MOST_COLLECTING * span || youngBytes() < ENOUGH);
    this.#collecting = 0;
    this.#since += span;
  }

  #measure(): void {
    this.#measuring = true;
    this.#since = performance.now();
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#collecting += duration;
    }).observe({ entryTypes: ['gc'] });
  }

  /**
   * By itself V8 doubles the young generation whenever as much as it holds has survived, however long that took: up to 16 MB twice,
   * which keep-alive connections never need. Many connections that soon end do.
   */
  #grow(growing: boolean): void {
    if (growing === this.#growing) return;
    this.#growing = growing;
    setFlagsFromString(`--semi-space-growth-factor=${growing ? 2 : 1}`);
  }
}

function youngBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return young?.space_size ?? 0;
}

/** For a thread whose captures are known not to be small. */
export function optimise(): void {
  setInterruptBudget(BUDGET);
}
