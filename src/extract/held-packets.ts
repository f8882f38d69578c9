/** Packets that wait until it is known which of their bytes may be told; they leave in the order in which they came. */
import { Queue } from '../queue.ts';

/** Packets and bytes that wait; beyond, the first of them leaves with what is known. */
const MOST = 4096;
const MOST_BYTES = 16 << 20;

interface Waiting {
  readonly size: number;
  readonly isReady: () => boolean;
  readonly release: () => void;
}

export class HeldPackets {
  private readonly waiting = new Queue<Waiting>();
  private size = 0;

  push(packet: Waiting): void {
    this.waiting.push(packet);
    this.size += packet.size;
    while (this.waiting.length > MOST || this.size > MOST_BYTES || this.waiting.first?.isReady())
      this.shift();
  }

  /** No packet follows. */
  finish(): void {
    while (this.waiting.length > 0) this.shift();
  }

  private shift(): void {
    const packet = this.waiting.shift();
    if (packet === undefined) return;
    this.size -= packet.size;
    packet.release();
  }
}
