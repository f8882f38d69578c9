/** What stays of connections that were judged: enough to tell a straggler from a new connection. */
import { FLAG } from '../decode/flags.ts';
import type { Segment } from '../decode/segment.ts';

const { SYN, ACK } = FLAG;
const FIRST_SIZE = 1024;

/** An endpoint's first sequence number, as on the wire. */
export interface Base {
  readonly base: number;
  readonly based: boolean;
}

export class Tombstones {
  private bases = new Uint32Array(FIRST_SIZE * 2);
  /** Bits: 1 a connection was here, 2 and 4 the first number of either endpoint is known. */
  private state = new Uint8Array(FIRST_SIZE);

  put(slot: number, low: Base, high: Base): void {
    if (slot >= this.state.length) this.grow(slot);
    this.bases[slot * 2] = low.base;
    this.bases[slot * 2 + 1] = high.base;
    this.state[slot] = 1 | (low.based ? 2 : 0) | (high.based ? 4 : 0);
  }

  /** Whether a segment belongs to the connection that was judged on this slot: anything but a bare SYN with another number. */
  covers(slot: number, sender: 0 | 1, segment: Segment): boolean {
    const state = this.state[slot] ?? 0;
    if (state === 0) return false;
    if ((segment.flags & (SYN | ACK)) !== SYN) return true;
    const known = (state & (2 << sender)) !== 0;
    return !known || this.bases[slot * 2 + sender] === segment.seq;
  }

  clear(): void {
    this.state.fill(0);
  }

  private grow(slot: number): void {
    const size = 2 ** Math.ceil(Math.log2(slot + 1));
    const bases = new Uint32Array(size * 2);
    bases.set(this.bases);
    const state = new Uint8Array(size);
    state.set(this.state);
    this.bases = bases;
    this.state = state;
  }
}
