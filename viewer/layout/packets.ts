/** What a packet is to a reader: its kind, and the few words that name it. */

import { visible } from '../../src/report/visible.ts';
import { placeOf } from '../../src/timeline/file-frames.ts';
import { type Exchange, FLAG, PACKET_NOTE, type Timeline } from '../../src/timeline/schema.ts';
import { withoutQuery } from '../../src/timeline/target.ts';
import { inFile } from '../words/frame.ts';
import { t } from '../words/language.ts';
import { byteCount } from '../words/numbers.ts';

export type PacketKind = 'open' | 'request' | 'response' | 'ack' | 'probe' | 'fin' | 'rst';

/** A captured request target is shown up to this many characters. */
const TARGET_LENGTH = 30;

export function kindOf(timeline: Timeline, row: number): PacketKind {
  const { packets } = timeline;
  const flags = packets.flags[row] ?? 0;
  if ((flags & FLAG.RST) !== 0) return 'rst';
  if ((flags & FLAG.FIN) !== 0) return 'fin';
  if ((flags & FLAG.SYN) !== 0) return 'open';
  if (((packets.note[row] ?? 0) & PACKET_NOTE.KEEP_ALIVE) !== 0) return 'probe';
  if ((packets.length[row] ?? 0) === 0) return 'ack';
  return packets.sender[row] === 0 ? 'request' : 'response';
}

/** `SYN-ACK`, `FIN`, `RST`, `PSH, ACK`: as a reader of captures says it. */
export function flagsText(flags: number): string {
  const ack = (flags & FLAG.ACK) !== 0;
  if ((flags & FLAG.SYN) !== 0) return ack ? 'SYN-ACK' : 'SYN';
  if ((flags & FLAG.RST) !== 0) return ack ? 'RST-ACK' : 'RST';
  if ((flags & FLAG.FIN) !== 0) return 'FIN';
  if ((flags & FLAG.PSH) !== 0) return ack ? 'PSH, ACK' : 'PSH';
  return ack ? 'ACK' : t('no flags');
}

/** Names packets, of which there may be many more than anybody looks at. */
export class PacketNames {
  readonly timeline: Timeline;
  /** By the frame in which a message begins. */
  readonly #requests = new Map<number, Exchange['request']>();
  readonly #responses = new Map<number, Exchange['response']>();

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    for (const { request, response } of timeline.exchanges) {
      if (request !== null) this.#requests.set(request.start.frame, request);
      if (response !== null) this.#responses.set(response.start.frame, response);
    }
  }

  /** Does a request or a response begin in this frame? */
  startsMessage(frame: number): boolean {
    return this.#requests.has(frame) || this.#responses.has(frame);
  }

  #message(frame: number): string | null {
    const response = this.#responses.get(frame);
    if (response != null) return response.status === null ? t('answer') : String(response.status);
    const request = this.#requests.get(frame);
    if (request == null) return null;
    const { method, target } = request;
    return requestText(method, target === null ? null : withoutQuery(target));
  }

  /** What the packet carries, without its number: `POST /ok`, `200`, `FIN`, `1,448 B`. */
  subject(row: number): string {
    const { packets } = this.timeline;
    const message = this.#message(packets.frame[row] ?? 0);
    const kind = kindOf(this.timeline, row);
    const length = packets.length[row] ?? 0;
    const flags = flagsText(packets.flags[row] ?? 0);
    if (kind === 'fin' || kind === 'rst' || kind === 'open')
      return length > 0 ? `${message ?? byteCount(length)}, ${flags}` : flags;
    if (kind === 'probe') return t('keep-alive probe');
    if (kind === 'ack') return `ACK ${packets.ack[row] ?? 0}`;
    return message ?? byteCount(length);
  }

  /** `#66 POST /ok`; retransmissions and copies say so, packets of another file than the finding's name that. */
  label(row: number): string {
    const { frame, capture } = placeOf(this.timeline, this.timeline.packets.frame[row] ?? 0);
    return `#${frame} ${this.unnumbered(row)}${inFile(capture)}`;
  }

  /** The label without the frame. */
  unnumbered(row: number): string {
    const note = this.timeline.packets.note[row] ?? 0;
    const again = (note & PACKET_NOTE.RETRANSMISSION) === 0 ? '' : t(' again');
    const copy = (note & PACKET_NOTE.DUPLICATE) === 0 ? '' : t(' (copy)');
    return `${this.subject(row)}${again}${copy}`;
  }
}

/** A request as a reader knows it, `request` where the protocol hides it. */
export function requestText(
  method: string | null,
  target: string | null,
  limit: number = TARGET_LENGTH,
): string {
  if (method === null) return t('request');
  return visible(method, 16) + (target === null ? '' : ` ${visible(target, limit)}`);
}
