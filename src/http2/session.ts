/**
 * HTTP/2 on one connection, by prior knowledge or after an upgrade: one exchange per stream (RFC 9113). gRPC is nothing else.
 *
 * Settings, pings, window updates and GOAWAY are no part of any response. What GOAWAY and REFUSED_STREAM say about requests
 * is kept with them: such a request was not processed, and may be sent again whatever its method (§8.7).
 */
import { isComplete, type Said } from '../app/exchange.ts';
import type { ExchangeLog } from '../app/exchange-log.ts';
import { FramedProtocol } from '../app/framed-protocol.ts';
import type { Frame } from '../app/frames.ts';
import type { ExchangeRecord } from '../app/records.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { FLAG, flagsOf, http2Frames, PREFACE, REFUSED_STREAM, streamOf, TYPE, typeOf, u31 } from './frame.ts';
import { type BlockFields, HeaderBlocks } from './header-blocks.ts';
import { Streams } from './streams.ts';

const HIGHEST_STREAM = 0x7fff_ffff;

export class Http2Session extends FramedProtocol {
  readonly name = 'http/2';
  private readonly requestHeads = new HeaderBlocks();
  private readonly responseHeads = new HeaderBlocks();
  private readonly streams = new Streams();
  private prefaceLeft: number;
  private highestStream = 0;
  /** The last stream that the server's GOAWAY promises to process. */
  private lastProcessed = HIGHEST_STREAM;
  private goaway: Said | null = null;

  /** `midstream`: the capture began after the preface. */
  constructor(midstream: boolean, log?: ExchangeLog) {
    super(http2Frames, log);
    this.prefaceLeft = midstream ? 0 : PREFACE.length;
  }

  /** After `Upgrade: h2c`: the upgraded request becomes stream 1, to be answered yet (RFC 7540 §3.2; RFC 9113 dropped it). */
  static upgraded(log: ExchangeLog, exchange: ExchangeRecord): Http2Session {
    const session = new Http2Session(false, log);
    session.standing = 'confirmed';
    exchange.response = null;
    log.responses--;
    session.highestStream = 1;
    exchange.stream = { id: 1, reset: null, refused: null };
    session.streams.add(1, exchange);
    return session;
  }

  override data(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    const skipped = this.skipPreface(connection, sender, length);
    if (skipped === length) return;
    super.data(connection, sender, buffer, offset + skipped, length - skipped, seq + skipped, origin);
  }

  override gap(
    connection: TcpConnection,
    sender: 0 | 1,
    seq: number,
    length: number,
    origin: ChunkOrigin,
  ): void {
    const skipped = this.skipPreface(connection, sender, length);
    if (skipped < length) super.gap(connection, sender, seq + skipped, length - skipped, origin);
  }

  /** Streams that are open stay open: that is what there is to tell. */
  close(): void {}

  protected onHeader(fromClient: boolean, frame: Frame): void {
    if (typeOf(frame.header) !== TYPE.HEADERS) return;
    const id = streamOf(frame.header);
    if (fromClient) this.beginRequest(id, frame);
    else this.beginResponse(id, frame);
  }

  protected onFrame(fromClient: boolean, frame: Frame, origin: ChunkOrigin): void {
    switch (typeOf(frame.header)) {
      case TYPE.HEADERS:
      case TYPE.CONTINUATION:
        this.takeBlock(fromClient, frame, origin);
        break;
      case TYPE.DATA:
        if (flagsOf(frame.header) & FLAG.END_STREAM) {
          this.endMessage(fromClient, streamOf(frame.header), frame.end, origin);
        }
        break;
      case TYPE.RST_STREAM:
        this.resetStream(fromClient, frame, origin);
        break;
      case TYPE.GOAWAY:
        if (!fromClient) this.takeGoaway(frame, origin);
    }
    if (!fromClient) this.log.noteControl(frame.end);
  }

  protected override onLost(fromClient: boolean, seq: number, origin: ChunkOrigin): void {
    super.onLost(fromClient, seq, origin);
    (fromClient ? this.requestHeads : this.responseHeads).forget();
  }

  private skipPreface(connection: TcpConnection, sender: 0 | 1, length: number): number {
    if (this.prefaceLeft === 0 || sender !== connection.clientSide) return 0;
    const skipped = Math.min(length, this.prefaceLeft);
    this.prefaceLeft -= skipped;
    return skipped;
  }

  /** RFC 9113 §5.1.1: a client's streams are odd and count up, so a lower number is a trailer of what is over. */
  private beginRequest(id: number, frame: Frame): void {
    if (id % 2 === 0 || id <= this.highestStream) return;
    this.highestStream = id;
    this.log.completeHidden(frame.first.ack, this.lastServer);
    const exchange = this.log.beginRequest(frame.start, frame.first);
    exchange.stream = { id, reset: null, refused: id > this.lastProcessed ? this.goaway : null };
    this.streams.add(id, exchange);
  }

  private beginResponse(id: number, frame: Frame): void {
    const exchange = this.streams.get(id);
    if (exchange === null || exchange.response !== null) return;
    this.log.beginResponse(frame.start, frame.first, exchange).response.framing = 'records';
  }

  private takeBlock(fromClient: boolean, frame: Frame, origin: ChunkOrigin): void {
    const block = (fromClient ? this.requestHeads : this.responseHeads).take(frame);
    if (block === null) return;
    const exchange = this.streams.get(block.stream);
    if (exchange === null) return;
    if (fromClient) takeRequestHead(exchange, block.fields);
    else if (!this.takeResponseHead(exchange, block.fields, frame.end)) return;
    if (block.endStream) this.endMessage(fromClient, block.stream, frame.end, origin);
  }

  /** False for an interim response (RFC 9110 §15.2), whose bytes answer nothing yet. */
  private takeResponseHead(exchange: ExchangeRecord, fields: BlockFields, end: number): boolean {
    const { response } = exchange;
    if (fields.status !== null && fields.status < 200) {
      exchange.response = null;
      return false;
    }
    // A second block is the trailers.
    if (response === null || response.headEnd !== null) return true;
    response.headEnd = end;
    response.status = fields.status;
    this.log.server ??= fields.server;
    return true;
  }

  private endMessage(fromClient: boolean, id: number, end: number, origin: ChunkOrigin): void {
    const exchange = this.streams.get(id);
    if (exchange === null || exchange.request === null) return;
    if (fromClient) this.log.endRequest(exchange.request, end, origin);
    else this.log.endResponse(exchange, end, origin);
    if (isComplete(exchange) && exchange.request.end !== null) this.streams.delete(id);
  }

  private resetStream(fromClient: boolean, frame: Frame, origin: ChunkOrigin): void {
    const id = streamOf(frame.header);
    const exchange = this.streams.get(id);
    this.streams.delete(id);
    if (exchange === null || exchange.stream === undefined || isComplete(exchange)) return;
    const code = u31(frame.body, 0);
    const said = { frame: origin.frame, time: origin.time };
    exchange.stream.reset = { ...said, by: fromClient ? 'client' : 'server', code };
    if (code === REFUSED_STREAM && !fromClient) exchange.stream.refused = said;
  }

  /** RFC 9113 §6.8: streams above the last one were not processed and won't be. */
  private takeGoaway(frame: Frame, origin: ChunkOrigin): void {
    this.log.farewellEnd = frame.end;
    if (frame.body.length < 4) return;
    const last = u31(frame.body, 0);
    this.goaway = { frame: origin.frame, time: origin.time };
    this.lastProcessed = Math.min(this.lastProcessed, last);
    for (const exchange of this.log.exchanges) {
      if (exchange.stream !== undefined && exchange.stream.id > last && exchange.response === null) {
        exchange.stream.refused ??= this.goaway;
      }
    }
  }
}

function takeRequestHead({ request }: ExchangeRecord, fields: BlockFields): void {
  if (request === null || (fields.method === null && fields.path === null)) return;
  request.setTexts(fields.method, fields.path, fields.authority ?? fields.host, fields.id);
}
