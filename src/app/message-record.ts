/** What is kept of either message of an exchange: numbers in a row that is used again. */
import type { Row } from '../row-pool.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import type { MessageStart } from './exchange.ts';

/** Columns of either message. NaN stands for what is not known. */
const FRAME = 0;
const TIME = 1;
const SEQ = 2;
const ACK = 3;
const END = 4;
const END_FRAME = 5;
const END_TIME = 6;
const HIDDEN = 7;
/** Its own columns a message has from here on. */
export const OWN_COLUMNS = 8;

/** What a number of a row means where NaN stands for unknown. */
export function known(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

/** What request and response have in common: a view of their columns in a row. It is its own start: one object less to fetch. */
export class MessageRecord implements MessageStart {
  protected readonly numbers: Float64Array;
  protected readonly at: number;

  constructor(row: Row, offset: number) {
    this.numbers = row.numbers;
    this.at = row.at + offset;
  }

  get start(): MessageStart {
    return this;
  }

  get frame(): number {
    return this.numbers[this.at + FRAME] as number;
  }

  set frame(frame: number) {
    this.numbers[this.at + FRAME] = frame;
  }

  get time(): number {
    return this.numbers[this.at + TIME] as number;
  }

  set time(time: number) {
    this.numbers[this.at + TIME] = time;
  }

  get seq(): number {
    return this.numbers[this.at + SEQ] as number;
  }

  get ack(): number {
    return this.numbers[this.at + ACK] as number;
  }

  set ack(ack: number) {
    this.numbers[this.at + ACK] = ack;
  }

  /** Whether the end was seen. */
  get hasEnded(): boolean {
    return !Number.isNaN(this.numbers[this.at + END] as number);
  }

  get end(): number | null {
    return known(this.numbers[this.at + END] as number);
  }

  set end(end: number) {
    this.numbers[this.at + END] = end;
  }

  get endFrame(): number | null {
    return known(this.numbers[this.at + END_FRAME] as number);
  }

  get endTime(): number | null {
    return known(this.numbers[this.at + END_TIME] as number);
  }

  get hidden(): boolean {
    return this.numbers[this.at + HIDDEN] !== 0;
  }

  set hidden(hidden: boolean) {
    this.numbers[this.at + HIDDEN] = hidden ? 1 : 0;
  }

  /** The message ended at `end`; `by` is the packet that completed it. */
  finish(end: number, by: { readonly frame: number; readonly time: number }): void {
    const { numbers, at } = this;
    numbers[at + END] = end;
    numbers[at + END_FRAME] = by.frame;
    numbers[at + END_TIME] = by.time;
  }

  protected startAt(seq: number, origin: ChunkOrigin): void {
    const { numbers, at } = this;
    numbers[at + FRAME] = origin.frame;
    numbers[at + TIME] = origin.time;
    numbers[at + SEQ] = seq;
    numbers[at + ACK] = origin.ack;
    numbers[at + END] = Number.NaN;
    numbers[at + END_FRAME] = Number.NaN;
    numbers[at + END_TIME] = Number.NaN;
    numbers[at + HIDDEN] = 0;
  }

  protected startFacts(): MessageStart {
    const { frame, time, seq, ack } = this;
    return { frame, time, seq, ack };
  }
}
