/**
 * The requests of the capture that were answered, as columns: what a failed request is looked up in, to see whether it was
 * sent again and answered. In a long capture most are forgotten: the newer ones stay, and of the older ones those that may be the
 * retry of a failure.
 */
import type { RequestRecord, ResponseRecord } from '../app/records.ts';
import type { Nanoseconds } from '../time.ts';
import { RowsByValue, rowsInTime } from './rows-by-value.ts';
import { Windows } from './windows.ts';

/** 5 MB. At 10,000 requests a second the newer half is 3 s. */
const MOST_ROWS = 1 << 16;
const FIRST_ROWS = 256;
/** Answered requests of a server that tell whether it is a gateway. */
const MAX_LAST = 50;
/** Candidates looked at for one failure. */
const MAX_CANDIDATES = 1000;

/** A gateway sends a request on within this time (nanoseconds). */
export const SENT_ON_NS = 100e6;

export interface AnsweredRequest {
  readonly connection: number;
  readonly frame: number;
  readonly time: number;
  readonly status: number | null;
  /** The request carried the id that was looked for. */
  readonly sameId: boolean;
  /** Its head is the same, byte for byte. */
  readonly sameHead: boolean;
  /** It was sent by the host that was asked for. */
  readonly sameSender: boolean;
}

/** What a request is looked up by: numbers and hashes as in app/records.ts, 0 where unknown. */
export interface Wanted {
  /** The host that sent it. */
  readonly sender: number;
  readonly key: number;
  readonly idKey: number;
  readonly headKey: number;
}

export class AnsweredRequests {
  private columns = new Columns(FIRST_ROWS);
  private count = 0;
  /** Where retries of the failures known so far may be: times by what names a request, and by who sends it. */
  private readonly namesWanted = new Windows();
  private readonly sendersWanted = new Windows();
  private inTime: Uint32Array | null = null;
  private byKey: RowsByValue | null = null;
  private bySender: RowsByValue | null = null;
  private byServer: RowsByValue | null = null;

  /** `sender` and `server` are numbers of hosts in the flow table. */
  add(
    sender: number,
    server: number,
    connection: number,
    request: RequestRecord,
    response: ResponseRecord,
  ): void {
    if (this.count === MOST_ROWS) this.forget();
    const at = this.count++;
    if (at === this.columns.keys.length) this.columns = new Columns(at * 2, this.columns);
    const { columns } = this;
    columns.keys[at] = request.key;
    columns.senders[at] = sender;
    columns.servers[at] = server;
    columns.ids[at] = request.idKey;
    columns.heads[at] = request.headKey;
    columns.times[at] = request.start.time;
    columns.frames[at] = request.start.frame;
    columns.connections[at] = connection;
    columns.statuses[at] = response.status ?? 0;
    columns.waits[at] = response.start.time - (request.endTime ?? request.start.time);
  }

  /** The requests that `find` gives will be asked for. */
  keepFor(wanted: Wanted, since: number, until: number): void {
    this.namesWanted.add(wanted.key, since, until);
  }

  /** The requests that `sentBy` gives will be asked for. */
  keepSentBy(sender: number, since: number, until: number): void {
    this.sendersWanted.add(sender, since, until);
  }

  /** Requests of that name sent between two times, in the order in which they were sent. */
  find(wanted: Wanted, since: number, until: number): AnsweredRequest[] {
    this.byKey ??= this.index(this.columns.keys);
    const rows = this.byKey.within(wanted.key, since, until, MAX_CANDIDATES);
    return rows.map((at) => this.entry(at, wanted));
  }

  /** All that one host sent between two times, whatever it is. */
  sentBy(sender: number, since: number, until: number): AnsweredRequest[] {
    this.bySender ??= this.index(this.columns.senders);
    const wanted = { sender, key: 0, idKey: 0, headKey: 0 };
    const rows = this.bySender.within(sender, since, until, MAX_CANDIDATES);
    return rows.map((at) => this.entry(at, wanted));
  }

  /** Whether that server was seen to send requests on to others: one of its last answered requests reappears at once. */
  isGateway(server: number): boolean {
    const { keys, senders, times, servers } = this.columns;
    this.byServer ??= this.index(servers);
    return this.byServer.last(server, MAX_LAST).some((at) => {
      const wanted = { sender: senders[at] as number, key: keys[at] as number, idKey: 0, headKey: 0 };
      const time = times[at] as number;
      return this.find(wanted, time, time + SENT_ON_NS).some((other) => !other.sameSender);
    });
  }

  /**
   * How long each host waited for an answer of each server and got one, by `sender server`. Answers on the connections
   * `without` don't count.
   */
  longestWaits(without: ReadonlySet<number>): ReadonlyMap<string, Nanoseconds> {
    const { connections, senders, servers, waits } = this.columns;
    const longest = new Map<string, Nanoseconds>();
    for (let at = 0; at < this.count; at++) {
      if (without.has(connections[at] as number)) continue;
      const pair = `${senders[at]} ${servers[at]}`;
      longest.set(pair, Math.max(longest.get(pair) ?? 0, waits[at] as number));
    }
    return longest;
  }

  /** Makes room: of the older half only what may be a retry stays, and no more of that than a quarter of all. */
  private forget(): void {
    const { columns } = this;
    const { keys, senders, times } = columns;
    let kept = 0;
    for (let at = 0; at < this.count; at++) {
      const newer = at >= MOST_ROWS / 2;
      if (!newer) {
        const time = times[at] as number;
        const wanted =
          this.namesWanted.has(keys[at] as number, time) ||
          this.sendersWanted.has(senders[at] as number, time);
        if (!wanted || kept >= MOST_ROWS / 4) continue;
      }
      columns.move(at, kept++);
    }
    this.count = kept;
  }

  /** Made when all requests are there. */
  private index(column: Float64Array): RowsByValue {
    const { times } = this.columns;
    this.inTime ??= rowsInTime(times, this.count);
    return new RowsByValue(column, times, this.inTime);
  }

  private entry(at: number, wanted: Wanted): AnsweredRequest {
    const { columns } = this;
    return {
      connection: columns.connections[at] as number,
      frame: columns.frames[at] as number,
      time: columns.times[at] as number,
      status: columns.statuses[at] || null,
      sameId: wanted.idKey !== 0 && columns.ids[at] === wanted.idKey,
      sameHead: wanted.headKey !== 0 && columns.heads[at] === wanted.headKey,
      sameSender: columns.senders[at] === wanted.sender,
    };
  }
}

/** The table, column by column. Small captures get a small one. */
class Columns {
  readonly keys: Float64Array;
  readonly senders: Float64Array;
  readonly servers: Float64Array;
  readonly ids: Float64Array;
  readonly heads: Float64Array;
  readonly times: Float64Array;
  readonly frames: Float64Array;
  readonly connections: Uint32Array;
  readonly statuses: Uint16Array;
  /** From the whole request to the first byte of its answer. */
  readonly waits: Float64Array;

  /** With the rows of `smaller`, if given. */
  constructor(rows: number, smaller?: Columns) {
    const numbers = (from: Float64Array | undefined) => copied(new Float64Array(rows), from);
    this.keys = numbers(smaller?.keys);
    this.senders = numbers(smaller?.senders);
    this.servers = numbers(smaller?.servers);
    this.ids = numbers(smaller?.ids);
    this.heads = numbers(smaller?.heads);
    this.times = numbers(smaller?.times);
    this.frames = numbers(smaller?.frames);
    this.connections = copied(new Uint32Array(rows), smaller?.connections);
    this.statuses = copied(new Uint16Array(rows), smaller?.statuses);
    this.waits = numbers(smaller?.waits);
  }

  move(from: number, to: number): void {
    const { keys, senders, servers, ids, heads, times, frames, connections, statuses, waits } = this;
    for (const column of [keys, senders, servers, ids, heads, times, frames, connections, statuses, waits])
      column[to] = column[from] as number;
  }
}

function copied<T extends Float64Array | Uint32Array | Uint16Array>(column: T, from: T | undefined): T {
  if (from !== undefined) column.set(from);
  return column;
}
