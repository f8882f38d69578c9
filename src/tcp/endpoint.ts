/**
 * One endpoint of a connection as the capture shows it: what it sent, what it acknowledged, how it ended.
 *
 * A tracker that only watches keeps numbers, not guesses: sequence space sent and acknowledged, the first FIN, the
 * resets. Everything that a verdict rests on is independent of the order of packets in the file.
 */
import type { Sequence, WireSequence } from './seq.ts';

/** One packet's numbers, kept for the few packets that prove things. */
export interface PacketNumbers {
  readonly frame: number;
  readonly time: number;
  readonly seq: Sequence;
  /** Null where the ACK flag is not set. */
  readonly ack: Sequence | null;
  readonly length: number;
  readonly ttl: number;
}

/** Resets beyond this many are counted but not kept: a flood of them says nothing new. */
const MAX_RESETS = 16;

/** FIN and RST frames listed per endpoint at most; floods are cut there. */
const MAX_LISTED_FRAMES = 1000;

/** A segment kept until the bytes before it have come. */
export interface HeldSegment {
  readonly seq: Sequence;
  readonly ack: Sequence;
  readonly frame: number;
  readonly time: number;
  /** The captured bytes; fewer than `length` where the snaplen cut them. */
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** Sequence numbers from `seq` up to `end` of a hole that was given up. */
export interface MissedRange {
  readonly seq: Sequence;
  readonly end: Sequence;
}

/** Shared by all endpoints that have none: most never get any, and empty arrays add up. */
const NO_RESETS: readonly PacketNumbers[] = [];
const NO_FRAMES: readonly number[] = [];
const NO_SEGMENTS: HeldSegment[] = [];
const NO_RANGES: readonly MissedRange[] = [];

export class TcpEndpoint {
  /** The wire number that counts as 0; valid once `based`. */
  base: WireSequence = 0;
  based = false;
  /** Whether `base` is the initial sequence number of a SYN that was seen. */
  synSeen = false;

  syn: PacketNumbers | null = null;
  synCount = 0;
  fin: PacketNumbers | null = null;
  firstFinFrame = 0;
  resets: readonly PacketNumbers[] = NO_RESETS;
  resetFrames: readonly number[] = NO_FRAMES;

  /** Highest sequence number sent, SYN, payload and FIN included. */
  sentUpTo: Sequence = 0;
  /** Highest acknowledgement number sent on any packet but a reset. */
  ackedUpTo: Sequence = 0;
  /** Lowest and highest TTL seen on packets other than resets; 256 and -1 before any. */
  ttlLow = 256;
  ttlHigh = -1;

  packets = 0;
  retransmissions = 0;
  outOfOrder = 0;

  /** In-order delivery: the next byte that the application layer is to see. */
  expected: Sequence = 1;
  /** Payload bytes delivered or held, each counted once. */
  uniqueBytes = 0;
  gaps = 0;
  gapBytes = 0;
  /** The newest holes given up, oldest first, as far as their bytes have not come since. */
  missed: readonly MissedRange[] = NO_RANGES;
  /** Segments of the peer that acknowledge this endpoint up to here need not wait for it: the capture lost the bytes. */
  excusedUpTo: Sequence = 0;
  held: readonly HeldSegment[] = NO_SEGMENTS;
  /** What they take of the capture's room for such. */
  heldCost = 0;
  /** When the hole in front of `held`, or of the peer's held segments, was first met; NaN while there is none. */
  holeSince = Number.NaN;
  holePackets = 0;

  /** Round trip from the capture point to the *peer* and back, sampled with this endpoint's data; nanoseconds. */
  rttMin = Number.POSITIVE_INFINITY;
  probeEnd: Sequence = -1;
  probeTime = Number.NaN;

  addReset(reset: PacketNumbers): void {
    if (this.resets.length < MAX_RESETS) this.resets = [...this.resets, reset];
  }

  listReset(frame: number): void {
    if (this.resetFrames === NO_FRAMES) this.resetFrames = [frame];
    else if (this.resetFrames.length < MAX_LISTED_FRAMES) (this.resetFrames as number[]).push(frame);
  }

  /** The segments held, to be changed. */
  holding(): HeldSegment[] {
    if (this.held === NO_SEGMENTS) this.held = [];
    return this.held as HeldSegment[];
  }
}
