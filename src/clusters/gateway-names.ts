/**
 * What a gateway is. It signs its answers to clients (`Server`, RFC 9110 §10.2.4) and sends what they ask on to others, be it
 * under another address. A signature that an upstream of it writes too may only have been passed on.
 */
import type { AnsweredRequests } from './answered.ts';

/** Hosts whose signature is kept. */
const MOST_HOSTS = 1 << 14;

export class GatewayNames {
  /** The first `Server` of each host that wrote one, by its number in the flow table. */
  private readonly signatures = new Map<number, string>();

  note(host: number, server: string | null): void {
    if (server === null || this.signatures.has(host) || this.signatures.size >= MOST_HOSTS) return;
    this.signatures.set(host, server);
  }

  /** What each gateway signs with, by the number of the host under which it sends requests on. */
  bySender(answered: AnsweredRequests): ReadonlyMap<number, string> {
    const names = new Map<number, string>();
    for (const [host, signature] of this.signatures) {
      const way = answered.wayOn(host);
      if (way === null || way.servers.some((server) => this.signatures.get(server) === signature)) continue;
      names.set(way.sender, signature);
    }
    return names;
  }
}
