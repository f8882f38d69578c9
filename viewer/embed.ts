/**
 * The model inside the file: JSON whose packet columns are differences to what TCP makes likely, so that most
 * entries are zero and deflate has little left to store. `unpack(pack(model))` is the model again, but for the
 * queries of request targets, which stay out.
 */

import { endOf } from '../src/timeline/links.ts';
import { type Exchange, FLAG, type PacketColumns, type Timeline } from '../src/timeline/schema.ts';
import { withoutQuery } from '../src/timeline/target.ts';
import type { ViewerModel } from './model.ts';

/** Raised whenever the layout of the data changes; a page reads only its own. */
export const DATA_VERSION: number = 1;

type PackedTimeline = Omit<Timeline, 'packets'> & { readonly packets: PackedColumns };

/** One array per column, in the order of `COLUMNS`. */
type PackedColumns = readonly (readonly number[])[];

interface PackedModel {
  readonly version: number;
  readonly report: ViewerModel['report'];
  readonly timelines: Readonly<Record<string, PackedTimeline>>;
}

const COLUMNS = [
  'frame',
  'time',
  'sender',
  'flags',
  'seq',
  'ack',
  'length',
  'window',
  'ttl',
  'note',
  'stamp',
] as const;

/** Nanoseconds: a tick of the timestamps of most systems. */
const TICK = 1e6;

export function pack(model: ViewerModel): string {
  const timelines = mapValues(model.timelines, (timeline) => ({
    ...timeline,
    exchanges: timeline.exchanges.map(withoutQueries),
    packets: packColumns(timeline.packets),
  }));
  const packed: PackedModel = { version: DATA_VERSION, report: model.report, timelines };
  return JSON.stringify(packed);
}

/** The report says what may be shown of a request; the timelines must not say more. */
function withoutQueries(exchange: Exchange): Exchange {
  const { request } = exchange;
  if (request === null || request.target === null) return exchange;
  return { ...exchange, request: { ...request, target: withoutQuery(request.target) } };
}

/** @throws Error where the text is of another version. */
export function unpack(text: string): ViewerModel {
  const packed = JSON.parse(text) as PackedModel;
  if (packed.version !== DATA_VERSION)
    throw new Error(`data of version ${packed.version}, this page reads ${DATA_VERSION}`);
  const timelines = mapValues(packed.timelines, (timeline) => ({
    ...timeline,
    packets: unpackColumns(timeline.packets),
  }));
  return { report: packed.report, timelines };
}

/** Keys come from files: entries, never property writes, so that `__proto__` is a key like any other. */
function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function packColumns(packets: PacketColumns): PackedColumns {
  const guess = new Guess();
  const columns = COLUMNS.map((name) => packets[name]);
  const packed = COLUMNS.map((): number[] => []);
  for (let row = 0; row < packets.frame.length; row += 1) {
    const expected = guess.next(packets.sender[row] ?? 0, packets.time[row] ?? 0);
    for (let column = 0; column < COLUMNS.length; column += 1)
      packed[column]?.push((columns[column]?.[row] ?? 0) - (expected[column] ?? 0));
    guess.learn(packets, row);
  }
  return packed;
}

function unpackColumns(packed: PackedColumns): PacketColumns {
  const guess = new Guess();
  const columns = COLUMNS.map((): number[] => []);
  const named = COLUMNS.map((name, column) => [name, columns[column]]);
  const packets = Object.fromEntries(named) as unknown as PacketColumns;
  const [senders, times] = [packed[COLUMNS.indexOf('sender')], packed[COLUMNS.indexOf('time')]];
  const rows = packed[0]?.length ?? 0;
  for (let row = 0; row < rows; row += 1) {
    const expected = guess.next(senders?.[row] ?? 0, guess.time + (times?.[row] ?? 0));
    for (let column = 0; column < COLUMNS.length; column += 1)
      columns[column]?.push((packed[column]?.[row] ?? 0) + (expected[column] ?? 0));
    guess.learn(packets, row);
  }
  return packets;
}

/** What the next packet of a sender would be if nothing surprised: the next bytes, everything acknowledged. */
class Guess {
  #frame = 0;
  time = 0;
  readonly #sides = [newSide(), newSide()] as const;

  /** In the order of `COLUMNS`. `time`: of the next packet. */
  next(sender: number, time: number): readonly number[] {
    const own = this.#sides[sender === 0 ? 0 : 1];
    const other = this.#sides[sender === 0 ? 1 : 0];
    const stamp = own.stamp === 0 ? 0 : own.stamp + Math.round((time - own.time) / TICK);
    return [this.#frame + 1, this.time, 0, FLAG.ACK, own.end, other.end, 0, own.window, own.ttl, 0, stamp];
  }

  learn(packets: PacketColumns, row: number): void {
    const own = this.#sides[packets.sender[row] === 0 ? 0 : 1];
    this.#frame = packets.frame[row] ?? 0;
    this.time = packets.time[row] ?? 0;
    own.end = endOf(packets, row);
    own.window = packets.window[row] ?? 0;
    own.ttl = packets.ttl[row] ?? 0;
    own.stamp = packets.stamp?.[row] ?? 0;
    own.time = this.time;
  }
}

function newSide(): Record<'end' | 'window' | 'ttl' | 'stamp' | 'time', number> {
  return { end: 0, window: 0, ttl: 0, stamp: 0, time: 0 };
}
