/**
 * The exchanges of one connection while they happen, for any protocol that answers requests in order.
 *
 * Keeps the last answered ones, which a picture shows before the one that failed, and all that are unanswered; the rest is
 * only counted. Where bytes are missing the acknowledgement numbers say where messages must have ended: what the
 * next message's sender had received.
 */
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { ExchangeRecord, type RequestRecord, type ResponseRecord } from './records.ts';

/** Answered exchanges kept. */
const KEPT_COMPLETE = 3;
/** Unanswered requests followed at once; deeper pipelines are counted only. */
const MAX_OPEN = 64;

/** Told of every request that was answered. The record is used again afterwards. */
export type AnswerSink = (request: RequestRecord, response: ResponseRecord) => void;

export class ExchangeLog {
  requests = 0;
  responses = 0;
  /** Oldest first: the last complete ones, then those not complete. */
  readonly exchanges: ExchangeRecord[] = [];
  /** Kebab-case names of what was odd, with counts; null while nothing was. */
  oddities: Map<string, number> | null = null;
  /** Bytes of the server up to here belong to no response: alerts, settings, pings. */
  controlUpTo = 0;
  /** Number after the server's announcement that it closes (a TLS alert, GOAWAY); 0 while there was none. */
  farewellEnd = 0;
  /** `Server:` of the first response that says, and the idle seconds announced in `Keep-Alive: timeout=`. */
  server: string | null = null;
  announcedIdleSeconds: number | null = null;
  onAnswered: AnswerSink | null = null;
  /** Responses that nobody asked for. */
  private unasked = 0;

  /** The first exchange whose final response is not complete. */
  firstOpen(): ExchangeRecord | null {
    const { exchanges } = this;
    if (this.requests === this.responses + 1) {
      // Nearly always: one request is open, and it is the last one.
      const last = exchanges[exchanges.length - 1];
      if (last !== undefined && !last.isComplete) return last;
    }
    for (let i = 0; i < exchanges.length; i++) {
      const exchange = exchanges[i] as ExchangeRecord;
      if (!exchange.isComplete) return exchange;
    }
    return null;
  }

  /** A request begins at `seq`. */
  beginRequest(seq: number, origin: ChunkOrigin): ExchangeRecord & { request: RequestRecord } {
    const exchange = this.next();
    exchange.number = ++this.requests;
    exchange.request = exchange.ownRequest;
    exchange.request.begin(seq, origin);
    return exchange as ExchangeRecord & { request: RequestRecord };
  }

  endRequest(request: RequestRecord, end: number, origin: ChunkOrigin): void {
    request.finish(end, origin);
  }

  /** A response begins at `seq`, to `answered`: the first unanswered request, where the protocol doesn't say. */
  beginResponse(
    seq: number,
    origin: ChunkOrigin,
    answered: ExchangeRecord | null = this.firstOpen(),
  ): ExchangeRecord & { response: ResponseRecord } {
    let exchange = answered;
    if (exchange === null) {
      exchange = this.next();
      exchange.number = this.requests;
      this.unasked++;
    }
    exchange.response = exchange.ownResponse;
    exchange.response.begin(seq, origin);
    return exchange as ExchangeRecord & { response: ResponseRecord };
  }

  /** `at` is the frame and time of the last byte. */
  endResponse(exchange: ExchangeRecord, end: number, at: { frame: number; time: number }): void {
    const { request, response } = exchange;
    if (response === null) return;
    response.finish(end, at);
    if (request === null) return;
    this.responses++;
    if (exchange.unrecorded > 0 && exchange.stream === undefined && !response.hidden) {
      exchange.unrecorded--;
      exchange.response = null;
    } else this.onAnswered?.(request, response);
  }

  /** Bytes of the server up to `end` are no part of a response, or of one that is known. */
  noteControl(end: number): void {
    if (end > this.controlUpTo) this.controlUpTo = end;
  }

  /** Takes a request back that turned out to be none, or that its sender did not want answered any more. */
  withdraw(exchange: ExchangeRecord): void {
    const at = this.exchanges.indexOf(exchange);
    if (at >= 0) this.exchanges.splice(at, 1);
    this.requests--;
  }

  /** Takes a response back that nobody asked for, with its exchange: no answer is to be waited for in it. */
  dropUnasked(exchange: ExchangeRecord): void {
    const at = this.exchanges.indexOf(exchange);
    if (at >= 0) this.exchanges.splice(at, 1);
    this.unasked--;
  }

  /** Takes everything back. */
  clear(): void {
    this.requests = 0;
    this.responses = 0;
    this.exchanges.length = 0;
  }

  /** The connection was judged, nobody reads its exchanges any more. */
  free(): void {
    for (let one = this.exchanges.pop(); one !== undefined; one = this.exchanges.pop()) one.free();
  }

  /** A hole in the server's bytes: whatever is unanswered may have been answered in it. */
  hideOpen(seq: number, origin: ChunkOrigin): void {
    for (const exchange of this.exchanges) {
      if (exchange.isComplete) continue;
      if (exchange.response === null) this.beginResponse(seq, origin, exchange);
      if (exchange.response !== null) exchange.response.hidden = true;
    }
  }

  /** A hole in the client's bytes: a request that has not ended may have ended in it. */
  hideRequests(): void {
    for (const { request } of this.exchanges)
      if (request !== null && request.end === null) request.hidden = true;
  }

  /** Hidden responses were complete if the client, knowing of them, went on to send; `last` is the server's last byte. */
  completeHidden(ack: number, last: { frame: number; time: number }): void {
    for (const exchange of this.exchanges) {
      const { response } = exchange;
      if (response === null || !response.hidden || exchange.isComplete || ack <= response.start.seq) continue;
      this.endResponse(exchange, ack, last);
    }
  }

  /** Bytes of the client that were seen before came again. */
  noteRepeated(seq: number, end: number, origin: ChunkOrigin): void {
    for (const { request } of this.exchanges) {
      if (request === null || end <= request.start.seq) continue;
      if (seq >= (request.end ?? Number.POSITIVE_INFINITY)) continue;
      request.retransmittedFrame ??= origin.frame;
      if (seq <= request.start.seq && origin.ack < request.start.ack) request.start.ack = origin.ack;
    }
  }

  note(oddity: string): void {
    this.oddities ??= new Map();
    this.oddities.set(oddity, (this.oddities.get(oddity) ?? 0) + 1);
  }

  /** A record for the next exchange: a new one, or one whose exchange is only counted from now on. */
  private next(): ExchangeRecord {
    const { exchanges } = this;
    // Nearly always: all were answered. The older ones need not be looked at, which lie cold in memory.
    const allAnswered = this.requests === this.responses && this.unasked === 0;
    if (allAnswered && exchanges.length > KEPT_COMPLETE) return this.reuse(0);
    let complete = 0;
    let oldest = 0;
    for (let i = exchanges.length - 1; i >= 0; i--) {
      if (!(exchanges[i] as ExchangeRecord).isComplete) continue;
      complete++;
      oldest = i;
    }
    if (complete > KEPT_COMPLETE) return this.reuse(oldest);
    if (exchanges.length - complete >= MAX_OPEN) return this.replaceLast();
    const record = new ExchangeRecord();
    exchanges.push(record);
    return record;
  }

  /** The last request is only counted from now on, as those that it replaced. */
  private replaceLast(): ExchangeRecord {
    const place = this.exchanges.length - 1;
    const { unrecorded } = this.exchanges[place] as ExchangeRecord;
    const record = this.reuse(place);
    record.unrecorded = unrecorded + 1;
    return record;
  }

  /** The record at that place becomes the last one, with nothing in it. */
  private reuse(place: number): ExchangeRecord {
    const { exchanges } = this;
    const record = exchanges[place] as ExchangeRecord;
    for (let i = place; i < exchanges.length - 1; i++) exchanges[i] = exchanges[i + 1] as ExchangeRecord;
    exchanges[exchanges.length - 1] = record;
    record.clear();
    return record;
  }
}
