/**
 * Packets around failures whose verdict rests on other connections: restarts and outages show on what went to or came from the same
 * host, both legs of a gateway only on the clock.
 */
import ipaddr from 'ipaddr.js';
import { Windows } from '../clusters/windows.ts';
import type { Segment } from '../decode/segment.ts';
import { hostOf } from '../flow/addresses.ts';
import type { Finding } from '../report/schema.ts';
import { hostsOf } from './tuple.ts';

/** Milliseconds: refused connects of one outage lie no further apart (see clusters/upstream-life.ts). */
const AROUND_HOST = 35_000;
/** Milliseconds: what passes on a request or a failure is not farther away (see clusters/legs.ts). */
const AROUND_REQUEST = 5_000;
const ANY_HOST = 0;

export class Company {
  private readonly windows = new Windows();
  private readonly hosts = new Map<string, number>();

  constructor(findings: readonly Finding[]) {
    for (const finding of findings) this.add(finding);
  }

  /** Whether the segment belongs to it; `time` is in milliseconds since 1970. */
  has(segment: Segment, time: number): boolean {
    if (this.hosts.size === 0) return false;
    if (this.windows.has(ANY_HOST, time)) return true;
    return hostsOf(segment).some((host) => this.windows.has(this.hosts.get(host) ?? -1, time));
  }

  private add({ connection, time, request, leg, owner }: Finding): void {
    const host = bareHost(connection.server);
    const number = this.hosts.get(host) ?? this.hosts.size + 1;
    this.hosts.set(host, number);
    const failed = Date.parse(time);
    this.windows.add(number, failed - AROUND_HOST, failed + AROUND_HOST);
    if (leg !== 'client' && owner !== 'client') return;
    const since = Date.parse(request?.time ?? time);
    this.windows.add(ANY_HOST, since - AROUND_REQUEST, failed + AROUND_REQUEST);
  }
}

/** As `hostsOf` has it. */
function bareHost(endpoint: string): string {
  const host = hostOf(endpoint);
  if (!host.includes(':')) return host;
  return String.fromCharCode(...ipaddr.parse(host.replace(/^\[|\]$/g, '')).toByteArray());
}
