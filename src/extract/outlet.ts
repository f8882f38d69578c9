/** The way of wanted packets into the extract. */
import type { RawFrame } from '../capture/frame.ts';
import type { IcmpError } from '../decode/icmp-error.ts';
import type { Segment } from '../decode/segment.ts';
import type { Direction, FollowedSink } from './followed.ts';
import type { Outgoing, Section } from './section.ts';

/** `Sink` is what it learns of each connection. */
export interface Outlet<Sink extends FollowedSink> {
  /** Packets that could not be made fit, and were left out. */
  readonly leftOut: number;
  makeSink(): Sink;
  /** A segment, and the fragments before `packet` that it came in. */
  takeSegment(
    packet: Outgoing,
    fragments: readonly Outgoing[],
    frame: RawFrame,
    segment: Segment,
    direction: Direction<Sink>,
  ): void;
  takeIcmp(packet: Outgoing, frame: RawFrame, error: IcmpError): void;
  /** No packet follows. */
  finish(): void;
}

const NOTHING: FollowedSink = { data() {}, gap() {}, repeated() {}, end() {} };

/** Packets as they are. */
export class PlainOutlet implements Outlet<FollowedSink> {
  readonly leftOut = 0;

  constructor(private readonly section: Section) {}

  makeSink(): FollowedSink {
    return NOTHING;
  }

  takeSegment(packet: Outgoing, fragments: readonly Outgoing[]): void {
    for (const fragment of fragments) this.section.write(fragment);
    this.section.write(packet);
  }

  takeIcmp(packet: Outgoing): void {
    this.section.write(packet);
  }

  finish(): void {}
}
