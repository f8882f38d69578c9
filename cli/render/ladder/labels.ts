/** What is written on an arrow: what the packet is, and its numbers as Wireshark shows them. */
import type { Finding } from '../../../src/report/schema.ts';
import type { Timeline } from '../../../src/timeline/schema.ts';
import { Messages } from './messages.ts';
import {
  finSeq,
  isFin,
  isProbe,
  isPureAck,
  isRepetition,
  isReset,
  isSyn,
  type Packet,
  provokerOf,
} from './packet.ts';

interface Label {
  readonly name: string;
  readonly numbers: string;
}

export class Labels {
  readonly #messages: Messages;
  /** Frames that prove something are drawn whatever they are. */
  readonly #evidence: ReadonlySet<number>;
  readonly #packets: readonly Packet[];
  /** Rows at which the other side begins to speak. */
  readonly #turns = new Set<number>();

  constructor(timeline: Timeline, finding: Finding | null, packets: readonly Packet[]) {
    this.#messages = new Messages(timeline);
    this.#evidence = new Set((finding?.evidence ?? []).map(({ frame }) => frame));
    this.#packets = packets;
    let speaker = -1;
    for (const { row, sender, length } of packets) {
      if (length > 0 && sender !== speaker) this.#turns.add(row);
      if (length > 0) speaker = sender;
    }
  }

  /** Null where the packet is not drawn; 'continued' for the packets of a message after its first. */
  of(packet: Packet): Label | 'continued' | null {
    if (isReset(packet)) return { name: 'RST', numbers: this.#resetNumbers(packet) };
    if (isSyn(packet))
      return { name: `${packet.ack === null ? 'SYN' : 'SYN-ACK'}${this.#again(packet)}`, numbers: '' };
    if (isProbe(packet)) return null;
    if (isPureAck(packet))
      return this.#evidence.has(packet.frame) ? { name: 'ACK', numbers: numbers(packet) } : null;
    if (packet.length > 0 && !isFin(packet) && this.#continues(packet)) return 'continued';
    return { name: this.nameOf(packet) + this.#again(packet), numbers: numbers(packet) };
  }

  nameOf(packet: Packet): string {
    if (packet.length === 0) return 'FIN';
    const message = this.#messages.of(packet);
    const whole = message === undefined ? 'data' : message.name;
    const name = this.#continues(packet) ? `rest of ${message?.short ?? 'data'}` : whole;
    return isFin(packet) ? `${name} + FIN` : name;
  }

  #continues(packet: Packet): boolean {
    if (isRepetition(packet)) return false;
    const message = this.#messages.of(packet);
    return message === undefined ? !this.#turns.has(packet.row) : packet.seq > message.start;
  }

  #resetNumbers(reset: Packet): string {
    if (reset.ack !== null) return numbers(reset);
    const provoker = provokerOf(reset, this.#packets);
    if (provoker === undefined) return `seq ${reset.seq}`;
    const what = this.#messages.of(provoker)?.short ?? (isFin(provoker) ? 'FIN' : 'ACK');
    return `seq ${reset.seq}, answers the ${what}`;
  }

  /** Repeated payload is marked by the analysis; a SYN or FIN is repeated if its sender sent one before. */
  #again(packet: Packet): string {
    const sentBefore = (is: (packet: Packet) => boolean) => {
      return (
        is(packet) &&
        this.#packets.some((other) => other.sender === packet.sender && other.row < packet.row && is(other))
      );
    };
    return isRepetition(packet) || sentBefore(isSyn) || sentBefore(isFin) ? ' again' : '';
  }
}

/** A FIN without payload stands at its own number; payload is given with its length. */
export function numbers(packet: Packet): string {
  const ack = packet.ack === null ? '' : ` ack ${packet.ack}`;
  if (packet.length === 0) return `seq ${finSeq(packet)}${ack}`;
  return `seq ${packet.seq} len ${packet.length}${ack}`;
}
