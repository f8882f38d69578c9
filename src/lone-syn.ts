/** A connection of which one SYN was seen, as little as possible: in a flood of them most never become more. */
import type { Conversation, Place } from './conversation.ts';
import { FLAG } from './decode/flags.ts';
import { Segment } from './decode/segment.ts';

const { FIN, SYN, RST, ACK } = FLAG;

/** It is the conversation's place once there is one. */
export class LoneSyn implements Place {
  conversation: Conversation | null = null;
  readonly segment = new Segment();
  /** The flow table's, which may change. */
  slot = 0;
  /** Wireshark's tcp.stream. */
  index = 0;
  sender: 0 | 1 = 0;

  /** Becomes that of `segment`, whatever it stood for before. */
  begin(slot: number, index: number, sender: 0 | 1, segment: Segment): void {
    this.slot = slot;
    this.index = index;
    this.sender = sender;
    this.segment.takeNumbersOf(segment);
  }

  /** Whether nothing follows from `segment` but that somebody wants to connect. */
  static isOne({ flags, wireLength }: Segment): boolean {
    return (flags & (SYN | ACK | FIN | RST)) === SYN && wireLength === 0;
  }
}
