/**
 * HTTP/1 on one connection: both directions framed, requests paired with their final responses (RFC 9112 §9.3.2: in order).
 *
 * Chunks come in causal order, so the request that a response answers is always known first.
 */
import type { Exchange, Framing, RequestFacts, ResponseFacts } from '../app/exchange.ts';
import { ExchangeLog } from '../app/exchange-log.ts';
import type { AppProtocol } from '../app/protocol.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { type BodyFraming, MessageFraming } from './framing.ts';
import type { Head } from './head.ts';

type Requested = Exchange & { request: RequestFacts };
type Answered = Exchange & { response: ResponseFacts };

export class HttpPairing implements AppProtocol {
  readonly name = 'http/1';
  readonly log = new ExchangeLog();
  /** A head was read whole or in part: this is HTTP beyond doubt. */
  confirmed = false;

  private readonly requests = new MessageFraming(this.requestEvents(), true);
  private readonly responses = new MessageFraming(this.responseEvents(), false);
  private requested: Requested | null = null;
  private answering: Answered | null = null;
  private lastResponseByte = { frame: 0, time: 0 };

  /** A direction whose beginning the capture does not hold starts wherever its next message does. */
  startLost(fromClient: boolean): void {
    (fromClient ? this.requests : this.responses).startLost();
  }

  data(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    if (sender === connection.clientSide) {
      this.requests.data(buffer, offset, length, seq, origin);
      return;
    }
    this.responses.data(buffer, offset, length, seq, origin);
    this.noteResponseByte(origin);
  }

  gap(connection: TcpConnection, sender: 0 | 1, seq: number, length: number, origin: ChunkOrigin): void {
    if (sender === connection.clientSide) {
      if (this.requests.betweenMessages) this.requested = this.beginRequest(seq, origin);
      this.requests.gap(length, seq, origin);
      return;
    }
    if (this.responses.betweenMessages && this.log.firstOpen() !== null) this.beginResponse(seq, origin);
    this.responses.gap(length, seq, origin);
    this.noteResponseByte(origin);
  }

  repeated(connection: TcpConnection, sender: 0 | 1, seq: number, end: number, origin: ChunkOrigin): void {
    if (sender === connection.clientSide) this.log.noteRepeated(seq, end, origin);
  }

  close(): void {
    const response = this.answering?.response;
    if (response && response.end === null && response.framing === 'content-length') {
      response.bytesMissing = this.responses.bytesMissing;
    }
  }

  private noteResponseByte(origin: ChunkOrigin): void {
    this.lastResponseByte.frame = origin.frame;
    this.lastResponseByte.time = origin.time;
  }

  private requestEvents() {
    return {
      onStart: (seq: number, origin: ChunkOrigin) => {
        this.requested = this.beginRequest(seq, origin);
      },
      onHead: (head: Head) => this.requestHead(head),
      onCutHead: (head: Head) => void this.requestHead(head),
      onEnd: (end: number, origin: ChunkOrigin) => {
        if (this.requested !== null) this.log.endRequest(this.requested.request, end, origin);
      },
      onLost: (oddity: string) => this.log.note(oddity),
    };
  }

  private responseEvents() {
    return {
      onStart: (seq: number, origin: ChunkOrigin) => this.beginResponse(seq, origin),
      onHead: (head: Head, headEnd: number) => this.responseHead(head, headEnd),
      onCutHead: (head: Head) => {
        this.confirmed = true;
        if (this.answering !== null) this.answering.response.status = head.status;
      },
      onEnd: (end: number, origin: ChunkOrigin) => this.endResponse(end, origin),
      onLost: (oddity: string) => {
        if (this.answering !== null) this.answering.response.hidden = true;
        this.log.note(oddity);
      },
    };
  }

  private beginRequest(seq: number, origin: ChunkOrigin): Requested {
    this.closeHiddenResponses(origin);
    return this.log.beginRequest(seq, origin);
  }

  /** A response whose end the capture hides was complete if the client went on to send what acknowledges it. */
  private closeHiddenResponses(origin: ChunkOrigin): void {
    if (!this.responses.lost) return;
    for (const exchange of this.log.exchanges) {
      const { response } = exchange;
      if (response === null || response.end !== null || origin.ack <= response.start.seq) continue;
      this.log.endResponse(exchange, response, origin.ack, this.lastResponseByte);
    }
    this.answering = null;
  }

  private requestHead(head: Head): BodyFraming {
    this.confirmed = true;
    if (this.requested !== null) {
      const { request } = this.requested;
      request.method = head.method;
      request.target = head.target;
      request.host = head.host;
      request.id = head.id;
      this.requested.lastByAgreement = endsConnection(head);
    }
    if (head.conflictingLength) this.log.note('conflicting-length');
    if (head.chunked) return { kind: 'chunked' };
    return head.contentLength > 0 ? { kind: 'length', bytes: head.contentLength } : { kind: 'none' };
  }

  private beginResponse(seq: number, origin: ChunkOrigin): void {
    this.answering = this.log.beginResponse(seq, origin);
    const { request } = this.answering;
    if (request === null && !this.requests.lost) this.log.note('unsolicited-response');
    if (request !== null && request.end === null && this.requests.lost) {
      request.end = Math.max(origin.ack, request.start.seq + 1);
    }
  }

  private responseHead(head: Head, headEnd: number): BodyFraming {
    this.confirmed = true;
    if (this.answering === null) return { kind: 'none' };
    const { response, request } = this.answering;
    response.status = head.status;
    response.headEnd = headEnd;
    if (head.conflictingLength) this.log.note('conflicting-length');
    const body = responseBody(request?.method ?? null, head);
    response.framing = framingName(body);
    if (isInterim(head.status)) return body;
    if (head.server !== null) this.log.server = head.server;
    if (head.keepAliveTimeout >= 0) this.log.announcedIdleSeconds = head.keepAliveTimeout;
    this.answering.lastByAgreement ||= endsConnection(head);
    return body;
  }

  private endResponse(end: number, origin: ChunkOrigin): void {
    const exchange = this.answering;
    this.answering = null;
    if (exchange === null) return;
    const { response } = exchange;
    if (response.status !== null && isInterim(response.status)) {
      (exchange as Exchange).response = null;
      return;
    }
    if (response.framing === 'tunnel') this.requests.becomeTunnel();
    this.log.endResponse(exchange, response, end, origin);
  }
}

/** RFC 9112 §9.3: persistence by version and `Connection`. */
function endsConnection(head: Head): boolean {
  return head.close || (head.version === 10 && !head.keepAlive);
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
