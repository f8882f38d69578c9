/**
 * Idle limits read off the wire: how long a connection had been idle when one side closed it.
 *
 * The difference of two captured times at one place, so it holds at either capture point. The gateway's limit is
 * censored: while the upstream always closes first it never shows, and the longest reuse is only a lower bound.
 */
import { isComplete } from '../app/exchange.ts';
import { hostOf } from '../flow/addresses.ts';
import type { Nanoseconds } from '../time.ts';
import { effectiveReset } from '../timeline/closing.ts';
import type { Endpoint, Exchange, Framing, PacketFact, Timeline } from '../timeline/schema.ts';

/** One observed limit. */
export interface IdleTimer {
  readonly endpoint: string;
  readonly side: 'upstream' | 'gateway';
  readonly seconds: number;
  /** Least and greatest age among the closes that belong together. */
  readonly spreadSeconds: readonly [number, number];
  readonly samples: number;
}

/** Fewer closes than this are no timer. */
const MIN_SAMPLES = 3;
/** More than this share of all closes must agree: two limits behind one address are none. */
const MIN_SHARE = 0.5;
/** How far closes by one exact timer lie apart: scheduling, and a part of long times. */
const EXACT_SECONDS = 0.15;
const EXACT_SHARE = 0.1;
/** How far closes by a loop that runs once a second lie apart. */
const LOOP_SECONDS = 1.1;
/** An exact timer leaves hardly any close to the rest of that second. */
const NEARLY_ALL = 0.9;
/** Closes right after an answer come from request limits or announcements, not from an idle timer. */
const MIN_AGE_SECONDS = 0.05;
/** Answers after which the connection carries no further request. */
const ENDLESS: ReadonlySet<Framing> = new Set(['close-delimited', 'tunnel']);
/** Samples kept per endpoint and side. */
const MAX_SAMPLES = 4096;
/** Upstreams whose clients are kept: a scan of the network must not fill the memory. */
const MAX_UPSTREAMS = 65_536;
/** Closes this close to a process's end belong to it. */
const RESTART_NS = 250e6;

/** A close of an idle connection: after how many idle seconds, and when. */
interface Close {
  readonly age: number;
  readonly time: Nanoseconds;
}

/** Collects ages at which idle connections were closed, by endpoint. */
export class IdleSamples {
  private readonly closes = { upstream: new Map<string, Close[]>(), gateway: new Map<string, Close[]>() };
  private readonly reuses = new Map<string, number>();
  /** The same of those that were answered. */
  private readonly survivals = new Map<string, number>();
  /** The only host that connects to an upstream; null for several. */
  private readonly gateways = new Map<string, string | null>();

  /** Takes a connection that ended. */
  take(timeline: Timeline): void {
    const { client, server, exchanges } = timeline;
    this.takeReuse(timeline);
    this.takeClient(server.address, () => client.address);
    const last = exchanges.findLast(isComplete);
    if (last?.response?.endTime == null || last.lastByAgreement || ENDLESS.has(last.response.framing)) return;
    const idleSince = last.response.endTime;
    const by = timeline.closedBy === 'client' ? client : server;
    const end = by.fin ?? abort(by, by === client ? server : client);
    if (end === null || timeline.closedBy === 'none') return;
    if (timeline.closedBy === 'client' && (last !== exchanges.at(-1) || wasTold(server, last))) return;
    // A close that knows of a later request is no idle close.
    const next = exchanges[exchanges.indexOf(last) + 1];
    if (next?.request && by === server && (end.ack ?? 0) > next.request.start.seq) return;
    const age = (end.time - idleSince) / 1e9;
    if (age < MIN_AGE_SECONDS) return;
    const side = timeline.closedBy === 'client' ? 'gateway' : 'upstream';
    // A gateway's ports change with every connection; its limit belongs to the host.
    const endpoint = side === 'upstream' ? server.address : hostOf(client.address);
    add(this.closes[side], endpoint, { age, time: end.time });
  }

  /** Takes who connects to `server`, or tries to; asked for only where it may tell something. */
  takeClient(server: string, client: () => string): void {
    if (this.gateways.get(server) !== null) this.noteGateway(server, hostOf(client()));
  }

  /** Forgets what processes closed when they ended: no timer did. `restarts`: when, by `ip:port` of the upstream. */
  leaveOut(restarts: ReadonlyMap<string, readonly Nanoseconds[]>): void {
    for (const [server, moments] of restarts) {
      const closes = this.closes.upstream.get(server) ?? [];
      const kept = closes.filter(({ time }) => !moments.some((end) => Math.abs(time - end) <= RESTART_NS));
      this.closes.upstream.set(server, kept);
    }
  }

  /** Longest idle age in seconds after which a connection to this upstream was used again; null where none was. */
  longestReuse(upstream: string): number | null {
    return this.reuses.get(upstream) ?? null;
  }

  /** The longest idle age in seconds after which a request on a connection to this upstream was answered; null where none was. */
  longestSurvival(upstream: string): number | null {
    return this.survivals.get(upstream) ?? null;
  }

  /** The host of the one gateway in front of this upstream; null where there are several, or none was seen. */
  gatewayOf(upstream: string): string | null {
    return this.gateways.get(upstream) ?? null;
  }

  /** Adds what another capture showed. */
  merge(other: IdleSamples): void {
    for (const side of ['upstream', 'gateway'] as const) {
      for (const [endpoint, closes] of other.closes[side])
        for (const close of closes) add(this.closes[side], endpoint, close);
    }
    for (const [upstream, age] of other.reuses) noteLongest(this.reuses, upstream, age);
    for (const [upstream, age] of other.survivals) noteLongest(this.survivals, upstream, age);
    for (const [upstream, gateway] of other.gateways) this.noteGateway(upstream, gateway);
  }

  timers(): IdleTimer[] {
    const found: IdleTimer[] = [];
    for (const side of ['upstream', 'gateway'] as const) {
      for (const [endpoint, closes] of this.closes[side]) {
        const timer = readTimer(closes.map(({ age }) => age));
        if (timer !== null && !(side === 'upstream' && this.outlived(endpoint, timer.seconds)))
          found.push({ endpoint, side, ...timer });
      }
    }
    return found;
  }

  /** The shortest age that belongs to each upstream's limit, in seconds, by `ip:port`. */
  limits(): ReadonlyMap<string, number> {
    const upstreams = this.timers().filter(({ side }) => side === 'upstream');
    return new Map(upstreams.map(({ endpoint, spreadSeconds }) => [endpoint, spreadSeconds[0]]));
  }

  /** Connections that were idle for longer were answered all the same: a restart or a reload closed the others, no limit. */
  private outlived(upstream: string, seconds: number): boolean {
    return (
      (this.survivals.get(upstream) ?? 0) > Math.max(seconds + LOOP_SECONDS, seconds * (1 + EXACT_SHARE))
    );
  }

  private takeReuse({ exchanges, server, client }: Timeline): void {
    const isWhole = client.gaps + server.gaps === 0;
    for (let i = 1; i < exchanges.length; i++) {
      const idleSince = exchanges[i - 1]?.response?.endTime;
      const start = exchanges[i]?.request?.start.time;
      if (idleSince == null || start === undefined) continue;
      const age = (start - idleSince) / 1e9;
      noteLongest(this.reuses, server.address, age);
      if (isWhole && exchanges[i]?.response != null) noteLongest(this.survivals, server.address, age);
    }
  }

  private noteGateway(upstream: string, gateway: string | null): void {
    const known = this.gateways.get(upstream);
    if (known === undefined) {
      if (this.gateways.size < MAX_UPSTREAMS) this.gateways.set(upstream, gateway);
    } else if (known !== gateway) this.gateways.set(upstream, null);
  }
}

/** The server said something after its answer (GOAWAY, a TLS alert): the client's close may only be its reaction. */
function wasTold({ fin, sentUpTo }: Endpoint, { response }: Exchange): boolean {
  const said = fin === null ? sentUpTo : Math.min(sentUpTo, fin.seq);
  return response?.end != null && said > response.end;
}

/** Some close idle connections by a reset. One without ACK tells no time: it only answers what came later. */
function abort(by: Endpoint, peer: Endpoint): PacketFact | null {
  const reset = effectiveReset(by, peer);
  return reset?.ack == null ? null : reset;
}

function noteLongest(ages: Map<string, number>, upstream: string, age: number): void {
  ages.set(upstream, Math.max(age, ages.get(upstream) ?? 0));
}

function add(closes: Map<string, Close[]>, endpoint: string, close: Close): void {
  const list = closes.get(endpoint);
  if (list === undefined) closes.set(endpoint, [close]);
  else if (list.length < MAX_SAMPLES) list.push(close);
}

/**
 * The densest group of ages, if it holds most of them: a timer fires at one age, everything else spreads. Most timers are exact;
 * servers that look at their connections once a second close anywhere in that second.
 */
function readTimer(ages: readonly number[]): Omit<IdleTimer, 'endpoint' | 'side'> | null {
  if (ages.length < MIN_SAMPLES) return null;
  const sorted = [...ages].sort((a, b) => a - b);
  const exact = densest(sorted, (age) => Math.max(EXACT_SECONDS, age * EXACT_SHARE));
  const loop = densest(sorted, () => LOOP_SECONDS);
  const group = exact.length >= loop.length * NEARLY_ALL ? exact : loop;
  if (group.length < MIN_SAMPLES || group.length <= sorted.length * MIN_SHARE) return null;
  return {
    seconds: group[Math.floor(group.length / 2)] as number,
    spreadSeconds: [group[0] as number, group.at(-1) as number],
    samples: group.length,
  };
}

/** Most ages that lie within `width` of the least of them. */
function densest(sorted: readonly number[], width: (least: number) => number): readonly number[] {
  let best: readonly [number, number] = [0, 0];
  let high = 0;
  for (let low = 0; low < sorted.length; low++) {
    const least = sorted[low] as number;
    while (high < sorted.length && (sorted[high] as number) <= least + width(least)) high++;
    if (high - low > best[1] - best[0]) best = [low, high];
  }
  return sorted.slice(...best);
}
