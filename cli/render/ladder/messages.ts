/** Which packet carries which request or response, and what to call it. */
import { CLIENT, type Exchange, type Timeline } from '../../../src/timeline/schema.ts';
import { withoutQuery } from '../../../src/timeline/target.ts';
import type { Packet } from './packet.ts';

export interface Message {
  /** Of the exchange; 1-based on the connection. */
  readonly number: number;
  readonly sender: number;
  readonly start: number;
  /** Infinity while the end was not seen. */
  readonly end: number;
  /** `POST /pay`, `response 200`. */
  readonly name: string;
  /** `POST`, for referring to it. */
  readonly short: string;
}

/** Requests and responses of a timeline, found by sequence number. */
export class Messages {
  readonly #messages: readonly Message[];

  constructor(timeline: Timeline) {
    this.#messages = timeline.exchanges.flatMap(messagesOf);
  }

  /** The message to which the packet's first payload byte belongs. */
  of({ sender, seq, length }: Packet): Message | undefined {
    if (length === 0) return undefined;
    return this.#messages.findLast((message) => {
      return message.sender === sender && message.start <= seq && seq < message.end;
    });
  }
}

function messagesOf({ number, request, response }: Exchange): Message[] {
  const messages: Message[] = [];
  if (request) {
    const { start, end, method } = request;
    const short = method ?? 'request';
    messages.push({
      number,
      sender: CLIENT,
      start: start.seq,
      end: end ?? Infinity,
      name: method === null ? short : `${method} ${withoutQuery(request.target ?? '')}`,
      short,
    });
  }
  if (response) {
    const { start, end, status } = response;
    const name = status === null ? 'response' : `response ${status}`;
    messages.push({ number, sender: 1 - CLIENT, start: start.seq, end: end ?? Infinity, name, short: name });
  }
  return messages;
}
