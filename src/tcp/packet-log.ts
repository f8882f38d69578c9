/**
 * The packets of one connection that a drawing needs: its beginning, and the most recent ones in a ring.
 * Rows of numbers instead of an object per packet, 56 bytes each, eight to a block of shared memory: an array of its own would grow in
 * steps, each a copy, and a typed one costs a call of malloc, which for short connections is most of the work.
 */
import type { Segment } from '../decode/segment.ts';
import { type Row, RowPool } from '../row-pool.ts';
import { MARK_COUNT } from './columns.ts';

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

/** A power of two. The first block holds the beginning and stays; the others are the ring. */
const BLOCK_ROWS = 8;
/** Rows of the beginning and of the recent past together: whole blocks. */
const KEPT_ROWS = 72;

/** A megabyte. */
const MAX_SPARE = 2304;
const blocks = new RowPool(BLOCK_ROWS * STRIDE, MAX_SPARE);
const NO_NUMBERS: Float64Array = new Float64Array(0);

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

export class PacketLog {
  private readonly blocks: Row[] = [];
  private total = 0;
  /** The block being written, where its next row goes, and how many rows it still takes. */
  private block = -1;
  private numbers = NO_NUMBERS;
  private next = 0;
  private left = 0;

  /**
   * The marks of the last packets stand in `marks` from `marksAt` on, in a ring: few packets need to be looked for in the rows. At most
   * `limit` rows are kept, whole blocks: more than usual for the few connections that are to be drawn whole.
   */
  constructor(
    private readonly marks: Float64Array,
    private readonly marksAt: number,
    private readonly limit: number = KEPT_ROWS,
  ) {}

  add(segment: Segment, seq: number, ack: number, sender: number, note: number, mark: number): void {
    if (this.left === 0) this.nextBlock();
    const { numbers, next } = this;
    numbers[next + FRAME] = segment.frame;
    numbers[next + TIME] = segment.time;
    numbers[next + SEQ] = seq;
    numbers[next + ACK] = ack;
    numbers[next + BITS] = (segment.flags & 0xff) | (sender << 8) | (note << 9) | (segment.ttl << 16);
    numbers[next + SIZE] = segment.wireLength * 65536 + segment.window;
    numbers[next + MARK] = mark;
    this.next = next + STRIDE;
    this.left--;
    this.marks[this.marksAt + (this.total++ % MARK_COUNT)] = mark;
  }

  private nextBlock(): void {
    this.block = (this.block + 1) * BLOCK_ROWS === this.limit ? 1 : this.block + 1;
    if (this.block === this.blocks.length) this.blocks.push(blocks.take());
    const { numbers, at } = this.blocks[this.block] as Row;
    this.numbers = numbers;
    this.next = at;
    this.left = BLOCK_ROWS;
  }

  /** Gives the rows back: nobody reads or adds packets any more. */
  free(): void {
    for (let block = this.blocks.pop(); block !== undefined; block = this.blocks.pop())
      blocks.giveBack(block);
    this.total = 0;
    this.block = -1;
    this.left = 0;
  }

  /**
   * Whether one of the last packets was this very one, seen twice by the capture (two interfaces, a bridge, a mirror port
   * that copies both ways): same sender, numbers, flags, length and mark within a second.
   */
  holdsCopy(segment: Segment, seq: number, ack: number, sender: number, mark: number): boolean {
    const { marks, marksAt, total } = this;
    const count = Math.min(total, MARK_COUNT);
    for (let place = 0; place < count; place++) {
      if (marks[marksAt + place] !== mark) continue;
      const row = this.rowOf(total - 1 - ((total - 1 - place) % MARK_COUNT));
      const { numbers, at } = this.blockOf(row);
      if (isCopy(numbers, at + (row % BLOCK_ROWS) * STRIDE, segment, seq, ack, sender)) return true;
    }
    return false;
  }

  /** Kept packets in order of capture, with the number of packets left out before each. */
  *kept(): Generator<{ packet: LoggedPacket; omittedBefore: number }> {
    const tailStart = Math.max(Math.min(BLOCK_ROWS, this.total), this.total - (this.limit - BLOCK_ROWS));
    for (let i = 0; i < this.total; i++) {
      if (i >= BLOCK_ROWS && i < tailStart) i = tailStart;
      const omittedBefore = i === tailStart ? tailStart - Math.min(BLOCK_ROWS, this.total) : 0;
      yield { packet: this.read(this.rowOf(i)), omittedBefore };
    }
  }

  private read(row: number): LoggedPacket {
    const { numbers, at } = this.blockOf(row);
    const place = at + (row % BLOCK_ROWS) * STRIDE;
    const column = (index: number): number => numbers[place + index] as number;
    const bits = column(BITS);
    const size = column(SIZE);
    return {
      frame: column(FRAME),
      time: column(TIME),
      seq: column(SEQ),
      ack: column(ACK),
      flags: bits & 0xff,
      sender: ((bits >> 8) & 1) as 0 | 1,
      note: (bits >> 9) & 0x7f,
      ttl: bits >>> 16,
      length: Math.floor(size / 65536),
      window: size % 65536,
      stamp: stampIn(column(MARK)),
    };
  }

  private blockOf(row: number): Row {
    return this.blocks[Math.floor(row / BLOCK_ROWS)] as Row;
  }

  /** Row of the i-th packet: the first ones stay, the rest go round in the ring. */
  private rowOf(i: number): number {
    return i < BLOCK_ROWS ? i : BLOCK_ROWS + ((i - BLOCK_ROWS) % (this.limit - BLOCK_ROWS));
  }
}

function isCopy(
  numbers: Float64Array,
  place: number,
  segment: Segment,
  seq: number,
  ack: number,
  sender: number,
): boolean {
  return (
    numbers[place + SEQ] === seq &&
    numbers[place + ACK] === ack &&
    ((numbers[place + BITS] as number) & 0x1ff) === ((segment.flags & 0xff) | (sender << 8)) &&
    Math.floor((numbers[place + SIZE] as number) / 65536) === segment.wireLength &&
    Math.abs((numbers[place + TIME] as number) - segment.time) <= 1e9
  );
}
