/** Of one direction the bytes that may be told, by their place in the stream. All others are overwritten. */

/** What stands in the place of a byte that is not told: a letter, so that text stays text. */
export const BLANK = 0x78;

/** Pieces kept, in two generations: what is sent again later than that is overwritten altogether. */
const MOST = 1024;

interface Piece {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

export class KeptBytes {
  private lately: Piece[] = [];
  private before: readonly Piece[] = [];

  /** `bytes` become the keeper's; `seq` is the number of the first one. */
  put(seq: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.lately.length >= MOST) {
      this.before = this.lately;
      this.lately = [];
    }
    this.lately.push({ seq, bytes });
  }

  /** Makes of `target`, which begins at `seq`, what may be told of it. */
  fill(target: Uint8Array, seq: number): void {
    target.fill(BLANK);
    for (const piece of this.before) copy(piece, target, seq);
    for (const piece of this.lately) copy(piece, target, seq);
  }
}

function copy(piece: Piece, target: Uint8Array, seq: number): void {
  const from = Math.max(piece.seq, seq);
  const end = Math.min(piece.seq + piece.bytes.length, seq + target.length);
  if (from < end) target.set(piece.bytes.subarray(from - piece.seq, end - piece.seq), from - seq);
}
