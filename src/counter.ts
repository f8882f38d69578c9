/** Counts over all connections of a capture, taken as each of them ends. Every table has a bound. */
import type { Outcome } from './detect/harmless.ts';
import { productSpeaking } from './knowledge/servers.ts';
import { emptyTally, increment, type Tally, type UpstreamTally } from './result.ts';
import type { RoleEvidence } from './tcp/connection.ts';
import type { Nanoseconds } from './time.ts';
import { outlineOf, shapeOf } from './timeline/history.ts';
import type { Timeline } from './timeline/schema.ts';

/** Upstreams counted one by one: a scan of the network must not fill the memory. */
const MAX_UPSTREAMS = 65_536;
const MAX_SHAPES = 1000;

export class Counter {
  readonly tally: Tally = emptyTally();
  /** The shapes of outlines seen so far. */
  private readonly shapes = new Map<string, string>();

  /** `serverHost`: its number in the flow table. */
  take(timeline: Timeline, serverHost: number): void {
    this.tally.requests += timeline.requests;
    this.tally.responses += timeline.responses;
    const upstream = this.takeShape(outlineOf(timeline), timeline.roleEvidence, timeline.server.address);
    if (upstream === undefined) return;
    upstream.host = serverHost;
    upstream.requests += timeline.requests;
    upstream.product ??= timeline.serverProduct ?? productSpeaking(timeline.protocol);
    upstream.longestAnswer = Math.max(upstream.longestAnswer, longestAnswer(timeline));
  }

  /** A SYN that nothing followed. */
  takeUnanswered(upstream: string): void {
    this.takeShape('S', 'syn', upstream);
    this.takeOutcome({ open: true });
  }

  /** How a connection ended on which no request failed. */
  takeOutcome(outcome: Outcome): void {
    if ('harmless' in outcome) increment(this.tally.harmless, outcome.harmless);
    else if ('undecided' in outcome) increment(this.tally.undecided, outcome.undecided);
    else this.tally.open++;
  }

  /** Counts a connection. Returns what is counted of its upstream, undefined where there are too many. */
  private takeShape(outline: string, role: RoleEvidence, address: string): UpstreamTally | undefined {
    const { upstreams, shapes, roles } = this.tally;
    increment(roles, role);
    const shape = this.shape(outline);
    if (shapes.size < MAX_SHAPES || shapes.has(shape)) increment(shapes, shape);
    let upstream = upstreams.get(address);
    if (upstream === undefined) {
      if (upstreams.size >= MAX_UPSTREAMS) return undefined;
      upstream = { host: -1, isGateway: false, requests: 0, connections: 0, product: null, longestAnswer: 0 };
      upstreams.set(address, upstream);
    }
    upstream.connections++;
    return upstream;
  }

  private shape(outline: string): string {
    const known = this.shapes.get(outline);
    if (known !== undefined) return known;
    const shape = shapeOf(outline);
    if (this.shapes.size < MAX_SHAPES) this.shapes.set(outline, shape);
    return shape;
  }
}

/** An error may be the limit's own answer, and what was sent again came late by the network. */
function longestAnswer({ exchanges, client, server }: Timeline): Nanoseconds {
  if (client.retransmissions + server.retransmissions > 0) return 0;
  let longest = 0;
  for (const { request, response } of exchanges) {
    if (request === null || response?.endTime == null || (response.status ?? 0) >= 500) continue;
    longest = Math.max(longest, response.start.time - (request.endTime ?? request.start.time));
  }
  return longest;
}
