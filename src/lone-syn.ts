/** A connection of which one SYN was seen, as little as possible: in a flood of them most never become more. */
import type { Place } from './conversation.ts';
import { FLAG } from './decode/flags.ts';
import { Segment } from './decode/segment.ts';

const { FIN, SYN, RST, ACK } = FLAG;

/** Used again for others: made anew for every packet of a flood it would be moved twice by V8's collector. */
export class LoneSyn {
  readonly segment = new Segment();
  /** The flow table's, which may change. */
  slot = 0;
  /** Wireshark's tcp.stream. */
  index = 0;
  sender: 0 | 1 = 0;
  /** Where the connection waits. */
  place: Place = { conversation: null, lone: this };

  /** Becomes that of `segment`, in a new place. */
  begin(slot: number, index: number, sender: 0 | 1, segment: Segment): void {
    this.slot = slot;
    this.index = index;
    this.sender = sender;
    this.segment.takeNumbersOf(segment);
    this.place = { conversation: null, lone: this };
  }

  /** Whether nothing follows from `segment` but that somebody wants to connect. */
  static isOne({ flags, wireLength }: Segment): boolean {
    return (flags & (SYN | ACK | FIN | RST)) === SYN && wireLength === 0;
  }
}
