/** The chunked transfer coding (RFC 9112 §7.1): chunks are passed by arithmetic, only their sizes and the trailers are looked at. */
import { ChunkSizeLine } from './chunk-size.ts';

const LF = 10;
const CR = 13;
/** Bytes of the line's end behind a chunk's data. */
const LINE_END = 2;
/** Trailer lines beyond this are none. */
const MAX_LINE = 65_536;

const SIZE = 0;
const DATA = 1;
const DATA_END = 2;
const TRAILERS = 3;

export class ChunkedBody {
  /** The last byte of the body was taken. */
  done = false;
  /** What is wrong with the bytes, kebab-case; null while nothing is. */
  oddity: string | null = null;
  private place = SIZE;
  /** Bytes of the chunk still to come. */
  private remaining = 0;
  private lineLength = 0;
  private readonly sizeLine = new ChunkSizeLine();

  begin(): void {
    this.done = false;
    this.oddity = null;
    this.place = SIZE;
    this.sizeLine.begin();
  }

  /** Takes bytes until the body ends or is odd. Returns the offset after the last one taken. */
  take(buffer: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && !this.done && this.oddity === null) {
      if (this.place === DATA) at = this.passData(at, end);
      else if (this.place === SIZE) at = this.takeSize(buffer, at, end);
      else if (this.place === TRAILERS) at = this.takeTrailers(buffer, at, end);
      else this.takeDataEnd(buffer[at++] as number);
    }
    return at;
  }

  /** `length` bytes are not to be had. Whether all of them belong to one chunk, or end with its line: then the rest can be followed. */
  passHole(length: number): boolean {
    if (this.place !== DATA) return false;
    const behind = length - this.remaining;
    if (behind > LINE_END) return false;
    this.passData(0, Math.min(length, this.remaining));
    if (behind === LINE_END) this.takeDataEnd(LF);
    return true;
  }

  private passData(at: number, end: number): number {
    const taken = Math.min(this.remaining, end - at);
    this.remaining -= taken;
    if (this.remaining === 0) this.place = DATA_END;
    return at + taken;
  }

  private takeSize(buffer: Uint8Array, at: number, end: number): number {
    const line = this.sizeLine;
    const next = line.take(buffer, at, end);
    if (line.bad) {
      this.oddity = 'bad-chunk-size';
      return end;
    }
    if (line.done) {
      this.remaining = line.size;
      this.lineLength = 0;
      this.place = line.size === 0 ? TRAILERS : DATA;
    }
    return next;
  }

  private takeDataEnd(byte: number): void {
    if (byte === LF) {
      this.place = SIZE;
      this.sizeLine.begin();
    } else if (byte !== CR) this.oddity = 'bad-chunk-end';
  }

  /** The trailer section ends with an empty line. */
  private takeTrailers(buffer: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at++) {
      const byte = buffer[at];
      if (byte === LF) {
        if (this.lineLength === 0) {
          this.done = true;
          return at + 1;
        }
        this.lineLength = 0;
      } else if (byte !== CR && ++this.lineLength > MAX_LINE) {
        this.oddity = 'trailers-too-long';
        return end;
      }
    }
    return end;
  }
}
