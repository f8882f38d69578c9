/** HTTP/1: heads without their secrets, bodies overwritten but for what frames them. */

import { latin1 } from '../../app/text.ts';
import * as BODY from '../../http/body.ts';
import { MessageFraming } from '../../http/framing.ts';
import type { Head } from '../../http/head.ts';
import type { MessageEvents } from '../../http/message-events.ts';
import { ownPageTexts } from '../../http/own-page.ts';
import { responseBody } from '../../http/response-body.ts';
import type { ChunkOrigin } from '../../tcp/stream-sink.ts';
import { ChunkMarks } from './chunk-marks.ts';
import type { Disguise } from './disguise.ts';
import { FramesScrub } from './frames.ts';
import { scrubbedHead } from './head.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { webSocketRule } from './rules.ts';
import type { Scrub } from './scrub.ts';

/** Requests in a pipeline whose methods are remembered. */
const MOST_ASKED = 1024;

/** One direction. */
interface Side {
  readonly framing: MessageFraming;
  readonly kept: KeptBytes;
  /** Where the head that is under way began; null outside of heads. */
  head: number | null;
  /** The chunked body that is under way, and where it goes on. */
  marks: ChunkMarks | null;
  bodyAt: number;
}

export class HttpScrub implements Scrub, MessageEvents {
  private readonly client: Side;
  private readonly server: Side;
  /** Methods of the requests that were not answered yet. */
  private readonly asked: string[] = [];
  /** What follows a 101, and the number of the server's first byte of it. */
  private tunnel: { readonly scrub: Scrub | null; readonly from: number } | null = null;
  /** What `data` was given. */
  private buffer: Uint8Array = new Uint8Array(0);
  private offset = 0;
  private seq = 0;

  constructor(
    private readonly disguise: Disguise,
    client: KeptBytes,
    server: KeptBytes,
    midstream: boolean,
  ) {
    this.client = side(new MessageFraming(this, true), client);
    this.server = side(new MessageFraming(this, false), server);
    if (midstream) for (const { framing } of [this.client, this.server]) framing.startLost();
  }

  data(
    fromClient: boolean,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    if (this.tunnel !== null && (fromClient || seq >= this.tunnel.from)) {
      this.tunnel.scrub?.data(fromClient, buffer, offset, length, seq, origin);
      return;
    }
    this.buffer = buffer;
    this.offset = offset;
    this.seq = seq;
    const own = this.side(fromClient);
    own.framing.data(buffer, offset, length, seq, origin);
    this.passBody(own, seq + length);
    const skipped = (this.tunnel?.from ?? Number.POSITIVE_INFINITY) - seq;
    if (!fromClient && skipped < length)
      this.tunnel?.scrub?.data(false, buffer, offset + skipped, length - skipped, seq + skipped, origin);
  }

  gap(fromClient: boolean, length: number, seq: number, origin: ChunkOrigin): void {
    if (this.tunnel !== null) {
      this.tunnel.scrub?.gap(fromClient, length, seq, origin);
      return;
    }
    const own = this.side(fromClient);
    own.framing.gap(length, seq, origin);
    own.marks?.passHole(length);
    own.bodyAt = seq + length;
  }

  undecidedFrom(fromClient: boolean, taken: number): number {
    if (this.tunnel !== null && (fromClient || taken > this.tunnel.from))
      return this.tunnel.scrub?.undecidedFrom(fromClient, taken) ?? taken;
    return this.side(fromClient).head ?? taken;
  }

  onStart(isRequest: boolean, seq: number): void {
    this.side(isRequest).head = seq;
  }

  onHead(head: Head, headEnd: number): BODY.Body {
    this.tell(head);
    const own = this.side(head.status === 0);
    const body = head.status === 0 ? this.requestBody(head) : this.answerBody(head, headEnd);
    if (body === BODY.CHUNKED) {
      own.marks = new ChunkMarks();
      own.bodyAt = headEnd;
    }
    return body;
  }

  onCutHead(head: Head): BODY.Body {
    const headEnd = (this.side(head.status === 0).head ?? 0) + (head.end - head.from);
    this.tell(head);
    const body = head.status === 0 ? this.requestBody(head) : this.answerBody(head, headEnd);
    return body === BODY.LENGTH || body === BODY.TUNNEL ? body : BODY.NONE;
  }

  onEnd(isRequest: boolean, end: number): void {
    const own = this.side(isRequest);
    this.passBody(own, end);
    own.marks = null;
  }

  onLost(isRequest: boolean): void {
    const own = this.side(isRequest);
    own.head = null;
    own.marks = null;
  }

  private tell(head: Head): void {
    const own = this.side(head.status === 0);
    const { head: start, kept } = own;
    own.head = null;
    if (start === null) return;
    kept.put(start, scrubbedHead(head.buffer, head.from, head.end, this.disguise));
    for (const [from, end] of ownPageTexts(head))
      kept.put(start + from - head.from, new Uint8Array(head.buffer.subarray(from, end)));
  }

  /** The body that is under way reaches to the number `end`, as far as the bytes came. */
  private passBody(own: Side, end: number): void {
    const { marks, bodyAt, kept } = own;
    if (marks === null || end <= bodyAt) return;
    const from = this.offset + bodyAt - this.seq;
    marks.take(this.buffer, from, from + end - bodyAt, bodyAt, kept);
    own.bodyAt = end;
  }

  private requestBody(head: Head): BODY.Body {
    this.asked.push(latin1(head.buffer, head.from, head.methodEnd));
    if (this.asked.length > MOST_ASKED) this.asked.shift();
    if (head.chunked) return BODY.CHUNKED;
    return head.contentLength > 0 ? BODY.LENGTH : BODY.NONE;
  }

  private answerBody(head: Head, headEnd: number): BODY.Body {
    const isInterim = head.status < 200 && head.status !== 101;
    const method = (isInterim ? this.asked[0] : this.asked.shift()) ?? '';
    const body = responseBody({ hasMethod: (name: string) => name === method }, head);
    if (body === BODY.TUNNEL) {
      this.client.framing.becomeTunnel();
      this.tunnel = { scrub: this.tunnelled(head), from: headEnd };
    }
    return body;
  }

  /** What is not known to speak in frames is overwritten altogether. */
  private tunnelled({ buffer, upgradeFrom, upgradeEnd }: Head): Scrub | null {
    const isWebSocket = latin1(buffer, upgradeFrom, upgradeEnd).toLowerCase() === 'websocket';
    return isWebSocket ? new FramesScrub(webSocketRule, this.client.kept, this.server.kept, false) : null;
  }

  private side(isRequest: boolean): Side {
    return isRequest ? this.client : this.server;
  }
}

function side(framing: MessageFraming, kept: KeptBytes): Side {
  return { framing, kept, head: null, marks: null, bodyAt: 0 };
}
