/**
 * HTTP/1 on one connection: both directions framed, requests paired with their final responses (RFC 9112 §9.3.2: in order).
 *
 * Chunks come in causal order, so the request that a response answers is always known first. Where bytes are missing
 * the acknowledgement numbers say where messages must have ended: what the next message's sender had received.
 */
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin, StreamSink } from '../tcp/stream-sink.ts';
import type { Exchange, Framing, ResponseFacts } from './exchange.ts';
import { isComplete } from './exchange.ts';
import { type BodyFraming, MessageFraming } from './framing.ts';
import type { Head } from './head.ts';
import { isRequestLine, looksLikeRequest, looksLikeResponse } from './recognise.ts';

/** Answered exchanges kept: what a picture shows before the one that failed. */
const KEPT_COMPLETE = 3;
/** Unanswered requests followed at once on one connection; deeper pipelines are counted only. */
const MAX_OPEN = 64;

export class HttpPairing implements StreamSink {
  protocol: 'none' | 'http/1' | 'unknown' = 'none';
  requests = 0;
  responses = 0;
  /** Oldest first: the last complete ones, then those not complete. */
  readonly exchanges: Exchange[] = [];
  readonly oddities = new Map<string, number>();
  /** `Server:` of the last response, and the idle seconds it announced in `Keep-Alive: timeout=`. */
  server: string | null = null;
  announcedIdleSeconds: number | null = null;

  private readonly requestFraming = new MessageFraming(this.requestEvents(), true);
  private readonly responseFraming = new MessageFraming(this.responseEvents(), false);
  private current: Exchange | null = null;
  private answering: Exchange | null = null;
  private headSeen = false;
  private firstByteSeen = false;

  data(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    if (this.protocol === 'unknown') return;
    if (this.protocol === 'none' && !this.recognise(connection, sender, buffer, offset, offset + length))
      return;
    const framing = sender === connection.clientSide ? this.requestFraming : this.responseFraming;
    framing.data(buffer, offset, length, seq, origin);
  }

  gap(connection: TcpConnection, sender: 0 | 1, seq: number, length: number, origin: ChunkOrigin): void {
    this.firstByteSeen = true;
    if (this.protocol !== 'http/1') return;
    const fromClient = sender === connection.clientSide;
    const framing = fromClient ? this.requestFraming : this.responseFraming;
    if (framing.betweenMessages) {
      if (fromClient) this.startRequest(seq, origin);
      else if (this.firstOpen() !== null) this.startResponse(seq, origin);
    }
    framing.gap(length, seq, origin);
  }

  repeated(connection: TcpConnection, sender: 0 | 1, seq: number, end: number, origin: ChunkOrigin): void {
    if (sender !== connection.clientSide) return;
    for (const { request } of this.exchanges) {
      if (request === null || end <= request.start.seq || seq >= (request.end ?? Number.POSITIVE_INFINITY))
        continue;
      request.retransmittedFrame ??= origin.frame;
      if (seq <= request.start.seq && origin.ack < request.start.ack) request.start.ack = origin.ack;
    }
  }

  /** The first exchange whose final response is not complete. */
  firstOpen(): Exchange | null {
    for (const exchange of this.exchanges) if (!isComplete(exchange)) return exchange;
    return null;
  }

  /** Notes how much of a counted body is still missing; called once when the connection is over. */
  close(): void {
    const response = this.answering?.response;
    if (response && response.end === null && response.framing === 'content-length') {
      response.bytesMissing = this.responseFraming.bytesMissing;
    }
  }

  /** Decides by the first bytes whether this is HTTP/1 and, where no handshake told, who is the client. */
  private recognise(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    at: number,
    end: number,
  ): boolean {
    const midstream = !connection.endpoints[sender].synSeen || this.firstByteSeen;
    const request = midstream ? isRequestLine(buffer, at, end) : looksLikeRequest(buffer, at, end);
    const response = looksLikeResponse(buffer, at, end) && (!midstream || end - at >= 12);
    if (connection.roleEvidence === 'port' && (request || response)) {
      connection.clientSide = request ? sender : ((sender ^ 1) as 0 | 1);
      connection.roleEvidence = 'http';
    }
    const expected = sender === connection.clientSide ? request : response;
    this.firstByteSeen = true;
    if (expected) {
      this.protocol = 'http/1';
      // A direction of which the beginning is missing starts wherever its next message does.
      for (const side of [0, 1] as const) {
        const endpoint = connection.endpoints[side];
        if (endpoint.synSeen || side === sender) continue;
        (side === connection.clientSide ? this.requestFraming : this.responseFraming).startLost();
      }
      return true;
    }
    if (!midstream) this.protocol = 'unknown';
    return false;
  }

  private requestEvents() {
    return {
      onStart: (seq: number, origin: ChunkOrigin) => this.startRequest(seq, origin),
      onHead: (head: Head) => this.requestHead(head),
      onEnd: (end: number, origin: ChunkOrigin) => this.endRequest(end, origin),
      onLost: (oddity: string) => this.lose(oddity),
    };
  }

  private responseEvents() {
    return {
      onStart: (seq: number, origin: ChunkOrigin) => this.startResponse(seq, origin),
      onHead: (head: Head, headEnd: number) => this.responseHead(head, headEnd),
      onEnd: (end: number, origin: ChunkOrigin) => this.endResponse(end, origin),
      onLost: (oddity: string) => this.lose(oddity),
    };
  }

  private startRequest(seq: number, origin: ChunkOrigin): void {
    this.requests++;
    this.closeHiddenResponses(origin);
    const exchange: Exchange = {
      number: this.requests,
      request: {
        start: { frame: origin.frame, time: origin.time, seq, ack: origin.ack },
        end: null,
        endFrame: null,
        endTime: null,
        method: null,
        target: null,
        host: null,
        id: null,
        retransmittedFrame: null,
      },
      response: null,
      lastByAgreement: false,
    };
    this.current = exchange;
    this.remember(exchange);
  }

  /** A response whose end the capture hides was complete if the client went on to send what acknowledges it. */
  private closeHiddenResponses(origin: ChunkOrigin): void {
    if (!this.responseFraming.lost) return;
    for (const exchange of this.exchanges) {
      const { response } = exchange;
      if (response === null || response.end !== null || origin.ack <= response.start.seq) continue;
      this.completeResponse(exchange, response, origin.ack, origin);
    }
    this.answering = null;
  }

  private requestHead(head: Head): BodyFraming {
    this.headSeen = true;
    const exchange = this.current;
    if (exchange?.request) {
      exchange.request.method = head.method;
      exchange.request.target = head.target;
      exchange.request.host = head.host;
      exchange.request.id = head.id;
      exchange.lastByAgreement = head.close || (head.version === 10 && !head.keepAlive);
    }
    if (head.conflictingLength) this.note('conflicting-length');
    if (head.method === 'PRI') return { kind: 'tunnel' };
    if (head.chunked) return { kind: 'chunked' };
    return head.contentLength > 0 ? { kind: 'length', bytes: head.contentLength } : { kind: 'none' };
  }

  private endRequest(end: number, origin: ChunkOrigin): void {
    const request = this.current?.request;
    if (!request) return;
    request.end = end;
    request.endFrame = origin.frame;
    request.endTime = origin.time;
  }

  private startResponse(seq: number, origin: ChunkOrigin): void {
    let exchange = this.firstOpen();
    if (exchange === null) {
      if (!this.requestFraming.lost) this.note('unsolicited-response');
      exchange = { number: this.requests, request: null, response: null, lastByAgreement: false };
      this.remember(exchange);
    }
    if (exchange.request !== null && exchange.request.end === null && this.requestFraming.lost) {
      exchange.request.end = Math.max(origin.ack, exchange.request.start.seq + 1);
    }
    this.answering = exchange;
    exchange.response = {
      start: { frame: origin.frame, time: origin.time, seq, ack: origin.ack },
      headEnd: null,
      end: null,
      endFrame: null,
      endTime: null,
      status: null,
      framing: 'unknown',
      bytesMissing: null,
    };
  }

  private responseHead(head: Head, headEnd: number): BodyFraming {
    this.headSeen = true;
    const exchange = this.answering;
    const response = exchange?.response;
    if (!exchange || !response) return { kind: 'none' };
    response.status = head.status;
    response.headEnd = headEnd;
    if (head.conflictingLength) this.note('conflicting-length');
    const body = responseBody(exchange.request?.method ?? null, head);
    response.framing = framingName(body);
    if (isInterim(head.status)) return body;
    if (head.server !== null) this.server = head.server;
    if (head.keepAliveTimeout >= 0) this.announcedIdleSeconds = head.keepAliveTimeout;
    exchange.lastByAgreement ||= head.close || (head.version === 10 && !head.keepAlive);
    return body;
  }

  private endResponse(end: number, origin: ChunkOrigin): void {
    const exchange = this.answering;
    const response = exchange?.response;
    this.answering = null;
    if (!exchange || !response) return;
    if (response.status !== null && isInterim(response.status)) {
      exchange.response = null;
      return;
    }
    if (response.framing === 'tunnel') this.requestFraming.becomeTunnel();
    this.completeResponse(exchange, response, end, origin);
  }

  private completeResponse(
    exchange: Exchange,
    response: ResponseFacts,
    end: number,
    origin: ChunkOrigin,
  ): void {
    response.end = end;
    response.endFrame = origin.frame;
    response.endTime = origin.time;
    if (exchange.request !== null) this.responses++;
  }

  private remember(exchange: Exchange): void {
    let complete = 0;
    for (const one of this.exchanges) if (isComplete(one)) complete++;
    if (complete > KEPT_COMPLETE || this.exchanges.length - complete >= MAX_OPEN) {
      this.exchanges.splice(complete > KEPT_COMPLETE ? 0 : this.exchanges.length - 1, 1);
    }
    this.exchanges.push(exchange);
  }

  private lose(oddity: string): void {
    if (oddity === 'not-http' && !this.headSeen) {
      // The first bytes only looked like HTTP.
      this.protocol = 'unknown';
      this.requests = 0;
      this.exchanges.length = 0;
      return;
    }
    this.note(oddity);
  }

  private note(oddity: string): void {
    this.oddities.set(oddity, (this.oddities.get(oddity) ?? 0) + 1);
  }
}

/** 1xx other than 101 answer nothing yet (RFC 9110 §15.2). */
function isInterim(status: number): boolean {
  return status < 200 && status !== 101;
}

/** RFC 9112 §6.3, in its order. */
function responseBody(method: string | null, head: Head): BodyFraming {
  const { status } = head;
  if (status === 101) return { kind: 'tunnel' };
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (method === 'CONNECT' && status < 300) return { kind: 'tunnel' };
  if (head.chunked) return { kind: 'chunked' };
  if (head.otherCoding) return { kind: 'until-close' };
  if (head.contentLength >= 0) return { kind: 'length', bytes: head.contentLength };
  return { kind: 'until-close' };
}

function framingName(body: BodyFraming): Framing {
  switch (body.kind) {
    case 'length':
      return 'content-length';
    case 'until-close':
      return 'close-delimited';
    default:
      return body.kind;
  }
}
