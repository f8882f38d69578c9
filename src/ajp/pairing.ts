/** AJP 1.3 on one connection: one request at a time, between a web server and a servlet container. Pings are no requests. */

import { FramedProtocol } from '../app/framed-protocol.ts';
import type { Frame } from '../app/frames.ts';
import type { ExchangeRecord } from '../app/records.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { readForwardRequest } from './forward-request.ts';
import { ajpPackets, CODE } from './packet.ts';

const NO_CODE = -1;
/** A request names at least its method, protocol and port, and has five strings and a count. */
const MIN_REQUEST = 16;

export class AjpPairing extends FramedProtocol {
  readonly name = 'ajp';
  private requested: ExchangeRecord | null = null;
  /** The head of the request at hand was read: what the web server sends now is its body. */
  private headRead = false;
  /** Bytes of body still to come; -1 where an empty packet ends it. */
  private bodyLeft = 0;

  constructor() {
    super(ajpPackets);
  }

  /** What is open stays open. */
  close(): void {}

  /** Only a packet's body tells what it is, but a ping is one byte and a request never so short. */
  protected onHeader(fromClient: boolean, packet: Frame): void {
    if (!fromClient || this.headRead || packet.bodySize < MIN_REQUEST) return;
    this.log.completeHidden(packet.first.ack, this.lastServer);
    this.requested = this.log.beginRequest(packet.start, packet.first);
  }

  protected onFrame(fromClient: boolean, packet: Frame, origin: ChunkOrigin): void {
    if (fromClient) this.fromWebServer(packet, origin);
    else {
      this.fromContainer(packet, origin);
      this.log.noteControl(packet.end);
    }
  }

  protected override onLost(fromClient: boolean, seq: number, origin: ChunkOrigin): void {
    super.onLost(fromClient, seq, origin);
    if (fromClient) this.headRead = false;
  }

  private fromWebServer(packet: Frame, origin: ChunkOrigin): void {
    if (this.headRead) this.takeBody(packet, origin);
    else if (packet.bodySize >= MIN_REQUEST) this.takeHead(packet, origin);
  }

  private takeHead(packet: Frame, origin: ChunkOrigin): void {
    const request = this.requested?.request;
    if (!request) return;
    const { method, target, host, id, bodyLength } = readForwardRequest(packet.body);
    request.setTexts(method, target, host, id);
    this.bodyLeft = bodyLength;
    this.headRead = bodyLength !== 0;
    if (bodyLength === 0) this.log.endRequest(request, packet.end, origin);
  }

  /** Length and bytes; an empty packet says that there is no more. */
  private takeBody(packet: Frame, origin: ChunkOrigin): void {
    const length = ((packet.body[0] ?? 0) << 8) | (packet.body[1] ?? 0);
    const isLast = packet.bodySize === 0 || length === 0 || length === this.bodyLeft;
    if (this.bodyLeft > 0) this.bodyLeft -= Math.min(length, this.bodyLeft);
    if (!isLast) return;
    this.headRead = false;
    const request = this.requested?.request;
    if (request) this.log.endRequest(request, packet.end, origin);
  }

  private fromContainer(packet: Frame, origin: ChunkOrigin): void {
    const exchange = this.requested;
    if (exchange === null) return;
    const code = packet.body[0] ?? NO_CODE;
    // What kind of packet it was is not in the capture.
    if (code === NO_CODE && packet.bodySize > 0) this.log.hideOpen(packet.start, origin);
    switch (code) {
      case CODE.SEND_HEADERS:
        this.takeResponseHead(exchange, packet);
        return;
      case CODE.END_RESPONSE:
        if (exchange.response === null) this.beginResponse(exchange, packet);
        // The second byte: whether the connection may be used again.
        exchange.lastByAgreement = packet.body[1] === 0;
        this.log.endResponse(exchange, packet.end, origin);
        this.requested = null;
        this.headRead = false;
    }
  }

  private takeResponseHead(exchange: ExchangeRecord, packet: Frame): void {
    if (exchange.response === null) this.beginResponse(exchange, packet);
    const { response } = exchange;
    if (response === null) return;
    response.headEnd = packet.end;
    response.status = ((packet.body[1] ?? 0) << 8) | (packet.body[2] ?? 0);
  }

  private beginResponse(exchange: ExchangeRecord, packet: Frame): void {
    this.log.beginResponse(packet.start, packet.first, exchange).response.framing = 'records';
  }
}
