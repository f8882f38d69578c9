/**
 * Framing of one direction of HTTP/1 (RFC 9112 §6–7): where each message begins and ends, byte-exact, across any cut of
 * the stream into chunks. Bodies are passed by arithmetic; only heads and chunk sizes are looked at.
 *
 * It never throws and never gives up for good: after bytes that are no message, or a hole whose size the framing doesn't
 * cover, it waits for the next chunk that begins like one.
 */
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { ChunkSizeLine } from './chunk-size.ts';
import type { Head } from './head.ts';
import { findHeadEnd, parseHead } from './parse-head.ts';
import { isRequestLine, isStatusLine, looksLikeRequest, looksLikeResponse } from './recognise.ts';

/** How the body of a message ends; with LENGTH the head's Content-Length says where. */
export const BODY = { NONE: 0, LENGTH: 1, CHUNKED: 2, UNTIL_CLOSE: 3, TUNNEL: 4 } as const;
export type Body = (typeof BODY)[keyof typeof BODY];

/** What the framing tells as it goes on. Sequence numbers are relative, as everywhere above tcp/. */
export interface MessageEvents {
  /** The first byte of a message. */
  onStart(isRequest: boolean, seq: number, origin: ChunkOrigin): void;
  /** A whole head; `headEnd` is the number after its last byte. Answers how the body ends. */
  onHead(head: Head, headEnd: number): Body;
  /** The captured part of a head whose rest is not to be had. */
  onCutHead(head: Head): void;
  /** The number after the last byte of the message. */
  onEnd(isRequest: boolean, end: number, origin: ChunkOrigin): void;
  /** Bytes that belong to no message, or a hole: the place in the stream is lost. */
  onLost(isRequest: boolean, oddity: string): void;
}

/** Heads beyond this are no heads. Servers' limits are 8 to 64 KiB. */
const MAX_HEAD = 65_536;
const MAX_LINE = 16_384;
const LF = 10;
const CR = 13;

const state = {
  BETWEEN: 0,
  HEAD: 1,
  FIXED: 2,
  CHUNK_SIZE: 3,
  CHUNK_DATA: 4,
  CHUNK_END: 5,
  TRAILERS: 6,
  UNTIL_CLOSE: 7,
  TUNNEL: 8,
  LOST: 9,
} as const;

export class MessageFraming {
  private state: number = state.BETWEEN;
  /** Body or chunk bytes still to come. */
  private remaining = 0;
  private lineLength = 0;
  private sizeLine: ChunkSizeLine | null = null;
  private head: Uint8Array | null = null;
  private headLength = 0;
  private startLineHeld = false;

  constructor(
    private readonly events: MessageEvents,
    private readonly isRequest: boolean,
  ) {}

  /** Body bytes that are still missing where the framing counts them; null otherwise. */
  get bytesMissing(): number | null {
    return this.state === state.FIXED ? this.remaining : null;
  }

  /** Whether the place in the stream is unknown. */
  get lost(): boolean {
    return this.state === state.LOST;
  }

  /** Whether a message is complete and the next one has not begun. */
  get betweenMessages(): boolean {
    return this.state === state.BETWEEN;
  }

  /** The place is unknown from the start: the capture began in mid-stream. */
  startLost(): void {
    this.state = state.LOST;
  }

  /** From here on no HTTP any more (101, or 2xx to CONNECT): RFC 9110 §7.8, §9.3.6. */
  becomeTunnel(): void {
    this.state = state.TUNNEL;
  }

  /** Takes bytes in order. `seq` is the number of the first one. */
  data(buffer: Uint8Array, offset: number, length: number, seq: number, origin: ChunkOrigin): void {
    const end = offset + length;
    let at = offset;
    while (at < end) {
      const next = this.step(buffer, at, end, seq + (at - offset), origin);
      at = next > at ? next : end;
    }
  }

  /** `length` bytes are not to be had. Where the framing knows that they are body it goes on behind them. */
  gap(length: number, seq: number, origin: ChunkOrigin): void {
    switch (this.state) {
      case state.FIXED:
      case state.CHUNK_DATA:
        if (length <= this.remaining) {
          this.passBody(length, seq + length, origin);
          return;
        }
        break;
      case state.UNTIL_CLOSE:
      case state.TUNNEL:
        return;
      case state.HEAD:
        this.tellCutHead();
    }
    this.lose('hole-in-message');
  }

  private step(buffer: Uint8Array, at: number, end: number, seq: number, origin: ChunkOrigin): number {
    switch (this.state) {
      case state.BETWEEN:
        return this.begin(buffer, at, end, seq, origin);
      case state.HEAD:
        return this.continueHead(buffer, at, end, seq, origin);
      case state.FIXED:
      case state.CHUNK_DATA: {
        const taken = Math.min(this.remaining, end - at);
        this.passBody(taken, seq + taken, origin);
        return at + taken;
      }
      case state.CHUNK_SIZE:
        return this.chunkSize(buffer, at, end);
      case state.CHUNK_END:
        return this.chunkEnd(buffer, at);
      case state.TRAILERS:
        return this.trailers(buffer, at, end, seq, origin);
      case state.LOST:
        return this.resynchronise(buffer, at, end, seq, origin);
      default:
        return end;
    }
  }

  /** RFC 9112 §2.2: empty lines before a message are skipped. */
  private begin(buffer: Uint8Array, at: number, end: number, seq: number, origin: ChunkOrigin): number {
    const byte = buffer[at];
    if (byte === CR || byte === LF) return at + 1;
    if (!this.plausibleStart(buffer, at, end)) {
      this.lose('not-http');
      return end;
    }
    this.events.onStart(this.isRequest, seq, origin);
    this.state = state.HEAD;
    this.headLength = 0;
    this.startLineHeld = false;
    return this.continueHead(buffer, at, end, seq, origin);
  }

  private plausibleStart(buffer: Uint8Array, at: number, end: number): boolean {
    return this.isRequest ? looksLikeRequest(buffer, at, end) : looksLikeResponse(buffer, at, end);
  }

  private continueHead(
    buffer: Uint8Array,
    at: number,
    end: number,
    seq: number,
    origin: ChunkOrigin,
  ): number {
    if (this.headLength === 0) {
      const whole = parseHead(buffer, at, end);
      if (whole === null) {
        this.lose('not-http');
        return end;
      }
      if (whole.complete) {
        const headEnd = whole.end;
        this.takeHead(whole, seq + (headEnd - at), origin);
        return headEnd;
      }
    }
    const before = this.headLength;
    const taken = Math.min(end - at, MAX_HEAD - before);
    const head = this.keepHead(buffer, at, taken);
    // The empty line may straddle the cut: two bytes of the earlier part are looked at again.
    const headEnd = findHeadEnd(head, Math.max(0, before - 2), this.headLength);
    if (headEnd >= 0) {
      const used = headEnd - before;
      this.headLength = 0;
      this.head = null;
      this.takeHead(parseHead(head, 0, headEnd), seq + used, origin);
      return at + used;
    }
    if (this.headLength >= MAX_HEAD) this.lose('head-too-long');
    else if (!this.startLineHolds(head, before)) this.lose('not-http');
    return end;
  }

  /** Protocols that also begin with a capital word give themselves away when their first line ends. */
  private startLineHolds(head: Uint8Array, from: number): boolean {
    if (this.startLineHeld) return true;
    for (let i = from; i < this.headLength; i++) {
      if (head[i] !== LF) continue;
      this.startLineHeld = parseHead(head, 0, i + 1) !== null;
      return this.startLineHeld;
    }
    return this.headLength < MAX_LINE;
  }

  private keepHead(buffer: Uint8Array, at: number, length: number): Uint8Array {
    const needed = this.headLength + length;
    let head = this.head ?? new Uint8Array(Math.max(1024, needed));
    if (head.length < needed) {
      const grown = new Uint8Array(Math.max(needed, head.length * 2));
      grown.set(head.subarray(0, this.headLength));
      head = grown;
    }
    head.set(buffer.subarray(at, at + length), this.headLength);
    this.headLength = needed;
    this.head = head;
    return head;
  }

  private tellCutHead(): void {
    if (this.head === null || this.headLength === 0) return;
    const head = parseHead(this.head, 0, this.headLength);
    if (head !== null && (head.status === 0) === this.isRequest) this.events.onCutHead(head);
  }

  private takeHead(head: Head | null, seq: number, origin: ChunkOrigin): void {
    if (head === null || (head.status === 0) !== this.isRequest) {
      this.lose('not-http');
      return;
    }
    const { contentLength } = head;
    switch (this.events.onHead(head, seq)) {
      case BODY.NONE:
        this.finish(seq, origin);
        return;
      case BODY.LENGTH:
        this.remaining = contentLength;
        this.state = state.FIXED;
        if (contentLength === 0) this.finish(seq, origin);
        return;
      case BODY.CHUNKED:
        this.startChunkLine();
        return;
      case BODY.UNTIL_CLOSE:
        this.state = state.UNTIL_CLOSE;
        return;
      case BODY.TUNNEL:
        this.finish(seq, origin);
        this.state = state.TUNNEL;
    }
  }

  private finish(seq: number, origin: ChunkOrigin): void {
    this.state = state.BETWEEN;
    this.events.onEnd(this.isRequest, seq, origin);
  }

  private passBody(length: number, endSeq: number, origin: ChunkOrigin): void {
    this.remaining -= length;
    if (this.remaining > 0) return;
    if (this.state === state.CHUNK_DATA) this.state = state.CHUNK_END;
    else this.finish(endSeq, origin);
  }

  private startChunkLine(): void {
    this.state = state.CHUNK_SIZE;
    this.sizeLine ??= new ChunkSizeLine();
    this.sizeLine.begin();
  }

  private chunkSize(buffer: Uint8Array, from: number, end: number): number {
    const line = this.sizeLine as ChunkSizeLine;
    const next = line.take(buffer, from, end);
    if (line.bad) {
      this.lose('bad-chunk-size');
      return end;
    }
    if (line.done) {
      this.remaining = line.size;
      this.state = line.size === 0 ? state.TRAILERS : state.CHUNK_DATA;
      this.lineLength = 0;
    }
    return next;
  }

  private chunkEnd(buffer: Uint8Array, at: number): number {
    const byte = buffer[at];
    if (byte === LF) this.startChunkLine();
    else if (byte !== CR) this.lose('bad-chunk-end');
    return at + 1;
  }

  /** The trailer section ends with an empty line. */
  private trailers(buffer: Uint8Array, from: number, end: number, seq: number, origin: ChunkOrigin): number {
    for (let at = from; at < end; at++) {
      const byte = buffer[at];
      if (byte === LF) {
        if (this.lineLength === 0) {
          this.finish(seq + (at + 1 - from), origin);
          return at + 1;
        }
        this.lineLength = 0;
      } else if (byte !== CR && ++this.lineLength > MAX_HEAD) {
        this.lose('trailers-too-long');
        return end;
      }
    }
    return end;
  }

  private lose(oddity: string): void {
    this.state = state.LOST;
    this.head = null;
    this.headLength = 0;
    this.events.onLost(this.isRequest, oddity);
  }

  /** Only the beginning of a chunk is tried: senders begin messages with a segment, and a search would find bodies. */
  private resynchronise(
    buffer: Uint8Array,
    at: number,
    end: number,
    seq: number,
    origin: ChunkOrigin,
  ): number {
    if (!(this.isRequest ? isRequestLine(buffer, at, end) : isStatusLine(buffer, at, end))) return end;
    this.state = state.BETWEEN;
    return this.begin(buffer, at, end, seq, origin);
  }
}
