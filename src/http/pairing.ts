/**
 * HTTP/1 on one connection: both directions framed, requests paired with their final responses (RFC 9112 §9.3.2: in order).
 *
 * Chunks come in causal order, so the request that a response answers is always known first.
 */
import type { Framing } from '../app/exchange.ts';
import { ExchangeLog } from '../app/exchange-log.ts';
import type { AppProtocol, Handover } from '../app/protocol.ts';
import type { ExchangeRecord, ResponseRecord } from '../app/records.ts';
import { latin1 } from '../app/text.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import * as BODY from './body.ts';
import { MessageFraming } from './framing.ts';
import type { Head } from './head.ts';
import type { MessageEvents } from './message-events.ts';
import { ownPage } from './own-page.ts';
import { FRAMING, isInterim, responseBody } from './response-body.ts';

type Answered = ExchangeRecord & { response: ResponseRecord };

export class HttpPairing implements AppProtocol, MessageEvents {
  readonly name = 'http/1';
  readonly log = new ExchangeLog();
  handover: Handover | null = null;

  /** A head was read whole or in part: this is HTTP beyond doubt. */
  private confirmed = false;
  /** Value of `Upgrade` in the last 101. */
  private upgrade = '';

  private readonly requests = new MessageFraming(this, true);
  private readonly responses = new MessageFraming(this, false);
  /** The last request, or what its record became: after many answers it may belong to one that nobody asked for. */
  private requested: ExchangeRecord | null = null;
  private answering: Answered | null = null;
  private lastResponseByte = { frame: 0, time: Number.NaN };

  get standing(): AppProtocol['standing'] {
    if (this.confirmed) return 'confirmed';
    return this.log.oddities === null ? 'guess' : 'refuted';
  }

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
    // It is asked for where the place was lost, and then it was noted when that happened.
    if (!this.responses.betweenMessages) this.noteResponseByte(origin);
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
    // Requests that waited for these bytes may have been handed on before the hole was given up.
    const newest = this.log.exchanges.findLast(({ request }) => request !== null)?.request;
    if (newest) this.closeHiddenResponses(newest.start);
  }

  repeated(connection: TcpConnection, sender: 0 | 1, seq: number, end: number, origin: ChunkOrigin): void {
    if (sender === connection.clientSide) this.log.noteRepeated(seq, end, origin);
  }

  close(): void {
    if (this.answering === null) return;
    const { request, response } = this.answering;
    if (response.end !== null) return;
    if (response.framing === 'content-length') response.bytesMissing = this.responses.bytesMissing;
    // Whether it was complete is hidden, but it was an answer: cut heads show their status.
    const isFinal = response.status !== null && !isInterim(response.status);
    if (request !== null && response.hidden && isFinal) this.log.responses++;
  }

  private noteResponseByte(origin: ChunkOrigin): void {
    this.lastResponseByte.frame = origin.frame;
    this.lastResponseByte.time = origin.time;
  }

  onStart(isRequest: boolean, seq: number, origin: ChunkOrigin): void {
    if (isRequest) this.requested = this.beginRequest(seq, origin);
    else this.beginResponse(seq, origin);
  }

  onHead(head: Head, headEnd: number): BODY.Body {
    this.confirmed = true;
    return head.status === 0 ? this.requestHead(head) : this.responseHead(head, headEnd);
  }

  onCutHead(head: Head): BODY.Body {
    if (head.isEmpty) return BODY.NONE;
    this.confirmed = true;
    return head.status === 0 ? this.cutRequestHead(head) : this.cutResponseHead(head);
  }

  onEnd(isRequest: boolean, end: number, origin: ChunkOrigin): void {
    if (!isRequest) this.endResponse(end, origin);
    else if (this.requested?.request) this.log.endRequest(this.requested.request, end, origin);
  }

  onLost(isRequest: boolean, oddity: string): void {
    if (!isRequest && this.answering !== null) this.answering.response.hidden = true;
    if (isRequest && this.requested?.request?.end === null) this.requested.request.hidden = true;
    this.log.note(oddity);
  }

  private beginRequest(seq: number, origin: ChunkOrigin): ExchangeRecord {
    this.closeHiddenResponses(origin);
    return this.log.beginRequest(seq, origin);
  }

  /** A response whose end the capture hides was complete if the client went on to send what acknowledges it. */
  private closeHiddenResponses(next: { readonly ack: number }): void {
    if (!this.responses.lost) return;
    for (const exchange of this.log.exchanges) {
      const { response } = exchange;
      if (response === null || response.end !== null || next.ack <= response.start.seq) continue;
      this.log.endResponse(exchange, next.ack, this.lastResponseByte);
      if (exchange === this.answering) this.answering = null;
    }
  }

  private requestHead(head: Head): BODY.Body {
    if (this.requested?.request) {
      const { request } = this.requested;
      request.takeTexts(head);
      request.headKey = head.hash;
      this.requested.lastByAgreement = endsConnection(head);
    }
    if (head.conflictingLength) this.log.note('conflicting-length');
    if (head.chunked) return BODY.CHUNKED;
    return head.contentLength > 0 ? BODY.LENGTH : BODY.NONE;
  }

  private beginResponse(seq: number, origin: ChunkOrigin): void {
    this.answering = this.log.beginResponse(seq, origin);
    const { request } = this.answering;
    if (request === null && !this.requests.lost) this.log.note('unsolicited-response');
    if (request !== null && request.end === null && this.requests.lost) {
      request.end = Math.max(origin.ack, request.start.seq + 1);
    }
  }

  private responseHead(head: Head, headEnd: number): BODY.Body {
    if (this.answering === null) return BODY.NONE;
    const { response, request } = this.answering;
    response.status = head.status;
    response.ownPage = ownPage(head);
    response.headEnd = headEnd;
    if (head.conflictingLength) this.log.note('conflicting-length');
    const body = responseBody(request, head);
    response.framing = FRAMING[body] as Framing;
    if (head.status === 101)
      this.upgrade = latin1(head.buffer, head.upgradeFrom, head.upgradeEnd).toLowerCase();
    if (isInterim(head.status)) return body;
    const { serverFrom, serverEnd } = head;
    if (serverEnd > serverFrom) this.log.server ??= latin1(head.buffer, serverFrom, serverEnd);
    if (head.keepAliveTimeout >= 0) this.log.announcedIdleSeconds = head.keepAliveTimeout;
    this.answering.lastByAgreement ||= endsConnection(head);
    return body;
  }

  /** What is left of it names other requests as well. */
  private cutRequestHead(head: Head): BODY.Body {
    const request = this.requested?.request;
    if (!request) return BODY.NONE;
    if (head.targetWasCut) {
      const { buffer, from, methodEnd, targetEnd } = head;
      const seen = latin1(buffer, methodEnd + 1, targetEnd);
      request.setTexts(latin1(buffer, from, methodEnd), seen === '' ? null : `${seen}...`, null, null);
      request.key = 0;
    } else this.requestHead(head);
    request.headKey = 0;
    return BODY.NONE;
  }

  /** A field that was not captured may have told more; a length, and 101, stay what they are. */
  private cutResponseHead(head: Head): BODY.Body {
    if (this.answering === null) return BODY.NONE;
    const { response, request } = this.answering;
    response.status = head.status;
    const body = request?.method == null ? BODY.NONE : responseBody(request, head);
    if (body !== BODY.LENGTH && body !== BODY.TUNNEL) return BODY.NONE;
    response.framing = FRAMING[body] as Framing;
    this.upgrade = latin1(head.buffer, head.upgradeFrom, head.upgradeEnd).toLowerCase();
    this.log.note('hole-in-message');
    return body;
  }

  private endResponse(end: number, origin: ChunkOrigin): void {
    const exchange = this.answering;
    this.answering = null;
    if (exchange === null) return;
    const { response } = exchange;
    if (response.status !== null && isInterim(response.status)) {
      // One that nobody asked for is followed by no other.
      if (exchange.request === null) this.log.dropUnasked(exchange);
      else (exchange as ExchangeRecord).response = null;
      // Its bytes are no answer: a close right after them is still one before any answer.
      this.log.controlUpTo = end;
      return;
    }
    this.log.endResponse(exchange, end, origin);
    if (response.framing !== 'tunnel') return;
    this.requests.becomeTunnel();
    const protocol = response.status === 101 ? this.upgrade : 'connect';
    this.handover = { protocol, exchange, serverStart: end };
  }
}

/** RFC 9112 §9.3: persistence by version and `Connection`. */
function endsConnection(head: Head): boolean {
  return head.close || (head.version === 10 && !head.keepAlive);
}
