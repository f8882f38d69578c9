/** The fragments seen lately: whether they are wanted is known only when the datagram is whole. */
import type { Segment } from '../decode/segment.ts';
import { hostsOf } from './tuple.ts';

/** Fragments kept; of a datagram without the last one nothing is told anyway. */
const MOST = 256;

interface Kept<Packet> {
  readonly name: string;
  readonly packet: Packet;
}

export class RecentFragments<Packet> {
  private kept: Kept<Packet>[] = [];

  add(addresses: Segment, packet: Packet): void {
    this.kept.push({ name: nameOf(addresses), packet });
    if (this.kept.length > MOST) this.kept.shift();
  }

  /** Those of the datagram that `segment` was in, which are not kept any longer. */
  take(segment: Segment): Packet[] {
    const name = nameOf(segment);
    const own = this.kept.filter((one) => one.name === name);
    this.kept = this.kept.filter((one) => one.name !== name);
    return own.map(({ packet }) => packet);
  }
}

/** Of IPv6 without the identification: one host seldom sends another two datagrams in fragments at once. */
function nameOf(segment: Segment): string {
  return `${hostsOf(segment).join('\n')}\n${segment.ipId}`;
}
