/**
 * Connections of which packets are wanted, followed by the rules of the analysis: where one ends and the next begins on the same
 * addresses and ports. Memory follows what is wanted, not what the capture holds.
 */
import type { Segment } from '../decode/segment.ts';
import type { Tuple } from '../flow/table.ts';
import { opensAnew, TcpConnection } from '../tcp/connection.ts';
import { HeldBudget } from '../tcp/held-budget.ts';
import { flush } from '../tcp/reassembly.ts';
import { unwrap } from '../tcp/seq.ts';
import type { StreamSink } from '../tcp/stream-sink.ts';
import { trackSegment } from '../tcp/track-segment.ts';
import { endsOf } from './tuple.ts';
import type { Wanted } from './wanted.ts';

/** Packets that the tracking of one connection remembers, to know copies by. */
const KEPT_ROWS = 16;

/** Is told the bytes of a connection, in order, and when no more follow. */
export interface FollowedSink extends StreamSink {
  end(connection: TcpConnection): void;
}

/** How much is wanted: all of a connection, one request with its answer, or what passes near a failure. */
type Extent = 'whole' | 'exchange' | 'company';

/** Connections that keep others company; further ones are left out. */
const MOST_COMPANY = 16_384;

/** One of them. Side 0 is the client, as the finding tells it. */
interface Followed<Sink extends FollowedSink> {
  readonly tcp: TcpConnection;
  readonly sink: Sink;
  readonly extent: Extent;
  readonly names: readonly [string, string];
}

/** Where a packet lies: its file, its number there, and when it was captured, milliseconds since 1970. */
interface Place {
  readonly capture: string;
  readonly frame: number;
  readonly time: number;
}

export interface Direction<Sink extends FollowedSink> {
  readonly followed: Followed<Sink>;
  readonly sender: 0 | 1;
}

/** `makeSink` makes what is told the bytes of a connection, in order. */
export class FollowedConnections<Sink extends FollowedSink> {
  /** Connections followed so far, requests with their answers and company not counted. */
  count = 0;
  /** Connections that only keep them company. */
  company = 0;
  private readonly byName = new Map<string, Direction<Sink>>();
  private readonly ports = new Set<number>();
  private readonly room = new HeldBudget();

  constructor(
    private readonly wanted: Wanted,
    private readonly makeSink: () => Sink,
  ) {}

  /** The connection of a segment, null where it is not wanted. */
  take(segment: Segment, place: Place): Direction<Sink> | null {
    const direction = this.known(segment, place) ?? this.begun(segment, place);
    if (direction === null) return null;
    const { followed, sender } = direction;
    trackSegment(followed.tcp, sender, segment, followed.sink);
    return direction;
  }

  /** The connection that an ICMP error is about. */
  find(quoted: Tuple): Direction<Sink> | null {
    if (!this.ports.has(portsOf(quoted))) return null;
    return this.byName.get(endsOf(quoted).join('\n')) ?? null;
  }

  /** No packet follows: what waited for others is handed on. */
  finish(): void {
    for (const { followed } of this.byName.values()) end(followed);
  }

  private known(segment: Segment, place: Place): Direction<Sink> | null {
    const direction = this.find(segment);
    if (direction === null || this.goesOn(direction, segment, place)) return direction;
    const { followed } = direction;
    end(followed);
    followed.tcp.free();
    const [a, b] = followed.names;
    this.byName.delete(a);
    this.byName.delete(b);
    return null;
  }

  private goesOn({ followed, sender }: Direction<Sink>, segment: Segment, { time }: Place): boolean {
    const { tcp, extent } = followed;
    if (opensAnew(tcp, sender, segment)) return false;
    if (extent === 'whole') return true;
    if (this.wanted.beginsAt(segment.frame) !== undefined) return false;
    if (this.wanted.company.has(segment, time)) return extent === 'company';
    return extent === 'exchange' && (sender === 1 || !asksAgain(tcp, segment));
  }

  private begun(segment: Segment, place: Place): Direction<Sink> | null {
    const extent = this.extentAt(segment, place);
    if (extent === null) return null;
    const [from, to] = endsOf(segment);
    const sender = this.senderOf(segment, extent);
    const names = [`${from}\n${to}`, `${to}\n${from}`] as const;
    const tcp = new TcpConnection(this.count, 0, 0, this.room, KEPT_ROWS);
    const followed = { tcp, sink: this.makeSink(), extent, names };
    if (extent === 'company') this.company++;
    else if (extent === 'whole') this.count++;
    this.byName.set(names[0], { followed, sender });
    this.byName.set(names[1], { followed, sender: (sender ^ 1) as 0 | 1 });
    this.ports.add(portsOf(segment)).add(segment.dstPort * 65_536 + segment.srcPort);
    return { followed, sender };
  }

  /** How much is wanted of the connection that a segment seems to begin; null for nothing. */
  private extentAt(segment: Segment, { capture, frame, time }: Place): Extent | null {
    const { wanted } = this;
    if (wanted.beginsAt(segment.frame) !== undefined) return 'whole';
    if (this.company < MOST_COMPANY && wanted.company.has(segment, time)) return 'company';
    return wanted.isExchange(capture, frame) ? 'exchange' : null;
  }

  private senderOf({ frame, srcPort, dstPort }: Segment, extent: Extent): 0 | 1 {
    if (extent === 'exchange') return 0;
    const clientPort = this.wanted.beginsAt(frame)?.clientPort ?? Math.max(srcPort, dstPort);
    return srcPort === clientPort ? 0 : 1;
  }
}

function end({ tcp, sink }: Followed<FollowedSink>): void {
  flush(tcp, sink);
  sink.end(tcp);
}

/** The client sends something new although it was answered. */
function asksAgain({ endpoints: [client, server] }: TcpConnection, segment: Segment): boolean {
  if (segment.wireLength === 0 || server.uniqueBytes === 0) return false;
  return unwrap(segment.seq, client.base, client.expected) >= client.sentUpTo;
}

/** Most packets are known by it not to be wanted. */
function portsOf({ srcPort, dstPort }: Tuple): number {
  return srcPort * 65_536 + dstPort;
}
