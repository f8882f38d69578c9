/**
 * The exchanges of one connection while they happen, for any protocol that answers requests in order.
 *
 * Keeps the last answered ones, which a picture shows before the one that failed, and all that are unanswered; the rest is
 * only counted. Where bytes are missing the acknowledgement numbers say where messages must have ended: what the
 * next message's sender had received.
 */
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { type Exchange, isComplete, type RequestFacts, type ResponseFacts } from './exchange.ts';

/** Answered exchanges kept. */
const KEPT_COMPLETE = 3;
/** Unanswered requests followed at once; deeper pipelines are counted only. */
const MAX_OPEN = 64;

export class ExchangeLog {
  requests = 0;
  responses = 0;
  /** Oldest first: the last complete ones, then those not complete. */
  readonly exchanges: Exchange[] = [];
  /** Kebab-case names of what was odd, with counts. */
  readonly oddities = new Map<string, number>();
  /** Bytes of the server up to here belong to no response: alerts, settings, pings. */
  controlUpTo = 0;
  /** `Server:` of the last response, and the idle seconds it announced in `Keep-Alive: timeout=`. */
  server: string | null = null;
  announcedIdleSeconds: number | null = null;

  /** Told of every exchange that is answered. */
  onAnswered: ((exchange: Exchange) => void) | null = null;

  /** The first exchange whose final response is not complete. */
  firstOpen(): Exchange | null {
    for (const exchange of this.exchanges) if (!isComplete(exchange)) return exchange;
    return null;
  }

  /** A request begins at `seq`. */
  beginRequest(seq: number, origin: ChunkOrigin): Exchange & { request: RequestFacts } {
    this.requests++;
    const request: RequestFacts = {
      start: { frame: origin.frame, time: origin.time, seq, ack: origin.ack },
      end: null,
      endFrame: null,
      endTime: null,
      method: null,
      target: null,
      host: null,
      id: null,
      retransmittedFrame: null,
    };
    const exchange = { number: this.requests, request, response: null, lastByAgreement: false };
    this.remember(exchange);
    return exchange;
  }

  endRequest(request: RequestFacts, end: number, origin: ChunkOrigin): void {
    request.end = end;
    request.endFrame = origin.frame;
    request.endTime = origin.time;
  }

  /** A response begins at `seq`, to the first unanswered request or to none. */
  beginResponse(seq: number, origin: ChunkOrigin): Exchange & { response: ResponseFacts } {
    let exchange = this.firstOpen();
    if (exchange === null) {
      exchange = { number: this.requests, request: null, response: null, lastByAgreement: false };
      this.remember(exchange);
    }
    const response: ResponseFacts = {
      start: { frame: origin.frame, time: origin.time, seq, ack: origin.ack },
      headEnd: null,
      end: null,
      endFrame: null,
      endTime: null,
      status: null,
      framing: 'unknown',
      hidden: false,
      bytesMissing: null,
    };
    exchange.response = response;
    return exchange as Exchange & { response: ResponseFacts };
  }

  /** `at` is the frame and time of the last byte. */
  endResponse(
    exchange: Exchange,
    response: ResponseFacts,
    end: number,
    at: { frame: number; time: number },
  ): void {
    response.end = end;
    response.endFrame = at.frame;
    response.endTime = at.time;
    if (exchange.request === null) return;
    this.responses++;
    this.onAnswered?.(exchange);
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
    this.oddities.set(oddity, (this.oddities.get(oddity) ?? 0) + 1);
  }

  /** Forgets everything: the bytes only looked like this protocol. */
  clear(): void {
    this.requests = 0;
    this.responses = 0;
    this.exchanges.length = 0;
    this.oddities.clear();
  }

  private remember(exchange: Exchange): void {
    let complete = 0;
    for (const one of this.exchanges) if (isComplete(one)) complete++;
    if (complete > KEPT_COMPLETE) this.exchanges.splice(this.exchanges.findIndex(isComplete), 1);
    else if (this.exchanges.length - complete >= MAX_OPEN) this.exchanges.pop();
    this.exchanges.push(exchange);
  }
}
