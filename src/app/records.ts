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
import { type Place, RequestTexts } from './request-texts.ts';

function begin(start: MessageStart, seq: number, origin: ChunkOrigin): void {
  start.frame = origin.frame;
  start.time = origin.time;
  start.seq = seq;
  start.ack = origin.ack;
}

export class RequestRecord implements RequestFacts {
  readonly start: MessageStart = { frame: 0, time: Number.NaN, seq: 0, ack: 0 };
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
  private readonly texts = new RequestTexts();

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
    this.texts.clear();
  }

  get method(): string | null {
    return this.texts.readMethod();
  }

  get target(): string | null {
    return this.texts.readTarget();
  }

  get host(): string | null {
    return this.texts.readHost();
  }

  get id(): string | null {
    return this.texts.readId();
  }

  /** Whether the method is this one, without making a string of it. */
  hasMethod(name: string): boolean {
    return this.texts.hasMethod(name);
  }

  /** Keeps the texts of a head, given as places in `buffer`. To be called once per request. */
  takeTexts(buffer: Uint8Array, method: Place, target: Place, host: Place, id: Place): void {
    this.texts.take(buffer, method, target, host, id);
    this.key = this.texts.key();
    this.idKey = this.texts.idKey();
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
}

export class ResponseRecord implements ResponseFacts {
  readonly start: MessageStart = { frame: 0, time: Number.NaN, seq: 0, ack: 0 };
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

  clear(): void {
    this.request = null;
    this.response = null;
    this.lastByAgreement = false;
    this.stream = undefined;
    this.tunnel = undefined;
  }

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
