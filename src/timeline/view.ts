/** From what tcp/ and the application layer kept of a connection to its timeline. */
import type { ExchangeRecord } from '../app/records.ts';
import type { FlowTable } from '../flow/table.ts';
import type { AppStream } from '../recognise/stream.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { CaptureClock } from '../time.ts';
import { closingOf } from './closing.ts';
import { packetColumns, statesOf } from './columns.ts';
import { distanceOf } from './distance.ts';
import {
  type Distance,
  type Endpoint,
  type Omission,
  type PacketColumns,
  type StateChange,
  TIMELINE_SCHEMA,
  type Timeline,
} from './schema.ts';

/**
 * The timeline of a connection that is over, as a view: cheap for the many on which nothing is found. What only drawings and
 * verdicts need (packets, states, distances) is made when it is first asked for.
 */
export class TimelineView implements Timeline {
  readonly schema = TIMELINE_SCHEMA;
  readonly clock: CaptureClock;
  readonly index: number;
  readonly roleEvidence: Timeline['roleEvidence'];
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly proxiedFor: string | null;
  readonly protocol: Timeline['protocol'];
  readonly requests: number;
  readonly responses: number;
  readonly controlUpTo: number;
  readonly exchanges: readonly ExchangeRecord[];
  readonly firstFrame: number;
  readonly firstTime: number;
  readonly lastFrame: number;
  readonly lastTime: number;
  readonly lastPayloadTime: number | null;
  readonly serverProduct: string | null;
  readonly announcedIdleSeconds: number | null;
  readonly icmp: Timeline['icmp'];
  readonly closedBy: Timeline['closedBy'];
  readonly end: Timeline['end'];
  readonly anomalies: Timeline['anomalies'];
  readonly #connection: TcpConnection;
  #drawn: ReturnType<typeof packetColumns> | null = null;
  #distance: Distance | null = null;

  constructor(
    connection: TcpConnection,
    { name, log, proxiedFor }: AppStream,
    flows: FlowTable,
    clock: CaptureClock,
  ) {
    const { clientSide, slot } = connection;
    this.#connection = connection;
    this.clock = clock;
    this.index = connection.index;
    this.roleEvidence = connection.roleEvidence;
    this.client = new EndpointView(connection, clientSide, flows.endpoint(slot, clientSide), this);
    const serverSide = (clientSide ^ 1) as 0 | 1;
    this.server = new EndpointView(connection, serverSide, flows.endpoint(slot, serverSide), this);
    this.proxiedFor = proxiedFor;
    this.protocol = name;
    this.requests = log.requests;
    this.responses = log.responses;
    this.controlUpTo = log.controlUpTo;
    this.exchanges = log.exchanges;
    this.firstFrame = connection.firstFrame;
    this.firstTime = connection.firstTime;
    this.lastFrame = connection.lastFrame;
    this.lastTime = connection.lastTime;
    this.lastPayloadTime = Number.isNaN(connection.lastPayloadTime) ? null : connection.lastPayloadTime;
    this.serverProduct = log.server;
    this.announcedIdleSeconds = log.announcedIdleSeconds;
    this.icmp = connection.icmp.length === 0 ? [] : icmpFacts(connection);
    const { closedBy, end } = closingOf(this.client, this.server, log.farewellEnd);
    this.closedBy = closedBy;
    this.end = end;
    this.anomalies = log.oddities === null ? {} : Object.fromEntries(log.oddities);
  }

  get packets(): PacketColumns {
    return this.#draw().packets;
  }

  get omitted(): readonly Omission[] {
    return this.#draw().omitted;
  }

  get distance(): Distance {
    this.#distance ??= distanceOf(this.#connection);
    return this.#distance;
  }

  /** A copy with nothing behind it, as JSON would have it. */
  plain(): Timeline {
    return {
      ...(this as Timeline),
      client: { ...this.client, states: this.client.states },
      server: { ...this.server, states: this.server.states },
      exchanges: this.exchanges.map((exchange) => exchange.facts()),
      packets: this.packets,
      omitted: this.omitted,
      distance: this.distance,
    };
  }

  #draw(): ReturnType<typeof packetColumns> {
    this.#drawn ??= packetColumns(this.#connection);
    return this.#drawn;
  }
}

class EndpointView implements Endpoint {
  readonly address: string;
  readonly syn: Endpoint['syn'];
  readonly synCount: number;
  readonly fin: Endpoint['fin'];
  readonly resets: Endpoint['resets'];
  readonly sentUpTo: number;
  readonly ackedUpTo: number;
  readonly packets: number;
  readonly payloadBytes: number;
  readonly retransmissions: number;
  readonly outOfOrder: number;
  readonly missingBytes: number;
  readonly gaps: number;
  readonly firstFinFrame: number | null;
  readonly resetFrames: readonly number[];
  readonly ttl: Endpoint['ttl'];
  readonly #timeline: Timeline;
  readonly #connection: TcpConnection;
  readonly #side: 0 | 1;
  #states: readonly StateChange[] | null = null;

  constructor(connection: TcpConnection, side: 0 | 1, address: string, timeline: Timeline) {
    const endpoint = connection.endpoints[side];
    this.#timeline = timeline;
    this.#connection = connection;
    this.#side = side;
    this.address = address;
    this.syn = endpoint.syn;
    this.synCount = endpoint.synCount;
    this.fin = endpoint.fin;
    this.resets = endpoint.resets;
    this.sentUpTo = endpoint.sentUpTo;
    this.ackedUpTo = endpoint.ackedUpTo;
    this.packets = endpoint.packets;
    this.payloadBytes = endpoint.uniqueBytes;
    this.retransmissions = endpoint.retransmissions;
    this.outOfOrder = endpoint.outOfOrder;
    this.missingBytes = endpoint.gapBytes;
    this.gaps = endpoint.gaps;
    this.firstFinFrame = endpoint.firstFinFrame === 0 ? null : endpoint.firstFinFrame;
    this.resetFrames = endpoint.resetFrames;
    this.ttl = endpoint.ttlHigh < 0 ? null : [endpoint.ttlLow, endpoint.ttlHigh];
  }

  get states(): readonly StateChange[] {
    const { packets, distance } = this.#timeline;
    const column = this.#side === this.#connection.clientSide ? 0 : 1;
    this.#states ??= statesOf(packets, column, distance, !this.#connection.synSeen);
    return this.#states;
  }
}

function icmpFacts({ icmp, clientSide }: TcpConnection): Timeline['icmp'] {
  return icmp.map(({ frame, time, ipVersion, type, code, sender }) => {
    const about = sender === clientSide ? ('client' as const) : ('server' as const);
    return { frame, time, ipVersion, type, code, about };
  });
}
