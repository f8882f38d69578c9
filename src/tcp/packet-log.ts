/**
 * The packets of one connection that a drawing needs: its beginning, and the most recent ones in a ring.
 * One array of numbers instead of an object per packet: 56 bytes a row. A plain array, not a typed one: V8 keeps both as
 * unboxed doubles, but a typed array of this size costs a call of malloc, which for short connections is most of the work.
 */
const FRAME = 0;
const TIME = 1;
const SEQ = 2;
const ACK = 3;
/** flags | sender << 8 | note << 9 | ttl << 16 */
const BITS = 4;
/** payload length * 65536 + window: a BIG TCP payload does not fit 32 bits together with the window. */
const SIZE = 5;
/** IP ID and TCP timestamp: what tells a second copy of a packet from a retransmission. */
const MARK = 6;
const STRIDE = 7;

const HEAD_ROWS = 8;
/** Rows of the beginning and of the recent past together. */
const KEPT_ROWS = 72;

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
}

export class PacketLog {
  private readonly rows: number[] = [];
  private total = 0;

  /** At most `limit` rows are kept: more than usual for the few connections that are to be drawn whole. */
  constructor(private readonly limit: number = KEPT_ROWS) {}

  add(
    frame: number,
    time: number,
    seq: number,
    ack: number,
    flags: number,
    sender: number,
    note: number,
    ttl: number,
    length: number,
    window: number,
    mark: number,
  ): void {
    const at = this.rowOf(this.total++) * STRIDE;
    const bits = (flags & 0xff) | (sender << 8) | (note << 9) | (ttl << 16);
    const size = length * 65536 + window;
    const { rows } = this;
    if (at === rows.length) {
      rows.push(frame, time, seq, ack, bits, size, mark);
      return;
    }
    rows[at + FRAME] = frame;
    rows[at + TIME] = time;
    rows[at + SEQ] = seq;
    rows[at + ACK] = ack;
    rows[at + BITS] = bits;
    rows[at + SIZE] = size;
    rows[at + MARK] = mark;
  }

  /**
   * Whether one of the last `depth` packets was this very one, seen twice by the capture (two interfaces, a bridge,
   * a mirror port that copies both ways): same sender, numbers, flags, length and mark within a second.
   */
  holdsCopy(
    time: number,
    seq: number,
    ack: number,
    flags: number,
    sender: number,
    length: number,
    mark: number,
    depth: number,
  ): boolean {
    const oldest = Math.max(0, this.total - Math.min(depth, this.limit - HEAD_ROWS));
    for (let i = this.total - 1; i >= oldest; i--) {
      const at = this.rowOf(i) * STRIDE;
      const rows = this.rows;
      if (
        rows[at + MARK] === mark &&
        rows[at + SEQ] === seq &&
        rows[at + ACK] === ack &&
        ((rows[at + BITS] as number) & 0x1ff) === ((flags & 0xff) | (sender << 8)) &&
        Math.floor((rows[at + SIZE] as number) / 65536) === length &&
        Math.abs((rows[at + TIME] as number) - time) <= 1e9
      ) {
        return true;
      }
    }
    return false;
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
    };
  }

  /** Row of the i-th packet: the first ones stay, the rest go round in the ring. */
  private rowOf(i: number): number {
    return i < HEAD_ROWS ? i : HEAD_ROWS + ((i - HEAD_ROWS) % (this.limit - HEAD_ROWS));
  }
}
