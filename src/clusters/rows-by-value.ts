/**
 * The rows of a table by the value of one column, each value's in the order of time.
 *
 * Buckets in two typed arrays, filled by counting: a map of arrays would take ten times the memory of the table itself.
 */
import { firstIndex } from './sorted.ts';

const BUCKET_BITS = 15;
const BUCKETS = 1 << BUCKET_BITS;

export class RowsByValue {
  /** Rows, bucket after bucket. */
  private readonly rows: Uint32Array;
  /** Where each bucket begins in `rows`. */
  private readonly starts = new Uint32Array(BUCKETS + 1);

  /** `inTime` are all rows in the order of their times. */
  constructor(
    private readonly valueIn: (row: number) => number,
    private readonly timeOf: (row: number) => number,
    inTime: Uint32Array,
  ) {
    const { starts } = this;
    this.rows = new Uint32Array(inTime.length);
    for (const row of inTime) (starts[bucketOf(valueIn(row)) + 1] as number)++;
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
    const next = starts.slice();
    for (const row of inTime) {
      const bucket = bucketOf(valueIn(row));
      this.rows[next[bucket] as number] = row;
      (next[bucket] as number)++;
    }
  }

  /** The first rows of that value between two times, both included. */
  within(value: number, since: number, until: number, most: number): number[] {
    const [start, end] = this.bucket(value);
    const found: number[] = [];
    const first = firstIndex(start, end, (at) => this.timeAt(at) >= since);
    for (let at = first; at < end && this.timeAt(at) <= until && found.length < most; at++) {
      const row = this.rows[at] as number;
      if (this.valueIn(row) === value) found.push(row);
    }
    return found;
  }

  /** The last rows of that value, the latest first. */
  last(value: number, most: number): number[] {
    const [start, end] = this.bucket(value);
    const found: number[] = [];
    for (let at = end - 1; at >= start && found.length < most; at--) {
      const row = this.rows[at] as number;
      if (this.valueIn(row) === value) found.push(row);
    }
    return found;
  }

  private bucket(value: number): [start: number, end: number] {
    const bucket = bucketOf(value);
    return [this.starts[bucket] as number, this.starts[bucket + 1] as number];
  }

  private timeAt(at: number): number {
    return this.timeOf(this.rows[at] as number);
  }
}

/** The rows 0 to `count` - 1 in the order of their times, equal times in the order of rows. */
export function rowsInTime(timeOf: (row: number) => number, count: number): Uint32Array {
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  return rows.sort((a, b) => timeOf(a) - timeOf(b) || a - b);
}

/** Values are hashes or small numbers, up to 2^53. */
function bucketOf(value: number): number {
  const mixed = Math.imul((value % 0x1_0000_0000) ^ Math.floor(value / 0x1_0000_0000), 0x9e3779b1);
  return mixed >>> (32 - BUCKET_BITS);
}
