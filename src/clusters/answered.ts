/**
 * The requests of the capture that were answered, as columns: what a failed request is looked up in, to see whether it was
 * sent again and answered. A ring: in a long capture only the recent past can hold a retry.
 */
import type { Exchange } from '../app/exchange.ts';

/** 5 MB; at 10,000 requests a second the last 13 s. */
const CAPACITY = 1 << 17;

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
  private readonly ids = new Float64Array(CAPACITY);
  private readonly times = new Float64Array(CAPACITY);
  private readonly frames = new Float64Array(CAPACITY);
  private readonly connections = new Uint32Array(CAPACITY);
  private readonly statuses = new Uint16Array(CAPACITY);
  private total = 0;

  /** `sender` is the host that sent it; `key` names the request. */
  add(sender: string, key: string, connection: number, exchange: Exchange): void {
    const { request, response } = exchange;
    if (request === null) return;
    const at = this.total++ % CAPACITY;
    this.keys[at] = hash(key, 7);
    this.senders[at] = hash(sender, 5);
    this.ids[at] = request.id === null ? 0 : hash(request.id, 11);
    this.times[at] = request.start.time;
    this.frames[at] = request.start.frame;
    this.connections[at] = connection;
    this.statuses[at] = response?.status ?? 0;
  }

  /** Requests of that name sent between two times, in the order in which they were answered. */
  find(sender: string, key: string, id: string | null, since: number, until: number): AnsweredRequest[] {
    const wanted = hash(key, 7);
    const wantedSender = hash(sender, 5);
    const wantedId = id === null ? -1 : hash(id, 11);
    const found: AnsweredRequest[] = [];
    for (let i = Math.max(0, this.total - CAPACITY); i < this.total; i++) {
      const at = i % CAPACITY;
      if (this.keys[at] !== wanted) continue;
      const time = this.times[at] as number;
      if (time < since || time > until) continue;
      found.push({
        connection: this.connections[at] as number,
        frame: this.frames[at] as number,
        time,
        status: this.statuses[at] || null,
        sameId: this.ids[at] === wantedId,
        sameSender: this.senders[at] === wantedSender,
      });
    }
    return found;
  }
}

/** A 53-bit hash: two 32-bit lanes of FNV-1a with different beginnings. Equal names in a few seconds are the only risk. */
function hash(text: string, seed: number): number {
  let low = 0x811c9dc5 ^ seed;
  let high = 0x9e3779b1 ^ (seed / 4294967296);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (high >>> 11) * 4294967296 + (low >>> 0);
}
