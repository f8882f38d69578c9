/** Of a chunked body (RFC 9112 §7.1) what frames it: sizes and ends of lines. Chunks, extensions and trailers are overwritten. */
import { BLANK, type KeptBytes } from './kept-bytes.ts';

const LF = 10;
const CR = 13;

/** More digits are no size: then the body is none in chunks, and may be a secret that looks like a number. */
const MOST_DIGITS = 12;

type Place = 'size' | 'extension' | 'data' | 'data-end' | 'trailers';

export class ChunkMarks {
  private place: Place = 'size';
  private size = 0;
  private digits = 0;
  private remaining = 0;

  /** Takes bytes of the body; `seq` is the number of the first one. */
  take(buffer: Uint8Array, from: number, end: number, seq: number, kept: KeptBytes): void {
    for (let at = from; at < end; ) {
      const start = at;
      if (this.place === 'data') at = this.passData(at, end);
      else {
        const marks: number[] = [];
        while (at < end && this.place !== ('data' as Place)) marks.push(this.mark(buffer[at++] as number));
        kept.put(seq + (start - from), Uint8Array.from(marks));
      }
    }
  }

  /** `length` bytes of the body are not to be had. */
  passHole(length: number): void {
    if (this.place === 'data') this.passData(0, length);
  }

  private passData(at: number, end: number): number {
    const passed = Math.min(this.remaining, end - at);
    this.remaining -= passed;
    if (this.remaining === 0) this.place = 'data-end';
    return at + passed;
  }

  /** A byte between chunks, as it may be told. */
  private mark(byte: number): number {
    if (byte === LF) this.endLine();
    if (byte === LF || byte === CR) return byte;
    if (this.place !== 'size') return BLANK;
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (Number.isNaN(digit)) {
      this.place = 'extension';
      return byte;
    }
    if (++this.digits > MOST_DIGITS) return BLANK;
    this.size = this.size * 16 + digit;
    return byte;
  }

  private endLine(): void {
    if (this.place === 'data-end') this.place = 'size';
    else if (this.place !== 'trailers') {
      this.place = this.size === 0 ? 'trailers' : 'data';
      this.remaining = this.size;
    }
    this.size = 0;
    this.digits = 0;
  }
}
