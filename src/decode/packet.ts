/** One frame while its headers are peeled off: the place reached and the bounds known so far. */
import type { RawFrame } from '../capture/frame.ts';
import { viewOf } from '../capture/view.ts';
import { Decoded } from './decoded.ts';
import { IcmpError } from './icmp-error.ts';
import { DecodeIssue, type DecodeIssueCode } from './issue.ts';
import { isLayer, type Step } from './layer.ts';
import { Neighbor } from './neighbor.ts';
import { Segment } from './segment.ts';

/** Tunnels inside each other that are followed. */
const MAX_TUNNELS = 8;

/** Spreads the bits of an id over a word (the golden ratio's fraction, as in Fibonacci hashing). */
const GOLDEN = 0x9e3779b1;

export class Packet {
  buffer: Uint8Array = new Uint8Array(0);
  /** Of the same bytes. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Where the next header begins. */
  at = 0;
  /** End of the bytes that are captured and belong to the packet. */
  end = 0;
  /** Where the packet ends on the wire, by the innermost length field read; beyond `end` where bytes are missing. */
  wireEnd = 0;
  /** Seconds of the frame's time, for the timeout of fragments. */
  seconds = 0;
  /** Protocol number of the extension header to be read next. */
  extension = 0;
  readonly segment = new Segment();
  readonly icmp = new IcmpError();
  readonly neighbor = new Neighbor();
  readonly issue = new DecodeIssue();
  private start = 0;
  private tunnels = 0;

  begin(frame: RawFrame): void {
    this.start = frame.offset;
    this.at = frame.offset;
    this.end = frame.offset + frame.capturedLength;
    this.wireEnd = frame.offset + frame.originalLength;
    this.seconds = frame.seconds;
    this.tunnels = 0;
    this.segment.scope = 0;
  }

  /** Goes on in a reassembled datagram whose payload is buffer[at..end). */
  replace(buffer: Uint8Array, at: number, end: number): void {
    this.use(buffer);
    this.start = 0;
    this.at = at;
    this.end = end;
    this.wireEnd = end;
  }

  /** Frames mostly share their chunk's buffer, so a new view is seldom made. */
  use(buffer: Uint8Array): void {
    if (this.buffer === buffer) return;
    this.buffer = buffer;
    this.view = viewOf(buffer);
  }

  /** Whether fewer than `length` bytes are left for a header; notes the issue. */
  lacks(length: number, header: string): boolean {
    const available = this.end - this.at;
    if (available >= length) return false;
    const code = this.end < this.wireEnd ? 'header-cut' : 'header-too-short';
    this.fail(code, header, length, Math.max(available, 0));
    return true;
  }

  /**
   * A length field says that the packet has `length` bytes from `at` on; what lies behind is padding. A claim beyond
   * the frame does not count: receivers drop such packets, and Wireshark too goes by the frame then.
   */
  limit(length: number): void {
    const end = this.at + length;
    if (end >= this.wireEnd) return;
    this.wireEnd = end;
    if (end < this.end) this.end = end;
  }

  /** The frame ends here, with an issue. */
  fail(code: DecodeIssueCode, header: string, required: number, available: number): Step {
    this.issue.set(code, header, required, available, this.at - this.start);
    return Decoded.UNDECODABLE;
  }

  /** Goes on with what a tunnel carries. */
  enter(next: Step): Step {
    if (!isLayer(next)) return next;
    this.tunnels++;
    return this.tunnels > MAX_TUNNELS
      ? this.fail('too-many-headers', 'tunnel', MAX_TUNNELS, this.tunnels)
      : next;
  }

  /** Mixes a network's id into the scope. Zero (a priority tag, the default network) leaves it as it is. */
  addScope(id: number): void {
    if (id !== 0) this.segment.scope = Math.imul(this.segment.scope ^ id, GOLDEN) >>> 0;
  }
}
