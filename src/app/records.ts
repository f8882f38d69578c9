/**
 * Exchanges as they are kept while a connection lives: views of a row of numbers and text that is used again. A busy connection makes
 * no garbage; strings are made for the few requests that somebody reads about.
 */
import { type Row, RowPool } from '../row-pool.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import type { Exchange, Framing, RequestFacts, ResponseFacts, StreamFacts, TunnelFacts } from './exchange.ts';
import { bytesOf } from './first-bytes.ts';
import { known, MessageRecord, OWN_COLUMNS } from './message-record.ts';
import {
  clearTexts,
  hasMethod,
  keys,
  putTexts,
  type RequestPlaces,
  readText,
  TEXT,
  wordsNeeded,
} from './request-texts.ts';

/** Columns of a request. */
const RETRANSMITTED = OWN_COLUMNS;
const KEY = OWN_COLUMNS + 1;
const ID_KEY = OWN_COLUMNS + 2;
const HEAD_KEY = OWN_COLUMNS + 3;
/** Where the response's columns begin, and those that only it has. */
const RESPONSE = OWN_COLUMNS + 4;
const HEAD_END = OWN_COLUMNS;
const STATUS = OWN_COLUMNS + 1;
const MISSING = OWN_COLUMNS + 2;
/** The texts of most requests fit behind the numbers. */
const TEXTS = RESPONSE + OWN_COLUMNS + 3;
const TEXT_WORDS = 50;

/** Less than a megabyte. */
const MAX_SPARE = 2048;
const rows = new RowPool(TEXTS + TEXT_WORDS / 2, MAX_SPARE);

export class RequestRecord extends MessageRecord implements RequestFacts {
  /** The texts: in the row, or in words of their own where they are longer. */
  private words: Int32Array;
  private textsAt: number;

  constructor(row: Row = rows.take()) {
    super(row, 0);
    this.words = row.words;
    this.textsAt = 2 * (row.at + TEXTS);
    clearTexts(this.words, this.textsAt);
  }

  begin(seq: number, origin: ChunkOrigin): void {
    this.startAt(seq, origin);
    const { numbers, at } = this;
    numbers[at + RETRANSMITTED] = Number.NaN;
    numbers[at + KEY] = 0;
    numbers[at + ID_KEY] = 0;
    numbers[at + HEAD_KEY] = 0;
    clearTexts(this.words, this.textsAt);
  }

  /** First repetition of any byte of it. */
  get retransmittedFrame(): number | null {
    return known(this.numbers[this.at + RETRANSMITTED] as number);
  }

  set retransmittedFrame(frame: number) {
    this.numbers[this.at + RETRANSMITTED] = frame;
  }

  /** What names the request, for finding it again: a hash of method and target; 0 where they are hidden. */
  get key(): number {
    return this.numbers[this.at + KEY] as number;
  }

  set key(key: number) {
    this.numbers[this.at + KEY] = key;
  }

  /** Hash of the request id; 0 where there is none. */
  get idKey(): number {
    return this.numbers[this.at + ID_KEY] as number;
  }

  /** Hash of the whole head; 0 where it is hidden. A retry repeats it byte for byte. */
  get headKey(): number {
    return this.numbers[this.at + HEAD_KEY] as number;
  }

  set headKey(key: number) {
    this.numbers[this.at + HEAD_KEY] = key;
  }

  get method(): string | null {
    return readText(this.words, this.textsAt, TEXT.METHOD);
  }

  get target(): string | null {
    return readText(this.words, this.textsAt, TEXT.TARGET);
  }

  get host(): string | null {
    return readText(this.words, this.textsAt, TEXT.HOST);
  }

  get id(): string | null {
    return readText(this.words, this.textsAt, TEXT.ID);
  }

  /** Whether the method is this one, without making a string of it. */
  hasMethod(name: string): boolean {
    return hasMethod(this.words, this.textsAt, name);
  }

  /** Keeps the texts of a head. To be called once per request. */
  takeTexts(places: RequestPlaces): void {
    const needed = wordsNeeded(places);
    if (needed > TEXT_WORDS) this.makeRoom(needed);
    putTexts(this.words, this.textsAt, needed, places);
    this.numbers[this.at + KEY] = keys.name;
    this.numbers[this.at + ID_KEY] = keys.id;
  }

  private makeRoom(needed: number): void {
    if (this.textsAt === 0 && this.words.length >= needed) return;
    this.words = new Int32Array(needed);
    this.textsAt = 0;
  }

  /** The same for protocols that have the texts as strings. */
  setTexts(method: string | null, target: string | null, host: string | null, id: string | null): void {
    const methodEnd = method?.length ?? 0;
    const targetEnd = methodEnd + 1 + (target?.length ?? 0);
    const hostEnd = targetEnd + (host?.length ?? 0);
    const idEnd = hostEnd + (id?.length ?? 0);
    const buffer = bytesOf(`${method ?? ''} ${target ?? ''}${host ?? ''}${id ?? ''}`);
    this.takeTexts({
      buffer,
      from: 0,
      methodEnd,
      targetEnd,
      hostFrom: targetEnd,
      hostEnd,
      idFrom: hostEnd,
      idEnd,
    });
  }

  /** Plain facts for the timeline. */
  facts(): RequestFacts {
    const { end, endFrame, endTime, method, target, host, id, hidden, retransmittedFrame } = this;
    return {
      start: this.startFacts(),
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

export class ResponseRecord extends MessageRecord implements ResponseFacts {
  framing: Framing = 'unknown';
  /** The product that made the error up which this is, by its page; null where nothing tells. */
  ownPage: string | null = null;

  constructor(row: Row = rows.take()) {
    super(row, RESPONSE);
  }

  begin(seq: number, origin: ChunkOrigin): void {
    this.startAt(seq, origin);
    const { numbers, at } = this;
    numbers[at + HEAD_END] = Number.NaN;
    numbers[at + STATUS] = Number.NaN;
    numbers[at + MISSING] = Number.NaN;
    this.framing = 'unknown';
    this.ownPage = null;
  }

  get headEnd(): number | null {
    return known(this.numbers[this.at + HEAD_END] as number);
  }

  set headEnd(end: number) {
    this.numbers[this.at + HEAD_END] = end;
  }

  get status(): number | null {
    return known(this.numbers[this.at + STATUS] as number);
  }

  set status(status: number | null) {
    this.numbers[this.at + STATUS] = status ?? Number.NaN;
  }

  get bytesMissing(): number | null {
    return known(this.numbers[this.at + MISSING] as number);
  }

  set bytesMissing(bytes: number | null) {
    this.numbers[this.at + MISSING] = bytes ?? Number.NaN;
  }

  /** Plain facts for the timeline. */
  facts(): ResponseFacts {
    const { headEnd, end, endFrame, endTime, status, framing, hidden, bytesMissing } = this;
    return {
      start: this.startFacts(),
      headEnd,
      end,
      endFrame,
      endTime,
      status,
      framing,
      hidden,
      bytesMissing,
    };
  }
}

export class ExchangeRecord implements Exchange {
  request: RequestRecord | null = null;
  response: ResponseRecord | null = null;
  number = 0;
  lastByAgreement = false;
  stream: StreamFacts | undefined = undefined;
  tunnel: TunnelFacts | undefined = undefined;
  /** Unanswered requests before this one that are only counted: the next answers are theirs. */
  unrecorded = 0;
  /** Kept for the next use of this record. */
  readonly ownRequest: RequestRecord;
  readonly ownResponse: ResponseRecord;
  private readonly row = rows.take();

  constructor() {
    this.ownRequest = new RequestRecord(this.row);
    this.ownResponse = new ResponseRecord(this.row);
  }

  clear(): void {
    this.request = null;
    this.response = null;
    this.lastByAgreement = false;
    this.stream = undefined;
    this.tunnel = undefined;
    this.unrecorded = 0;
  }

  /** Whether nothing of it is owed any more, see `isComplete`. */
  get isComplete(): boolean {
    if (this.response?.hasEnded) return true;
    return this.stream !== undefined && this.stream.reset?.by === 'client';
  }

  /** Nobody reads the record any more: its row goes to another. */
  free(): void {
    rows.giveBack(this.row);
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
