/** Protocols that speak in frames: headers are told, bodies as far as the protocol allows. */
import { type Frame, type FrameFormat, FrameReader } from '../../app/frames.ts';
import type { ChunkOrigin } from '../../tcp/stream-sink.ts';
import type { KeptBytes } from './kept-bytes.ts';
import type { Scrub } from './scrub.ts';

/** What may be told of the frames of one direction. */
export interface FrameRule {
  readonly format: FrameFormat;
  /** Of the body of a frame that is over, as far as its format keeps it. */
  readonly told: (frame: Frame) => Uint8Array;
  /** Frames were missed: what was learned of those before is no longer true of those to come. */
  readonly lost?: () => void;
}

export class FramesScrub implements Scrub {
  private readonly client: Side;
  private readonly server: Side;

  /** `rule` is asked for each direction. `midstream`: its beginning may not be that of a frame. */
  constructor(
    rule: (fromClient: boolean) => FrameRule,
    client: KeptBytes,
    server: KeptBytes,
    midstream: boolean,
  ) {
    this.client = new Side(rule(true), client, midstream);
    this.server = new Side(rule(false), server, midstream);
  }

  data(
    fromClient: boolean,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    this.side(fromClient).data(buffer, offset, length, seq, origin);
  }

  gap(fromClient: boolean, length: number, seq: number, origin: ChunkOrigin): void {
    this.side(fromClient).reader.gap(length, seq, origin);
  }

  undecidedFrom(fromClient: boolean, taken: number): number {
    return this.side(fromClient).undecidedFrom(taken);
  }

  private side(fromClient: boolean): Side {
    return fromClient ? this.client : this.server;
  }
}

class Side {
  readonly reader: FrameReader;
  /** Where the next frame begins. */
  private next = Number.NaN;

  constructor(
    private readonly rule: FrameRule,
    kept: KeptBytes,
    midstream: boolean,
  ) {
    this.reader = new FrameReader(rule.format, {
      onHeader: ({ header, start, end, bodySize }) => {
        kept.put(start, header.slice(0, end - start - bodySize));
        this.next = end;
      },
      onFrame: (frame) => kept.put(frame.end - frame.bodySize, rule.told(frame)),
      onLost: () => rule.lost?.(),
    });
    if (midstream) this.reader.startLost();
  }

  data(buffer: Uint8Array, offset: number, length: number, seq: number, origin: ChunkOrigin): void {
    if (Number.isNaN(this.next) || this.reader.lost) this.next = seq;
    this.reader.data(buffer, offset, length, seq, origin);
  }

  undecidedFrom(taken: number): number {
    const { reader, rule } = this;
    if (reader.lost) return taken;
    const frame = reader.unfinished;
    // Between frames, what came of the next header is not yet known to be one.
    if (frame === null) return this.next;
    return rule.format.keptSize(frame.header, frame.bodySize) > 0 ? frame.end - frame.bodySize : taken;
  }
}
