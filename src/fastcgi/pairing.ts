/**
 * FastCGI on one connection (FastCGI 1.0 §3, §5, §6): a request from its BEGIN_REQUEST to the empty STDIN, a response from
 * its first STDOUT to END_REQUEST. Standard error is no response.
 */

import { FramedProtocol } from '../app/framed-protocol.ts';
import type { Frame } from '../app/frames.ts';
import { Gathered } from '../app/gathered.ts';
import type { ExchangeRecord } from '../app/records.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { readCgiHead } from './cgi-head.ts';
import { readParams } from './params.ts';
import { contentSize, fastCgiRecords, requestOf, TYPE, typeOf } from './record.ts';

/** Kept of the variables, and of a response until its head ends. */
const MAX_GATHERED = 65_536;
/** Requests at once on one connection: servers in use take one. More are there where a file holds the answers after them. */
const MAX_RUNNING = 16;
const KEEP_CONNECTION = 1;
const AUTHORIZER = 2;

/** One request that is not over. */
interface Running {
  readonly id: number;
  readonly exchange: ExchangeRecord;
  /** Tells a record that the log uses again by now. */
  readonly number: number;
  readonly params: Gathered;
  readonly output: Gathered;
  hasBody: boolean;
}

export class FastCgiPairing extends FramedProtocol {
  readonly name = 'fastcgi';
  /** In the order in which they began. */
  private running: Running[] = [];

  constructor() {
    super(fastCgiRecords);
  }

  /** What is open stays open. */
  close(): void {}

  protected onHeader(fromClient: boolean, record: Frame): void {
    const type = typeOf(record.header);
    if (fromClient && type === TYPE.BEGIN_REQUEST) this.beginRequest(record);
    else if (!fromClient && (type === TYPE.STDOUT || type === TYPE.END_REQUEST)) this.beginResponse(record);
  }

  protected onFrame(fromClient: boolean, record: Frame, origin: ChunkOrigin): void {
    const running = fromClient ? this.asked(record) : this.answered(record);
    if (running !== null) {
      if (fromClient) this.requestRecord(running, record, origin);
      else this.responseRecord(running, record, origin);
    }
    if (!fromClient) this.log.noteControl(record.end);
  }

  /** The request that a record of the client belongs to: the last one of that number. */
  private asked({ header }: Frame): Running | null {
    const id = requestOf(header);
    return this.running.findLast((running) => running.id === id && isCurrent(running)) ?? null;
  }

  /** The request that a record of the server answers: the last one of that number of which it acknowledges anything. */
  private answered({ header, first }: Frame): Running | null {
    const id = requestOf(header);
    const begun = (running: Running) => (running.exchange.request?.start.seq ?? 0) < first.ack;
    return (
      this.running.findLast((running) => running.id === id && isCurrent(running) && begun(running)) ?? null
    );
  }

  private beginRequest(record: Frame): void {
    this.log.completeHidden(record.first.ack, this.lastServer);
    if (this.running.length >= MAX_RUNNING) this.running.shift();
    const exchange = this.log.beginRequest(record.start, record.first);
    this.running.push({
      id: requestOf(record.header),
      exchange,
      number: exchange.number,
      params: new Gathered(MAX_GATHERED),
      output: new Gathered(MAX_GATHERED),
      hasBody: true,
    });
  }

  private requestRecord(running: Running, record: Frame, origin: ChunkOrigin): void {
    const { exchange, params } = running;
    const isEnd = contentSize(record.header) === 0;
    switch (typeOf(record.header)) {
      case TYPE.BEGIN_REQUEST:
        running.hasBody = record.body[1] !== AUTHORIZER;
        exchange.lastByAgreement = ((record.body[2] ?? KEEP_CONNECTION) & KEEP_CONNECTION) === 0;
        return;
      case TYPE.PARAMS:
        if (!isEnd) params.add(record.body, record.body.length === contentSize(record.header));
        else this.takeParams(running);
        if (isEnd && !running.hasBody) this.endRequest(exchange, record, origin);
        return;
      case TYPE.STDIN:
        if (isEnd) this.endRequest(exchange, record, origin);
    }
  }

  private takeParams({ exchange, params }: Running): void {
    const { method, target, host, id } = readParams(params.bytes);
    exchange.request?.setTexts(method, target, host, id);
    params.clear();
  }

  private endRequest({ request }: ExchangeRecord, record: Frame, origin: ChunkOrigin): void {
    if (request !== null) this.log.endRequest(request, record.end, origin);
  }

  private beginResponse(record: Frame): void {
    const running = this.answered(record);
    if (running === null || running.exchange.response !== null) return;
    this.log.beginResponse(record.start, record.first, running.exchange).response.framing = 'records';
  }

  private responseRecord(running: Running, record: Frame, origin: ChunkOrigin): void {
    if (typeOf(record.header) === TYPE.STDOUT) this.takeOutput(running, record);
    else if (typeOf(record.header) === TYPE.END_REQUEST) {
      this.log.endResponse(running.exchange, record.end, origin);
      this.running = this.running.filter((other) => other !== running);
    }
  }

  private takeOutput({ exchange, output }: Running, record: Frame): void {
    const { response } = exchange;
    if (response === null || response.headEnd !== null) return;
    const before = output.length;
    output.add(record.body, record.body.length === contentSize(record.header));
    // The empty line may straddle two records.
    const head = readCgiHead(output.bytes, Math.max(0, before - 2));
    if (head === null && !output.cut) return;
    // The snaplen cut the head away, but the records still tell where the response ends.
    if (head === null) this.log.note('hole-in-message');
    response.status = head?.status ?? null;
    response.headEnd = head === null ? record.end : record.end - record.bodySize + head.end - before;
    output.clear();
  }
}

/** The log has not used its exchange for another request. */
function isCurrent({ exchange, number }: Running): boolean {
  return exchange.number === number;
}
