/**
 * The packets of one connection that a drawing needs: its beginning, and the most recent ones in a ring.
 * One array of numbers instead of an object per packet: 56 bytes a row. A plain array, not a typed one: V8 keeps both as
 * unboxed doubles, but a typed array of this size costs a call of malloc, which for short connections is most of the work.
 */
import type { Segment } from '../decode/segment.ts';

const FRAME = 0;
const TIME = 1;
const SEQ = 2;
const ACK = 3;
/** flags | sender << 8 | note << 9 | ttl << 16 */
const BITS = 4;
/** payload length * 65536 + window: a BIG TCP payload does not fit 32 bits together with the window. */
const SIZE = 5;
/** IP ID and TCP timestamp: see `markOf`. */
const MARK = 6;
const STRIDE = 7;

const HEAD_ROWS = 8;
/** Rows of the beginning and of the recent past together. */
const KEPT_ROWS = 72;

/** How far back a packet's second copy is looked for. */
const COPY_DEPTH = 12;
/** A mark holds the IP ID in its low bits. */
const IP_IDS = 65536;

/** Bits of a row's note. */
export const PACKET_NOTE = {
  RETRANSMISSION: 1,
  OUT_OF_ORDER: 2,
  DUPLICATE: 4,
  KEEP_ALIVE: 8,
  /** The snaplen cut the payload. */
  CUT: 16,
} as const;

/** One row, read back. */
interface LoggedPacket {
  frame: number;
  time: number;
  seq: number;
  ack: number;
  flags: number;
  sender: 0 | 1;
  note: number;
  ttl: number;
  length: number;
  window: number;
  /** TSval of the timestamps option (RFC 7323 §3.2); 0 without one. */
  stamp: number;
}

/**
 * What the same packet would carry again if the capture saw it twice: it tells a second copy from a retransmission. Negative where
 * it tells nothing, because there is no identification; the timestamp is in it either way.
 */
export function markOf(segment: Segment, takesSpace: boolean): number {
  const stamp = segment.hasTimestamp ? segment.tsval * IP_IDS : 0;
  if (segment.ipId !== 0) return stamp + segment.ipId;
  // IPv6 has no identification; a timestamp tells for what takes sequence space, a retransmission carries a later one.
  return segment.ipVersion === 6 && segment.hasTimestamp && takesSpace ? stamp : -1 - stamp;
}

function stampIn(mark: number): number {
  return Math.floor((mark < 0 ? -1 - mark : mark) / IP_IDS);
}

/**
 * Rows of long connections that are over, for those to come. A new array of this size grows in steps and outlives the young
 * generation: such garbage made a tenth of the peak memory.
 */
const spare: number[][] = [];
const MAX_SPARE = 256;

export class PacketLog {
  private rows: number[] = [];
  private total = 0;
  /** Where the next row goes. */
  private next = 0;

  /** At most `limit` rows are kept: more than usual for the few connections that are to be drawn whole. */
  constructor(private readonly limit: number = KEPT_ROWS) {
    if (spare.length > 0) this.rows = spare.pop() as number[];
  }

  add(segment: Segment, seq: number, ack: number, sender: number, note: number, mark: number): void {
    const { rows, next } = this;
    const bits = (segment.flags & 0xff) | (sender << 8) | (note << 9) | (segment.ttl << 16);
    const size = segment.wireLength * 65536 + segment.window;
    this.total++;
    this.next = next + STRIDE === this.limit * STRIDE ? HEAD_ROWS * STRIDE : next + STRIDE;
    if (next === rows.length) {
      rows.push(segment.frame, segment.time, seq, ack, bits, size, mark);
      return;
    }
    rows[next + FRAME] = segment.frame;
    rows[next + TIME] = segment.time;
    rows[next + SEQ] = seq;
    rows[next + ACK] = ack;
    rows[next + BITS] = bits;
    rows[next + SIZE] = size;
    rows[next + MARK] = mark;
  }

  /** Gives the rows back: nobody reads or adds packets any more. */
  free(): void {
    const isFull = this.rows.length === KEPT_ROWS * STRIDE;
    if (isFull && this.limit === KEPT_ROWS && spare.length < MAX_SPARE) spare.push(this.rows);
    this.rows = [];
    this.total = 0;
  }

  /**
   * Whether one of the last packets was this very one, seen twice by the capture (two interfaces, a bridge, a mirror port
   * that copies both ways): same sender, numbers, flags, length and mark within a second.
   */
  holdsCopy(segment: Segment, seq: number, ack: number, sender: number, mark: number): boolean {
    const { rows, total } = this;
    const oldest = Math.max(0, total - COPY_DEPTH);
    for (let i = total - 1; i >= oldest; i--) {
      const at = this.rowOf(i) * STRIDE;
      if (rows[at + MARK] === mark && this.isCopy(at, segment, seq, ack, sender)) return true;
    }
    return false;
  }

  private isCopy(at: number, segment: Segment, seq: number, ack: number, sender: number): boolean {
    const { rows } = this;
    return (
      rows[at + SEQ] === seq &&
      rows[at + ACK] === ack &&
      ((rows[at + BITS] as number) & 0x1ff) === ((segment.flags & 0xff) | (sender << 8)) &&
      Math.floor((rows[at + SIZE] as number) / 65536) === segment.wireLength &&
      Math.abs((rows[at + TIME] as number) - segment.time) <= 1e9
    );
  }

  /** Kept packets in order of capture, with the number of packets left out before each. */
  *kept(): Generator<{ packet: LoggedPacket; omittedBefore: number }> {
    const tailStart = Math.max(Math.min(HEAD_ROWS, this.total), this.total - (this.limit - HEAD_ROWS));
    for (let i = 0; i < this.total; i++) {
      if (i >= HEAD_ROWS && i < tailStart) i = tailStart;
      const omittedBefore = i === tailStart ? tailStart - Math.min(HEAD_ROWS, this.total) : 0;
      yield { packet: this.read(this.rowOf(i) * STRIDE), omittedBefore };
    }
  }

  private read(at: number): LoggedPacket {
    const rows = this.rows;
    const bits = rows[at + BITS] as number;
    const size = rows[at + SIZE] as number;
    return {
      frame: rows[at + FRAME] as number,
      time: rows[at + TIME] as number,
      seq: rows[at + SEQ] as number,
      ack: rows[at + ACK] as number,
      flags: bits & 0xff,
      sender: ((bits >> 8) & 1) as 0 | 1,
      note: (bits >> 9) & 0x7f,
      ttl: bits >>> 16,
      length: Math.floor(size / 65536),
      window: size % 65536,
      stamp: stampIn(rows[at + MARK] as number),
    };
  }

  /** Row of the i-th packet: the first ones stay, the rest go round in the ring. */
  private rowOf(i: number): number {
    return i < HEAD_ROWS ? i : HEAD_ROWS + ((i - HEAD_ROWS) % (this.limit - HEAD_ROWS));
  }
}
