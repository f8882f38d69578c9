/**
 * The dynamic table of one direction (RFC 7541 §2.3.2, §4): the newest entry comes first.
 *
 * An observer may lack the past: a capture that begins later, or a header block with a hole. Indices count from the newest
 * entry, so what was added since is still found; what is older is unknown, which is no error.
 */
import type { Field } from './static-table.ts';

/** RFC 7541 §4.1: what an entry counts beyond its name and value. */
const ENTRY_OVERHEAD = 32;
/** RFC 9113 §6.5.2: SETTINGS_HEADER_TABLE_SIZE unless told otherwise. */
const INITIAL_SIZE = 4096;
/** Larger tables are followed only this far: what falls out of ours early is unknown then, and never wrong. */
const MAX_SIZE = 65_536;

export class DynamicTable {
  /** Oldest first. */
  private readonly entries: Field[] = [];
  private size = 0;
  private limit = INITIAL_SIZE;

  /** The entry with the n-th newest age, 0-based; null where it is unknown. */
  get(age: number): Field | null {
    return this.entries[this.entries.length - 1 - age] ?? null;
  }

  add(field: Field): void {
    const size = sizeOf(field);
    this.evictTo(this.limit - size);
    if (size > this.limit) return;
    this.entries.push(field);
    this.size += size;
  }

  /** The encoder's dynamic table size update. */
  resize(limit: number): void {
    this.limit = Math.min(limit, MAX_SIZE);
    this.evictTo(this.limit);
  }

  /** Everything that was added is unknown from now on. */
  forget(): void {
    this.entries.length = 0;
    this.size = 0;
  }

  private evictTo(limit: number): void {
    let evicted = 0;
    while (this.size > Math.max(0, limit)) {
      this.size -= sizeOf(this.entries[evicted] as Field);
      evicted++;
    }
    if (evicted > 0) this.entries.splice(0, evicted);
  }
}

function sizeOf({ name, value }: Field): number {
  return name.length + value.length + ENTRY_OVERHEAD;
}
