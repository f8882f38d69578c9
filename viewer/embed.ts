/**
 * The model inside the file: JSON whose packet columns are differences to what TCP makes likely, so that most
 * entries are zero and deflate has little left to store. `unpack` makes the model again, but for the queries of
 * request targets, which stay out.
 */

import { endOf } from '../src/timeline/links.ts';
import { type Exchange, FLAG, type PacketColumns, type Timeline } from '../src/timeline/schema.ts';
import { withoutQuery } from '../src/timeline/target.ts';
import type { ViewerModel } from './model.ts';

/** Raised whenever the layout of the data changes; a page reads only its own. */
export const DATA_VERSION: number = 1;

type PackedTimeline = Omit<Timeline, 'packets'> & { readonly packets: PackedColumns };

/** One array per column, in the order of `COLUMNS`. */
type PackedColumns = readonly number[][];

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

type ColumnName = (typeof COLUMNS)[number];
type Columns<Column extends readonly number[]> = Record<ColumnName, Column>;

/** Nanoseconds: a tick of the timestamps of most systems. */
const TICK = 1e6;

/** A record at a time: findings by the ten thousand are a hundred megabytes of text. */
export function* packedPieces({ report, timelines }: ViewerModel): Generator<string, void, void> {
  yield `{"version":${DATA_VERSION},"report":`;
  yield* objectPieces(Object.entries(report));
  yield ',"timelines":';
  yield* objectPieces(packedTimelines(timelines));
  yield '}';
}

function* packedTimelines(timelines: ViewerModel['timelines']): Generator<[string, PackedTimeline]> {
  for (const [key, timeline] of Object.entries(timelines)) {
    const exchanges = timeline.exchanges.map(withoutQueries);
    yield [key, { ...timeline, exchanges, packets: packColumns(timeline.packets) }];
  }
}

function* objectPieces(entries: Iterable<[string, unknown]>): Generator<string, void, void> {
  let before = '{';
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(value)) yield* arrayPieces(value);
    else yield JSON.stringify(value);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

function* arrayPieces(values: readonly unknown[]): Generator<string, void, void> {
  let before = '[';
  for (const value of values) {
    yield before + JSON.stringify(value);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
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
  const given = named((name) => packets[name] ?? Array.from(packets.frame, () => 0));
  const made = named((name) => [...given[name]]);
  recode(given, made, -1);
  return COLUMNS.map((name) => made[name]);
}

/** In place: there may be a million of them. */
function unpackColumns(packed: PackedColumns): PacketColumns {
  const zeros = () => Array.from(packed[0] ?? [], () => 0);
  const columns = named((name) => packed[COLUMNS.indexOf(name)] ?? zeros());
  recode(columns, columns, 1);
  return columns;
}

function named<Column extends readonly number[]>(columnOf: (name: ColumnName) => Column): Columns<Column> {
  return Object.fromEntries(COLUMNS.map((name) => [name, columnOf(name)])) as Columns<Column>;
}

/**
 * To differences from what is likely (-1), or back (1): the next bytes, everything acknowledged, and the clock's next tick. `made` may
 * be `given` where it goes back, for a row is read before it is written.
 */
function recode(given: Columns<readonly number[]>, made: Columns<number[]>, sign: 1 | -1): void {
  const { frame, time, sender, flags, seq, ack, window, ttl, stamp } = given;
  const actual = sign === 1 ? made : given;
  const sides = [newSide(), newSide()] as const;
  let lastFrame = 0;
  let lastTime = 0;
  for (let row = 0; row < frame.length; row += 1) {
    const own = sides[sender[row] === 0 ? 0 : 1];
    const other = own === sides[0] ? sides[1] : sides[0];
    made.frame[row] = (frame[row] ?? 0) + sign * (lastFrame + 1);
    made.time[row] = (time[row] ?? 0) + sign * lastTime;
    made.flags[row] = (flags[row] ?? 0) + sign * FLAG.ACK;
    made.seq[row] = (seq[row] ?? 0) + sign * own.end;
    made.ack[row] = (ack[row] ?? 0) + sign * other.end;
    made.window[row] = (window[row] ?? 0) + sign * own.window;
    made.ttl[row] = (ttl[row] ?? 0) + sign * own.ttl;
    lastFrame = actual.frame[row] ?? 0;
    lastTime = actual.time[row] ?? 0;
    made.stamp[row] = (stamp[row] ?? 0) + sign * nextStamp(own, lastTime);
    learn(own, actual, row);
  }
}

/** What one sender's last packet said. */
type SideState = Record<'end' | 'window' | 'ttl' | 'stamp' | 'time', number>;

function newSide(): SideState {
  return { end: 0, window: 0, ttl: 0, stamp: 0, time: 0 };
}

function nextStamp({ stamp, time: before }: SideState, time: number): number {
  return stamp === 0 ? 0 : stamp + Math.round((time - before) / TICK);
}

function learn(side: SideState, packets: Columns<readonly number[]>, row: number): void {
  side.end = endOf(packets, row);
  side.window = packets.window[row] ?? 0;
  side.ttl = packets.ttl[row] ?? 0;
  side.stamp = packets.stamp[row] ?? 0;
  side.time = packets.time[row] ?? 0;
}
