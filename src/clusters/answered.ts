/**
 * The requests of the capture that were answered, as columns: what a failed request is looked up in, to see whether it was
 * sent again and answered. A ring: in a long capture only the recent past can hold a retry.
 */
import type { RequestRecord, ResponseRecord } from '../app/records.ts';
import type { Nanoseconds } from '../time.ts';
import { between, groupSorted } from './sorted.ts';

/** 8 MB; at 10,000 requests a second the last 13 s. */
const CAPACITY = 1 << 17;
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
  private readonly keys = new Float64Array(CAPACITY);
  private readonly senders = new Float64Array(CAPACITY);
  private readonly servers = new Float64Array(CAPACITY);
  private readonly ids = new Float64Array(CAPACITY);
  private readonly heads = new Float64Array(CAPACITY);
  private readonly times = new Float64Array(CAPACITY);
  private readonly frames = new Float64Array(CAPACITY);
  private readonly connections = new Uint32Array(CAPACITY);
  private readonly statuses = new Uint16Array(CAPACITY);
  /** From the whole request to the first byte of its answer. */
  private readonly waits = new Float64Array(CAPACITY);
  private total = 0;
  private byKey: Map<number, number[]> | null = null;
  private bySender: Map<number, number[]> | null = null;
  private byServer: Map<number, number[]> | null = null;

  /** `sender` and `server` are numbers of hosts in the flow table. */
  add(
    sender: number,
    server: number,
    connection: number,
    request: RequestRecord,
    response: ResponseRecord,
  ): void {
    const at = this.total++ % CAPACITY;
    this.keys[at] = request.key;
    this.senders[at] = sender;
    this.servers[at] = server;
    this.ids[at] = request.idKey;
    this.heads[at] = request.headKey;
    this.times[at] = request.start.time;
    this.frames[at] = request.start.frame;
    this.connections[at] = connection;
    this.statuses[at] = response.status ?? 0;
    this.waits[at] = response.start.time - (request.endTime ?? request.start.time);
  }

  /** Requests of that name sent between two times, in the order in which they were sent. */
  find(wanted: Wanted, since: number, until: number): AnsweredRequest[] {
    this.byKey ??= this.index(this.keys);
    return this.entries(this.byKey.get(wanted.key), wanted, since, until);
  }

  /** All that one host sent between two times, whatever it is. */
  sentBy(sender: number, since: number, until: number): AnsweredRequest[] {
    this.bySender ??= this.index(this.senders);
    const wanted = { sender, key: 0, idKey: 0, headKey: 0 };
    return this.entries(this.bySender.get(sender), wanted, since, until);
  }

  /** Whether that server was seen to send requests on to others: one of its last answered requests reappears at once. */
  isGateway(server: number): boolean {
    this.byServer ??= this.index(this.servers);
    const last = this.byServer.get(server)?.slice(-50) ?? [];
    return last.some((at) => {
      const wanted = {
        sender: this.senders[at] as number,
        key: this.keys[at] as number,
        idKey: 0,
        headKey: 0,
      };
      const time = this.times[at] as number;
      return this.find(wanted, time, time + SENT_ON_NS).some((other) => !other.sameSender);
    });
  }

  /**
   * How long each host waited for an answer of each server and got one, by `sender server`. Answers on the connections
   * `without` don't count.
   */
  longestWaits(without: ReadonlySet<number>): ReadonlyMap<string, Nanoseconds> {
    const longest = new Map<string, Nanoseconds>();
    for (let at = 0; at < Math.min(this.total, CAPACITY); at++) {
      if (without.has(this.connections[at] as number)) continue;
      const pair = `${this.senders[at]} ${this.servers[at]}`;
      longest.set(pair, Math.max(longest.get(pair) ?? 0, this.waits[at] as number));
    }
    return longest;
  }

  /** Places of the columns by a column's value, in the order of time. Made when all requests are there. */
  private index(column: Float64Array): Map<number, number[]> {
    const used = Array.from({ length: Math.min(this.total, CAPACITY) }, (_, at) => at);
    return groupSorted(
      used,
      (at) => column[at] as number,
      (at) => this.times[at] as number,
    );
  }

  private entries(
    places: readonly number[] | undefined,
    wanted: Wanted,
    since: number,
    until: number,
  ): AnsweredRequest[] {
    if (places === undefined) return [];
    return between(places, since, until, (at) => this.times[at] as number)
      .slice(0, MAX_CANDIDATES)
      .map((at) => this.entry(at, wanted));
  }

  private entry(at: number, wanted: Wanted): AnsweredRequest {
    return {
      connection: this.connections[at] as number,
      frame: this.frames[at] as number,
      time: this.times[at] as number,
      status: this.statuses[at] || null,
      sameId: wanted.idKey !== 0 && this.ids[at] === wanted.idKey,
      sameHead: wanted.headKey !== 0 && this.heads[at] === wanted.headKey,
      sameSender: this.senders[at] === wanted.sender,
    };
  }
}
