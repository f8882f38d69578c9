/**
 * Exchanges as they are kept while a connection lives: records that are used again, with texts as bytes. A busy connection
 * makes no garbage; strings are made for the few requests that somebody reads about.
 */
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import type {
  Exchange,
  Framing,
  MessageStart,
  RequestFacts,
  ResponseFacts,
  StreamFacts,
  TunnelFacts,
} from './exchange.ts';
import { bytesOf } from './first-bytes.ts';
import { hashBytes } from './hash.ts';
import { latin1 } from './text.ts';

/** Bytes kept of the request's texts together; longer targets are cut. */
const MAX_TEXTS = 2048;
const FIRST_TEXTS = 192;

function begin(start: MessageStart, seq: number, origin: ChunkOrigin): void {
  start.frame = origin.frame;
  start.time = origin.time;
  start.seq = seq;
  start.ack = origin.ack;
}

export class RequestRecord implements RequestFacts {
  readonly start: MessageStart = { frame: 0, time: 0, seq: 0, ack: 0 };
  end: number | null = null;
  endFrame: number | null = null;
  endTime: number | null = null;
  hidden = false;
  retransmittedFrame: number | null = null;
  /** What names the request, for finding it again: a hash of method and target; 0 where they are hidden. */
  key = 0;
  /** Hash of the request id; 0 where there is none. */
  idKey = 0;
  /** Hash of the whole head; 0 where it is hidden. A retry repeats it byte for byte. */
  headKey = 0;
  private texts = new Uint8Array(0);
  /** Ends of method, target, host and id in `texts`; a text is absent where its end equals the one before. */
  private methodEnd = 0;
  private targetEnd = 0;
  private hostEnd = 0;
  private idEnd = 0;

  begin(seq: number, origin: ChunkOrigin): void {
    begin(this.start, seq, origin);
    this.end = null;
    this.endFrame = null;
    this.endTime = null;
    this.hidden = false;
    this.retransmittedFrame = null;
    this.key = 0;
    this.idKey = 0;
    this.headKey = 0;
    this.methodEnd = 0;
    this.targetEnd = 0;
    this.hostEnd = 0;
    this.idEnd = 0;
  }

  get method(): string | null {
    return this.text(0, this.methodEnd);
  }

  get target(): string | null {
    return this.text(this.methodEnd, this.targetEnd);
  }

  get host(): string | null {
    return this.text(this.targetEnd, this.hostEnd);
  }

  get id(): string | null {
    return this.text(this.hostEnd, this.idEnd);
  }

  /** Keeps the texts of a head, given as places in `buffer`. To be called once per request. */
  takeTexts(buffer: Uint8Array, method: Place, target: Place, host: Place, id: Place): void {
    this.reserve(Math.min(MAX_TEXTS, length(method) + length(target) + length(host) + length(id)));
    this.methodEnd = this.append(buffer, method, 0);
    this.targetEnd = this.append(buffer, target, this.methodEnd);
    this.hostEnd = this.append(buffer, host, this.targetEnd);
    this.idEnd = this.append(buffer, id, this.hostEnd);
    this.key = this.targetEnd === this.methodEnd ? 0 : hashBytes(this.texts, 0, this.targetEnd);
    this.idKey = this.idEnd === this.hostEnd ? 0 : hashBytes(this.texts, this.hostEnd, this.idEnd);
  }

  /** The same for protocols that have the texts as strings. */
  setTexts(method: string | null, target: string | null, host: string | null, id: string | null): void {
    const parts = [method ?? '', target ?? '', host ?? '', id ?? ''] as const;
    const bytes = bytesOf(parts.join(''));
    const place = (index: number): Place => {
      const from = parts.slice(0, index).join('').length;
      return { from, end: from + (parts[index] as string).length };
    };
    this.takeTexts(bytes, place(0), place(1), place(2), place(3));
  }

  /** Plain facts for the timeline. */
  facts(): RequestFacts {
    const { end, endFrame, endTime, method, target, host, id, hidden, retransmittedFrame } = this;
    return {
      start: { ...this.start },
      end,
      endFrame,
      endTime,
      method,
      target,
      host,
      id,
      hidden,
      retransmittedFrame,
    };
  }

  private text(from: number, end: number): string | null {
    return end > from ? latin1(this.texts, from, end) : null;
  }

  private reserve(size: number): void {
    if (this.texts.length < size) this.texts = new Uint8Array(Math.max(FIRST_TEXTS, size));
  }

  private append(buffer: Uint8Array, place: Place, at: number): number {
    const { texts } = this;
    let to = at;
    for (let i = place.from; i < place.end && to < texts.length; i++) texts[to++] = buffer[i] as number;
    return to;
  }
}

export class ResponseRecord implements ResponseFacts {
  readonly start: MessageStart = { frame: 0, time: 0, seq: 0, ack: 0 };
  headEnd: number | null = null;
  end: number | null = null;
  endFrame: number | null = null;
  endTime: number | null = null;
  status: number | null = null;
  framing: Framing = 'unknown';
  hidden = false;
  bytesMissing: number | null = null;

  begin(seq: number, origin: ChunkOrigin): void {
    begin(this.start, seq, origin);
    this.headEnd = null;
    this.end = null;
    this.endFrame = null;
    this.endTime = null;
    this.status = null;
    this.framing = 'unknown';
    this.hidden = false;
    this.bytesMissing = null;
  }

  facts(): ResponseFacts {
    return { ...(this as ResponseFacts), start: { ...this.start } };
  }
}

export class ExchangeRecord implements Exchange {
  number = 0;
  request: RequestRecord | null = null;
  response: ResponseRecord | null = null;
  lastByAgreement = false;
  stream: StreamFacts | undefined = undefined;
  tunnel: TunnelFacts | undefined = undefined;
  /** Kept for the next use of this record. */
  readonly ownRequest = new RequestRecord();
  readonly ownResponse = new ResponseRecord();

  facts(): Exchange {
    return {
      number: this.number,
      request: this.request?.facts() ?? null,
      response: this.response?.facts() ?? null,
      lastByAgreement: this.lastByAgreement,
      ...(this.stream && { stream: { ...this.stream } }),
      ...(this.tunnel && { tunnel: { ...this.tunnel } }),
    };
  }
}

interface Place {
  readonly from: number;
  readonly end: number;
}

function length(place: Place): number {
  return place.end - place.from;
}
