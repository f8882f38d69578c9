/**
 * Compressed bytes in pieces, and the way back to where a member of a gzip file begins (RFC 1952 §2.2: a file is a series of members).
 * A platform's decompressor reads one member and does not tell where it ended.
 */

/** Bytes handed on at a time: a member's end is looked for in the last two pieces. */
const PIECE = 1 << 16;

/** Bytes of a checksum and a length at the end of a member. */
const TRAILER = 8;

/** How a member begins (§2.3.1): two bytes of identification, deflate, and flags of which the upper three are zero. */
export const MAGIC: readonly number[] = [0x1f, 0x8b, 8];
export const RESERVED_FLAGS = 0xe0;

export class GzipPieces {
  readonly #source: AsyncIterator<Uint8Array>;
  /** Bytes to be handed on before the source is asked. */
  readonly #waiting: Uint8Array[] = [];
  /** The last two pieces handed on, as one; more where they are short. */
  #recent: Uint8Array = new Uint8Array(0);
  #last = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next piece, which nobody uses again; null at the end. */
  async next(): Promise<Uint8Array | null> {
    const bytes = this.#waiting.shift() ?? (await this.#fromSource());
    if (bytes === null) return null;
    const piece = bytes.subarray(0, PIECE);
    if (bytes.length > PIECE) this.#waiting.unshift(bytes.subarray(PIECE));
    this.#recent = joined(this.#recent.subarray(-Math.max(this.#last, TRAILER)), piece);
    this.#last = piece.length;
    return piece;
  }

  /**
   * Goes back to the member that follows one of `size` bytes, decompressed. That number ends a member, modulo 2^32, and the next one
   * begins behind it: chance agrees with both once in 2^50 places. False where there is none.
   */
  toMemberAfter(size: number): boolean {
    const bytes = this.#recent;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = TRAILER; at < bytes.length; at += 1) {
      if (!beginsMember(bytes, at) || view.getUint32(at - 4, true) !== size % 2 ** 32) continue;
      this.#waiting.unshift(bytes.subarray(at));
      this.#recent = new Uint8Array(0);
      this.#last = 0;
      return true;
    }
    return false;
  }

  async #fromSource(): Promise<Uint8Array | null> {
    for (;;) {
      const next = await this.#source.next();
      if (next.done) return null;
      // The source may use its buffer again.
      if (next.value.length > 0) return next.value.slice();
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

/** As far as the bytes reach. */
function beginsMember(bytes: Uint8Array, at: number): boolean {
  const known = MAGIC.every((wanted, place) => (bytes[at + place] ?? wanted) === wanted);
  return known && ((bytes[at + MAGIC.length] ?? 0) & RESERVED_FLAGS) === 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
