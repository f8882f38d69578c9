/** One capture's section of the extract: its interfaces as they come to be needed, and at its end what was lost on them. */
import type { CaptureInterface, Moment } from '../capture/facts.ts';
import type { RawFrame } from '../capture/frame.ts';
import type { PcapngWriter } from '../capture/pcapng-writer.ts';

/** A packet on its way to the extract. */
export interface Outgoing {
  readonly interfaceId: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly originalLength: number;
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

interface Written {
  readonly id: number;
  drops: number | null;
}

export class Section {
  private readonly byName = new Map<string, Written>();
  private end: Moment = { seconds: 0, nanoseconds: 0 };

  constructor(private readonly writer: PcapngWriter) {}

  /** The number of an interface here. The files of a rotated set name theirs alike, and those are one. */
  interfaceOf(source: CaptureInterface): number {
    return this.written(source).id;
  }

  /** To be told of every packet of the capture, wanted or not: it was captured until the last of them. */
  note({ seconds, nanoseconds }: Moment): void {
    const { end } = this;
    if (seconds > end.seconds || (seconds === end.seconds && nanoseconds > end.nanoseconds))
      this.end = { seconds, nanoseconds };
  }

  /** A file is over: what its interfaces lost counts whether a wanted packet came by them or not. */
  endFile(sources: readonly CaptureInterface[], end: Moment | null): void {
    if (end !== null) this.note(end);
    for (const source of sources) {
      if (source.drops === null) continue;
      const own = this.written(source);
      own.drops = (own.drops ?? 0) + source.drops;
    }
  }

  write({ interfaceId, bytes, comments, ...packet }: Outgoing): void {
    this.writer.addPacket(interfaceId, packet, bytes, comments);
  }

  finish(): void {
    for (const { id, drops } of this.byName.values()) this.writer.addStatistics(id, this.end, drops);
  }

  private written(source: CaptureInterface): Written {
    const { name, description, linkType, snaplen } = source;
    const key = JSON.stringify([name, description, linkType, snaplen]);
    const known = this.byName.get(key);
    if (known !== undefined) return known;
    const made: Written = { id: this.writer.addInterface(source), drops: null };
    this.byName.set(key, made);
    return made;
  }
}

/** A frame that outlives its buffer. */
export function copied(
  { buffer, offset, capturedLength, seconds, nanoseconds, originalLength }: RawFrame,
  interfaceId: number,
  comments: readonly string[],
): Outgoing {
  // Node's buffers have a slice() that copies nothing.
  const bytes = new Uint8Array(buffer.subarray(offset, offset + capturedLength));
  return { interfaceId, seconds, nanoseconds, originalLength, bytes, comments };
}
