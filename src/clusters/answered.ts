/**
 * The requests of the capture that were answered, as columns: what a failed request is looked up in, to see whether it was
 * sent again and answered. A ring: in a long capture only the recent past can hold a retry.
 */
import type { RequestRecord, ResponseRecord } from '../app/records.ts';

/** 5 MB; at 10,000 requests a second the last 13 s. */
const CAPACITY = 1 << 17;

/** A gateway sends a request on within this time (nanoseconds). */
export const SENT_ON_NS = 100e6;

export interface AnsweredRequest {
  readonly connection: number;
  readonly frame: number;
  readonly time: number;
  readonly status: number | null;
  /** The request carried the id that was looked for. */
  readonly sameId: boolean;
  /** It was sent by the host that was asked for. */
  readonly sameSender: boolean;
}

export class AnsweredRequests {
  private readonly keys = new Float64Array(CAPACITY);
  private readonly senders = new Float64Array(CAPACITY);
  private readonly servers = new Float64Array(CAPACITY);
  private readonly ids = new Float64Array(CAPACITY);
  private readonly times = new Float64Array(CAPACITY);
  private readonly frames = new Float64Array(CAPACITY);
  private readonly connections = new Uint32Array(CAPACITY);
  private readonly statuses = new Uint16Array(CAPACITY);
  private total = 0;

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
    this.times[at] = request.start.time;
    this.frames[at] = request.start.frame;
    this.connections[at] = connection;
    this.statuses[at] = response.status ?? 0;
  }

  /** Requests of that name sent between two times, in the order in which they were answered. */
  find(
    wanted: { readonly sender: number; readonly key: number; readonly idKey: number },
    since: number,
    until: number,
  ): AnsweredRequest[] {
    const found: AnsweredRequest[] = [];
    for (let i = Math.max(0, this.total - CAPACITY); i < this.total; i++) {
      const at = i % CAPACITY;
      if (this.keys[at] !== wanted.key) continue;
      const time = this.times[at] as number;
      if (time < since || time > until) continue;
      found.push({
        connection: this.connections[at] as number,
        frame: this.frames[at] as number,
        time,
        status: this.statuses[at] || null,
        sameId: wanted.idKey !== 0 && this.ids[at] === wanted.idKey,
        sameSender: this.senders[at] === wanted.sender,
      });
    }
    return found;
  }

  /** Whether that server was seen to send requests on to others: one of its last answered requests reappears at once. */
  isGateway(server: number): boolean {
    let tried = 0;
    for (let i = this.total - 1; i >= Math.max(0, this.total - CAPACITY) && tried < 50; i--) {
      const at = i % CAPACITY;
      if (this.servers[at] !== server) continue;
      tried++;
      const wanted = { sender: this.senders[at] as number, key: this.keys[at] as number, idKey: 0 };
      const time = this.times[at] as number;
      const again = this.find(wanted, time, time + SENT_ON_NS);
      if (again.some((other) => !other.sameSender)) return true;
    }
    return false;
  }
}
