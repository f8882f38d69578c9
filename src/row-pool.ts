/**
 * Rows of numbers for what is kept of connections while they live, many in one typed array.
 *
 * Thousands of connections take turns, packet by packet, so that each one's memory has left the processor's cache when its next packet
 * comes. A row is a few neighbouring lines of the cache, where objects would be a line or two each, with their doubles, which V8 boxes,
 * in others. Small blocks with many rows, because a typed array of its own costs a call of malloc. Who gives a row back lets the next
 * connection have it while it is still in the cache; who doesn't leaves it to the collector, with its block.
 */

/**
 * A place in a block: `width` doubles from `numbers[at]` on; the same memory is `words`, two for each, from `2 * at` on, and `bytes`, from
 * `8 * at` on.
 */
export interface Row {
  readonly numbers: Float64Array;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Bytes of a block. */
const BLOCK_BYTES = 32_768;

export class RowPool {
  private readonly spare: Row[] = [];
  private readonly perBlock: number;

  /** Rows of `width` doubles. Of those given back at most `mostSpare` are kept. */
  constructor(
    private readonly width: number,
    private readonly mostSpare: number,
  ) {
    this.perBlock = Math.floor(BLOCK_BYTES / 8 / width);
  }

  /** A row with whatever numbers its last user left in it. */
  take(): Row {
    if (this.spare.length === 0) this.addBlock();
    return this.spare.pop() as Row;
  }

  /** Nobody looks at the row any more. */
  giveBack(row: Row): void {
    if (this.spare.length < this.mostSpare) this.spare.push(row);
  }

  private addBlock(): void {
    const numbers = new Float64Array(this.perBlock * this.width);
    const words = new Int32Array(numbers.buffer);
    const bytes = new Uint8Array(numbers.buffer);
    for (let at = numbers.length - this.width; at >= 0; at -= this.width) {
      this.spare.push({ numbers, words, bytes, at });
    }
  }
}
