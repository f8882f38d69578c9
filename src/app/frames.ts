/**
 * One direction of a protocol that speaks in frames: a header of a few bytes that tells how much follows. TLS records,
 * HTTP/2 and WebSocket frames, FastCGI records and AJP packets are all of this kind.
 *
 * Bodies are passed by arithmetic; only as many of their bytes are kept as the format asks for. The same frames come out
 * however the stream is cut into chunks. After bytes that are no frame, or a hole whose size no frame covers, it waits for
 * a chunk that begins with one: senders begin frames with a segment far more often than not.
 */
import type { ChunkOrigin } from '../tcp/stream-sink.ts';

export interface FrameFormat {
  /** Size of the header, judged by its first `have` bytes; more than `have` while that is not all of it. At most 16. */
  headerSize(header: Uint8Array, have: number): number;
  /** Bytes that follow the header; -1 where these bytes are no header. */
  bodySize(header: Uint8Array): number;
  /** How many bytes of a body of this size are wanted, from its beginning. */
  keptSize(header: Uint8Array, bodySize: number): number;
}

/** The frame at hand; one reused object per direction. */
export interface Frame {
  readonly header: Uint8Array;
  /** Sequence numbers of the first byte and after the last. */
  start: number;
  end: number;
  bodySize: number;
  /** The segment that brought the first byte. */
  readonly first: ChunkOrigin;
  /** What was kept of the body, whole once the frame is over; shorter than asked for where the capture has a hole in it. */
  body: Uint8Array;
}

export interface FrameEvents {
  /** The header is complete; of the body nothing is known yet. */
  onHeader(frame: Frame, origin: ChunkOrigin): void;
  /** The last byte of the frame came. */
  onFrame(frame: Frame, origin: ChunkOrigin): void;
  /** The place in the stream is lost at `seq`. */
  onLost(why: 'not-a-frame' | 'hole', seq: number, origin: ChunkOrigin): void;
}

const MAX_HEADER = 16;
/** Frames looked at, in the chunk that may begin with one, before the place counts as found again. */
const CONVINCING = 4;
/** A larger buffer is given back when its frame is over. */
const REUSED_BYTES = 2048;
const NOTHING = new Uint8Array(0);

type Phase = 'header' | 'body' | 'lost';

export class FrameReader {
  private phase: Phase = 'header';
  private have = 0;
  /** Bytes of the body still to come. */
  private remaining = 0;
  private wanted = 0;
  private kept = 0;
  private store = NOTHING;
  private readonly frame: Frame = {
    header: new Uint8Array(MAX_HEADER),
    start: 0,
    end: 0,
    bodySize: 0,
    first: { frame: 0, time: 0, ack: 0 },
    body: NOTHING,
  };

  constructor(
    private readonly format: FrameFormat,
    private readonly events: FrameEvents,
  ) {}

  /** The frame whose header came and whose body is not complete; null between frames. */
  get unfinished(): Frame | null {
    return this.phase === 'body' ? this.frame : null;
  }

  /** Bytes that the unfinished frame still lacks. */
  get bytesMissing(): number {
    return this.remaining;
  }

  get lost(): boolean {
    return this.phase === 'lost';
  }

  /** The capture began in mid-stream. */
  startLost(): void {
    this.phase = 'lost';
  }

  /** Takes bytes in order; `seq` is the number of the first one. */
  data(buffer: Uint8Array, offset: number, length: number, seq: number, origin: ChunkOrigin): void {
    const end = offset + length;
    if (this.phase === 'lost') {
      if (looksFramed(this.format, buffer, offset, end) === 'no') return;
      this.phase = 'header';
      this.have = 0;
    }
    let at = offset;
    while (at < end && !this.lost) {
      const here = seq + (at - offset);
      at =
        this.phase === 'header'
          ? this.takeHeader(buffer, at, end, here, origin)
          : this.takeBody(buffer, at, end, origin);
    }
  }

  /** `length` bytes from `seq` on are not in the capture. */
  gap(length: number, seq: number, origin: ChunkOrigin): void {
    if (this.phase === 'body') {
      // What comes behind the hole no longer fits what was kept before it.
      this.wanted = this.kept;
      const covered = Math.min(length, this.remaining);
      this.remaining -= covered;
      if (this.remaining === 0) this.finish(this.store.subarray(0, this.kept), origin);
      if (covered === length) return;
    }
    this.lose('hole', seq, origin);
  }

  private takeHeader(
    buffer: Uint8Array,
    from: number,
    end: number,
    seq: number,
    origin: ChunkOrigin,
  ): number {
    const { frame, format } = this;
    if (this.have === 0) {
      frame.start = seq;
      frame.first.frame = origin.frame;
      frame.first.time = origin.time;
      frame.first.ack = origin.ack;
    }
    let at = from;
    let size = format.headerSize(frame.header, this.have);
    while (this.have < size && at < end) {
      frame.header[this.have++] = buffer[at++] as number;
      size = format.headerSize(frame.header, this.have);
    }
    if (this.have === size) this.beginBody(size, origin);
    return at;
  }

  private beginBody(headerSize: number, origin: ChunkOrigin): void {
    const { frame, format } = this;
    const size = format.bodySize(frame.header);
    if (size < 0) {
      this.lose('not-a-frame', frame.start, origin);
      return;
    }
    frame.bodySize = size;
    frame.end = frame.start + headerSize + size;
    this.have = 0;
    this.remaining = size;
    this.wanted = Math.min(size, format.keptSize(frame.header, size));
    this.kept = 0;
    this.phase = 'body';
    this.events.onHeader(frame, origin);
    if (size === 0) this.finish(NOTHING, origin);
  }

  private takeBody(buffer: Uint8Array, at: number, end: number, origin: ChunkOrigin): number {
    const taken = Math.min(this.remaining, end - at);
    const whole = taken === this.remaining && this.kept === 0;
    if (!whole) this.keep(buffer, at, Math.min(taken, this.wanted - this.kept));
    this.remaining -= taken;
    if (this.remaining === 0) {
      // A body that came in one piece is not copied.
      if (this.wanted === 0) this.finish(NOTHING, origin);
      else if (whole) this.finish(buffer.subarray(at, at + this.wanted), origin);
      else this.finish(this.store.subarray(0, this.kept), origin);
    }
    return at + taken;
  }

  private keep(buffer: Uint8Array, at: number, length: number): void {
    if (length <= 0) return;
    const needed = this.kept + length;
    if (this.store.length < needed) {
      // Memory follows the bytes that came, not what a header promises.
      const grown = new Uint8Array(Math.min(this.wanted, needed * 2));
      grown.set(this.store.subarray(0, this.kept));
      this.store = grown;
    }
    this.store.set(buffer.subarray(at, at + length), this.kept);
    this.kept = needed;
  }

  private finish(body: Uint8Array, origin: ChunkOrigin): void {
    this.phase = 'header';
    this.frame.body = body;
    this.events.onFrame(this.frame, origin);
    this.frame.body = NOTHING;
    if (this.store.length > REUSED_BYTES) this.store = NOTHING;
  }

  private lose(why: 'not-a-frame' | 'hole', seq: number, origin: ChunkOrigin): void {
    this.phase = 'lost';
    this.events.onLost(why, seq, origin);
  }
}

/**
 * How bytes read as frames from the first one on: `no` where something is no header, `exactly` where a frame ends with the
 * last byte, `maybe` otherwise. The first few frames are looked at.
 */
export function looksFramed(
  format: FrameFormat,
  buffer: Uint8Array,
  from: number,
  end: number,
): 'no' | 'maybe' | 'exactly' {
  let at = from;
  for (let seen = 0; seen < CONVINCING && at < end; seen++) {
    const rest = buffer.subarray(at, end);
    const size = format.headerSize(rest, rest.length);
    if (size > rest.length) return seen > 0 ? 'maybe' : 'no';
    const body = format.bodySize(rest);
    if (body < 0) return 'no';
    at += size + body;
  }
  return at === end ? 'exactly' : 'maybe';
}
