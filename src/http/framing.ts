/**
 * Framing of one direction of HTTP/1 (RFC 9112 §6–7): where each message begins and ends, byte-exact, across any cut of
 * the stream into chunks. Bodies are passed by arithmetic; only heads and chunk sizes are looked at.
 *
 * It never throws and never gives up for good: after bytes that are no message, or a hole whose size the framing doesn't
 * cover, it waits for the next chunk that begins like one.
 */
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import * as BODY from './body.ts';
import { ChunkedBody } from './chunked-body.ts';
import type { Head } from './head.ts';
import { HeadPieces } from './head-pieces.ts';
import type { MessageEvents } from './message-events.ts';
import { parseHead } from './parse-head.ts';
import { isRequestLine, isStatusLine, looksLikeRequest, looksLikeResponse } from './recognise.ts';

const LF = 10;
const CR = 13;

/** Where the direction is. */
const BETWEEN = 0;
const HEAD = 1;
const FIXED = 2;
const CHUNKED = 3;
const UNTIL_CLOSE = 4;
const TUNNEL = 5;
const LOST = 6;

export class MessageFraming {
  private state = BETWEEN;
  /** Body bytes still to come. */
  private remaining = 0;
  /** The head that is under way, once the first chunk did not hold all of it. */
  private pieces: HeadPieces | null = null;
  private chunkedBody: ChunkedBody | null = null;
  /** The end of the head at hand was not captured: its Content-Length tells the least that belongs to the body. */
  private headWasCut = false;

  constructor(
    private readonly events: MessageEvents,
    private readonly isRequest: boolean,
  ) {}

  /** Body bytes that are still missing, at least, where the framing counts them; null otherwise. */
  get bytesMissing(): number | null {
    return this.state === FIXED ? this.remaining : null;
  }

  /** Whether the place in the stream is unknown. */
  get lost(): boolean {
    return this.state === LOST;
  }

  /** Whether a message is complete and the next one has not begun. */
  get betweenMessages(): boolean {
    return this.state === BETWEEN;
  }

  /** The place is unknown from the start: the capture began in mid-stream. */
  startLost(): void {
    this.state = LOST;
  }

  /** From here on no HTTP any more (101, or 2xx to CONNECT): RFC 9110 §7.8, §9.3.6. */
  becomeTunnel(): void {
    this.state = TUNNEL;
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
      case FIXED:
        if (length > this.remaining) break;
        this.passBody(length, seq + length, origin);
        return;
      case CHUNKED:
        if (this.chunkedBody?.passHole(length)) return;
        break;
      case UNTIL_CLOSE:
      case TUNNEL:
        return;
      case HEAD:
        if (this.passCutHead(length, seq + length, origin)) return;
    }
    this.lose('hole-in-message');
  }

  private step(buffer: Uint8Array, at: number, end: number, seq: number, origin: ChunkOrigin): number {
    switch (this.state) {
      case BETWEEN:
        return this.begin(buffer, at, end, seq, origin);
      case FIXED: {
        const taken = Math.min(this.remaining, end - at);
        this.passBody(taken, seq + taken, origin);
        return at + taken;
      }
      case HEAD:
        return this.continueHead(buffer, at, end, seq, origin);
      case CHUNKED:
        return this.takeChunks(buffer, at, end, seq, origin);
      case LOST:
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
    const head = parseHead(buffer, at, end);
    if (head !== null && !head.complete) {
      this.state = HEAD;
      this.pieces = new HeadPieces();
      return this.continueHead(buffer, at, end, seq, origin);
    }
    const headEnd = head?.end ?? end;
    this.takeHead(head, seq + (headEnd - at), origin);
    return headEnd;
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
    const pieces = this.pieces as HeadPieces;
    const before = pieces.length;
    const length = pieces.add(buffer, at, end);
    if (length >= 0) {
      this.pieces = null;
      this.takeHead(pieces.parse(length), seq + (length - before), origin);
      return at + (length - before);
    }
    if (pieces.isFull) this.lose('head-too-long');
    else if (!pieces.firstLineHolds()) this.lose('not-http');
    return end;
  }

  /** A hole of `length` bytes, up to `endSeq`, that holds the end of a head. Whether what was captured of it tells how to go on. */
  private passCutHead(length: number, endSeq: number, origin: ChunkOrigin): boolean {
    const head = this.pieces?.parse() ?? null;
    this.pieces = null;
    if (head === null || (head.status === 0) !== this.isRequest) return false;
    const body = this.events.onCutHead(head);
    if (body === BODY.TUNNEL) {
      this.finish(endSeq, origin);
      this.state = TUNNEL;
      return true;
    }
    // All of the hole may have been body: what it cannot have held has still to come.
    if (body !== BODY.LENGTH || head.contentLength <= length) return false;
    this.remaining = head.contentLength - length;
    this.headWasCut = true;
    this.state = FIXED;
    return true;
  }

  private takeHead(head: Head | null, seq: number, origin: ChunkOrigin): void {
    if (head === null || (head.status === 0) !== this.isRequest) {
      this.lose('not-http');
      return;
    }
    const { contentLength } = head;
    this.headWasCut = false;
    switch (this.events.onHead(head, seq)) {
      case BODY.NONE:
        this.finish(seq, origin);
        return;
      case BODY.LENGTH:
        this.remaining = contentLength;
        this.state = FIXED;
        if (contentLength === 0) this.finish(seq, origin);
        return;
      case BODY.CHUNKED:
        this.state = CHUNKED;
        this.chunkedBody ??= new ChunkedBody();
        this.chunkedBody.begin();
        return;
      case BODY.UNTIL_CLOSE:
        this.state = UNTIL_CLOSE;
        return;
      case BODY.TUNNEL:
        this.finish(seq, origin);
        this.state = TUNNEL;
    }
  }

  private finish(seq: number, origin: ChunkOrigin): void {
    this.state = BETWEEN;
    this.events.onEnd(this.isRequest, seq, origin);
  }

  private passBody(length: number, endSeq: number, origin: ChunkOrigin): void {
    this.remaining -= length;
    if (this.remaining > 0) return;
    if (this.headWasCut) this.lose('hole-in-message');
    else this.finish(endSeq, origin);
  }

  private takeChunks(buffer: Uint8Array, at: number, end: number, seq: number, origin: ChunkOrigin): number {
    const body = this.chunkedBody as ChunkedBody;
    const next = body.take(buffer, at, end);
    if (body.oddity !== null) this.lose(body.oddity);
    else if (body.done) this.finish(seq + (next - at), origin);
    return next;
  }

  private lose(oddity: string): void {
    this.state = LOST;
    this.pieces = null;
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
    this.state = BETWEEN;
    return this.begin(buffer, at, end, seq, origin);
  }
}
