/**
 * A stream of bytes that is taken in slices, with the unused rest of a slice put back.
 *
 * Slices begin small and grow with the position. A decoder that fails inside a slice loses that slice's output, so
 * at most about a sixteenth of what precedes the damage is lost, while long streams still move in big pieces.
 */
const SMALLEST = 512;
const LARGEST = 1 << 18;

export class SliceReader {
  /** Bytes consumed since the beginning. */
  position = 0;
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #offset = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next bytes, not yet consumed; null at the end. Valid until more are asked for. */
  async slice(): Promise<Uint8Array | null> {
    while (this.#offset === this.#chunk.length) {
      const next = await this.#source.next();
      if (next.done) return null;
      this.#chunk = next.value;
      this.#offset = 0;
    }
    const size = Math.min(Math.max(SMALLEST, Math.floor(this.position / 16)), LARGEST);
    return this.#chunk.subarray(this.#offset, this.#offset + size);
  }

  /** Moves on by `count` bytes of the last slice. */
  consume(count: number): void {
    this.#offset += count;
    this.position += count;
  }

  /** Consumes one byte; -1 at the end. */
  async byte(): Promise<number> {
    const slice = await this.slice();
    if (slice === null) return -1;
    const byte = slice[0] ?? -1;
    this.consume(1);
    return byte;
  }

  /** Releases the source without reading it to its end. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
