/**
 * The shortest way from the capture point to each host. One connection has few round trips, and all of them may have met a delay;
 * the shortest of all connections is nearest to the way itself (as in NTP's minimum filter, RFC 5905 §10). For drawing only.
 */
import { hostOf } from '../flow/addresses.ts';
import type { Nanoseconds } from '../time.ts';
import type { Timeline } from '../timeline/schema.ts';

/** Hosts kept: a scan of the network must not fill the memory. */
const MAX_HOSTS = 65_536;

export class Paths {
  private readonly shortest = new Map<string, Nanoseconds>();

  /** Takes what a connection that ended measured; cheap for those that nobody answered. */
  take(timeline: Timeline): void {
    const { client, server } = timeline;
    if (client.packets === 0 || server.packets === 0) return;
    const { distance } = timeline;
    if (distance.client !== null) this.add(nameOf(client), distance.client);
    if (distance.server !== null) this.add(nameOf(server), distance.server);
  }

  /** The timeline with the shortest distances known. */
  measured<T extends Timeline>(timeline: T): T {
    const { client, server, distance } = timeline;
    const shortest = [this.of(client), this.of(server)] as const;
    return { ...timeline, distance: { ...distance, shortest } };
  }

  private of(endpoint: Timeline['client']): Nanoseconds | null {
    return this.shortest.get(nameOf(endpoint)) ?? null;
  }

  private add(host: string, distance: Nanoseconds): void {
    const known = this.shortest.get(host);
    if (known === undefined ? this.shortest.size < MAX_HOSTS : distance < known)
      this.shortest.set(host, distance);
  }
}

/** Address and hop limit: behind one address may be hosts at different distances. */
function nameOf({ address, ttl }: Timeline['client']): string {
  return `${hostOf(address)} ${ttl?.[0] ?? ''}`;
}
