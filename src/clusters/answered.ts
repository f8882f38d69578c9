/**
 * The requests of the capture that were answered, as rows of numbers: what a failed request is looked up in, to see whether it was
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
  /** Number of the host that answered, in the flow table. */
  readonly server: number;
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

/** Columns of a row. What one request writes lies together: two lines of the processor's cache. */
const KEY = 0;
const SENDER = 1;
const SERVER = 2;
const ID = 3;
const HEAD = 4;
const TIME = 5;
const FRAME = 6;
/** connection * 1024 + status, 0 for an unknown one. */
const CONNECTION = 7;
/** From the whole request to the first byte of its answer. */
const WAIT = 8;
const WIDTH = 9;
const STATUSES = 1024;

export class AnsweredRequests {
  /** Small captures get a small one. */
  private rows = new Float64Array(FIRST_ROWS * WIDTH);
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
    const at = this.count++ * WIDTH;
    if (at === this.rows.length) this.grow();
    const { rows } = this;
    rows[at + KEY] = request.key;
    rows[at + SENDER] = sender;
    rows[at + SERVER] = server;
    rows[at + ID] = request.idKey;
    rows[at + HEAD] = request.headKey;
    rows[at + TIME] = request.start.time;
    rows[at + FRAME] = request.start.frame;
    rows[at + CONNECTION] = connection * STATUSES + (response.status ?? 0);
    rows[at + WAIT] = response.start.time - (request.endTime ?? request.start.time);
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
    this.byKey ??= this.index(KEY);
    const rows = this.byKey.within(wanted.key, since, until, MAX_CANDIDATES);
    return rows.map((row) => this.entry(row, wanted));
  }

  /** All that one host sent between two times, whatever it is. */
  sentBy(sender: number, since: number, until: number): AnsweredRequest[] {
    this.bySender ??= this.index(SENDER);
    const wanted = { sender, key: 0, idKey: 0, headKey: 0 };
    const rows = this.bySender.within(sender, since, until, MAX_CANDIDATES);
    return rows.map((row) => this.entry(row, wanted));
  }

  /** Whether that server was seen to send requests on to others: one of its last answered requests reappears at once. */
  isGateway(server: number): boolean {
    return this.lastOf(server).some((row) => this.reappearances(row).length > 0);
  }

  /** The one host under which a server sends requests on, and to whom; null where it doesn't, or where it could be several. */
  wayOn(server: number): { readonly sender: number; readonly servers: readonly number[] } | null {
    const last = this.lastOf(server);
    const further = last.flatMap((row) => this.reappearances(row));
    const [sender, ...others] = new Set(further.map((row) => this.read(row, SENDER)));
    if (sender === undefined || others.length > 0) return null;
    // Who asks it too is another gateway beside it, with the same requests.
    if (last.some((row) => this.read(row, SENDER) === sender)) return null;
    return { sender, servers: [...new Set(further.map((row) => this.read(row, SERVER)))] };
  }

  private lastOf(server: number): readonly number[] {
    this.byServer ??= this.index(SERVER);
    return this.byServer.last(server, MAX_LAST);
  }

  /** Rows of the same request, sent to a third host by another as soon as this one. Asked of the same server it is another client's. */
  private reappearances(row: number): number[] {
    this.byKey ??= this.index(KEY);
    const time = this.read(row, TIME);
    return this.byKey
      .within(this.read(row, KEY), time, time + SENT_ON_NS, MAX_CANDIDATES)
      .filter((other) => [SENDER, SERVER].every((end) => this.read(other, end) !== this.read(row, end)));
  }

  /**
   * How long each host waited for an answer of each server and got one, by `sender server`. Answers on the connections
   * `without` don't count.
   */
  longestWaits(without: ReadonlySet<number>): ReadonlyMap<string, Nanoseconds> {
    const longest = new Map<string, Nanoseconds>();
    for (let row = 0; row < this.count; row++) {
      if (without.has(this.connection(row))) continue;
      const pair = `${this.read(row, SENDER)} ${this.read(row, SERVER)}`;
      longest.set(pair, Math.max(longest.get(pair) ?? 0, this.read(row, WAIT)));
    }
    return longest;
  }

  /** Makes room: of the older half only what may be a retry stays, and no more of that than a quarter of all. */
  private forget(): void {
    let kept = 0;
    for (let row = 0; row < this.count; row++) {
      if (row < MOST_ROWS / 2 && (kept >= MOST_ROWS / 4 || !this.isWanted(row))) continue;
      this.rows.copyWithin(kept++ * WIDTH, row * WIDTH, (row + 1) * WIDTH);
    }
    this.count = kept;
  }

  private isWanted(row: number): boolean {
    const time = this.read(row, TIME);
    return (
      this.namesWanted.has(this.read(row, KEY), time) || this.sendersWanted.has(this.read(row, SENDER), time)
    );
  }

  private grow(): void {
    const larger = new Float64Array(this.rows.length * 2);
    larger.set(this.rows);
    this.rows = larger;
  }

  /** Made when all requests are there. */
  private index(column: number): RowsByValue {
    const timeOf = (row: number) => this.read(row, TIME);
    this.inTime ??= rowsInTime(timeOf, this.count);
    return new RowsByValue((row) => this.read(row, column), timeOf, this.inTime);
  }

  private entry(row: number, wanted: Wanted): AnsweredRequest {
    return {
      connection: this.connection(row),
      frame: this.read(row, FRAME),
      time: this.read(row, TIME),
      status: this.read(row, CONNECTION) % STATUSES || null,
      server: this.read(row, SERVER),
      sameId: wanted.idKey !== 0 && this.read(row, ID) === wanted.idKey,
      sameHead: wanted.headKey !== 0 && this.read(row, HEAD) === wanted.headKey,
      sameSender: this.read(row, SENDER) === wanted.sender,
    };
  }

  private connection(row: number): number {
    return Math.floor(this.read(row, CONNECTION) / STATUSES);
  }

  private read(row: number, column: number): number {
    return this.rows[row * WIDTH + column] as number;
  }
}
