/**
 * Addresses that hosts ask for in vain (ARP, RFC 826; neighbor discovery, RFC 4861): on the gateway's own subnet a host that is
 * gone shows as this alone, no SYN ever leaves.
 */
import type { Neighbor } from '../decode/neighbor.ts';
import { Ipv6Addresses, ipv4Text } from './addresses.ts';

/** Targets watched; a scan of a subnet asks for more, and says nothing. */
const MAX_TARGETS = 4096;
/** Linux asks three times before it gives up. */
const MIN_ASKED = 3;

export interface Unresolved {
  readonly address: string;
  readonly asked: number;
}

export class UnresolvedAddresses {
  private readonly asked = new Map<string, { count: number; answered: boolean }>();
  private readonly ipv6 = new Ipv6Addresses();

  take(neighbor: Neighbor): void {
    const target = this.textOf(neighbor, neighbor.targetV4, neighbor.targetOffset);
    if (neighbor.isReply) {
      this.markAnswered(target);
      this.markAnswered(this.textOf(neighbor, neighbor.senderV4, neighbor.senderOffset));
      return;
    }
    // Who asks is there.
    this.markAnswered(this.textOf(neighbor, neighbor.senderV4, neighbor.senderOffset));
    const known = this.asked.get(target);
    if (known !== undefined) known.count++;
    else if (this.asked.size < MAX_TARGETS) this.asked.set(target, { count: 1, answered: false });
  }

  /** Addresses asked for at least three times that never answered. */
  unresolved(): Unresolved[] {
    return [...this.asked]
      .filter(([, { count, answered }]) => count >= MIN_ASKED && !answered)
      .map(([address, { count }]) => ({ address, asked: count }));
  }

  private markAnswered(address: string): void {
    const known = this.asked.get(address);
    if (known !== undefined) known.answered = true;
  }

  private textOf({ ipVersion, buffer }: Neighbor, v4: number, offset: number): string {
    return ipVersion === 4 ? ipv4Text(v4) : this.ipv6.text(this.ipv6.intern(buffer, offset));
  }
}
