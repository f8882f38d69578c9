/** A head that comes in several chunks of the stream, gathered until it is whole. */
import type { Head } from './head.ts';
import { findHeadEnd, parseHead } from './parse-head.ts';

/** Heads beyond this are no heads. Servers' limits are 8 to 64 KiB. */
const MAX_HEAD = 65_536;
const MAX_LINE = 16_384;
const FIRST_ROOM = 1024;
const LF = 10;

export class HeadPieces {
  length = 0;
  private bytes = new Uint8Array(FIRST_ROOM);
  /** So much was looked through for the end of the first line. */
  private looked = 0;
  private firstLineHeld = false;

  get isFull(): boolean {
    return this.length >= MAX_HEAD;
  }

  /** Keeps `buffer[at..end)`, as far as there is room. Returns the length of the head once it is whole, else -1. */
  add(buffer: Uint8Array, at: number, end: number): number {
    const before = this.length;
    this.keep(buffer.subarray(at, Math.min(end, at + MAX_HEAD - before)));
    // The empty line may straddle the cut: two bytes of the earlier part are looked at again.
    return findHeadEnd(this.bytes, Math.max(0, before - 2), this.length);
  }

  /** Reads the first `length` bytes, see `parseHead`. */
  parse(length = this.length): Head | null {
    return parseHead(this.bytes, 0, length);
  }

  /** Protocols that also begin with a capital word give themselves away when their first line ends. */
  firstLineHolds(): boolean {
    if (this.firstLineHeld) return true;
    for (let i = this.looked; i < this.length; i++) {
      if (this.bytes[i] !== LF) continue;
      this.firstLineHeld = this.parse(i + 1) !== null;
      return this.firstLineHeld;
    }
    this.looked = this.length;
    return this.length < MAX_LINE;
  }

  private keep(piece: Uint8Array): void {
    const needed = this.length + piece.length;
    if (this.bytes.length < needed) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(piece, this.length);
    this.length = needed;
  }
}
