/** Builds the timeline of one connection from what tcp/ and http/ kept of it. */
import type { FlowTable } from '../flow/table.ts';
import type { AppStream } from '../recognise/stream.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { TcpEndpoint } from '../tcp/endpoint.ts';
import type { CaptureClock } from '../time.ts';
import { closingOf } from './closing.ts';
import { distanceOf } from './distance.ts';
import {
  type Distance,
  type Endpoint,
  FLAG,
  type LocalPacket,
  type Omission,
  PACKET_NOTE,
  type PacketColumns,
  TIMELINE_SCHEMA,
  type Timeline,
} from './schema.ts';
import { endpointStates } from './states.ts';

export function buildTimeline(
  connection: TcpConnection,
  app: AppStream,
  flows: FlowTable,
  clock: CaptureClock,
): Timeline {
  const { clientSide } = connection;
  const serverSide = (clientSide ^ 1) as 0 | 1;
  const { packets, omitted } = packetColumns(connection);
  const distance = distanceOf(connection);
  const midstream = !connection.synSeen;
  const endpoint = (side: 0 | 1): Endpoint => ({
    address: flows.endpoint(connection.slot, side),
    ...facts(connection.endpoints[side]),
    states: statesOf(packets, side === clientSide ? 0 : 1, distance, midstream),
  });
  const client = endpoint(clientSide);
  const server = endpoint(serverSide);
  return {
    schema: TIMELINE_SCHEMA,
    clock,
    index: connection.index,
    roleEvidence: connection.roleEvidence,
    client,
    server,
    protocol: app.name,
    requests: app.log.requests,
    responses: app.log.responses,
    controlUpTo: app.log.controlUpTo,
    exchanges: app.log.exchanges.map((exchange) => exchange.facts()),
    firstFrame: connection.firstFrame,
    firstTime: connection.firstTime,
    lastFrame: connection.lastFrame,
    lastTime: connection.lastTime,
    lastPayloadTime: Number.isNaN(connection.lastPayloadTime) ? null : connection.lastPayloadTime,
    serverProduct: app.log.server,
    announcedIdleSeconds: app.log.announcedIdleSeconds,
    packets,
    omitted,
    distance,
    icmp: connection.icmp.map(({ frame, time, ipVersion, type, code, sender }) => ({
      frame,
      time,
      ipVersion,
      type,
      code,
      about: sender === clientSide ? ('client' as const) : ('server' as const),
    })),
    ...closingOf(client, server),
    anomalies: Object.fromEntries(app.log.oddities ?? []),
  };
}

function facts(endpoint: TcpEndpoint): Omit<Endpoint, 'address' | 'states'> {
  return {
    syn: endpoint.syn,
    synCount: endpoint.synCount,
    fin: endpoint.fin,
    resets: endpoint.resets,
    sentUpTo: endpoint.sentUpTo,
    ackedUpTo: endpoint.ackedUpTo,
    packets: endpoint.packets,
    payloadBytes: endpoint.uniqueBytes,
    retransmissions: endpoint.retransmissions,
    outOfOrder: endpoint.outOfOrder,
    missingBytes: endpoint.gapBytes,
    gaps: endpoint.gaps,
    firstFinFrame: endpoint.firstFinFrame === 0 ? null : endpoint.firstFinFrame,
    resetFrames: endpoint.resetFrames,
    ttl: endpoint.ttlHigh < 0 ? null : [endpoint.ttlLow, endpoint.ttlHigh],
  };
}

function packetColumns(connection: TcpConnection): { packets: PacketColumns; omitted: Omission[] } {
  const columns = {
    frame: [] as number[],
    time: [] as number[],
    sender: [] as number[],
    flags: [] as number[],
    seq: [] as number[],
    ack: [] as number[],
    length: [] as number[],
    window: [] as number[],
    ttl: [] as number[],
    note: [] as number[],
  };
  const omitted: Omission[] = [];
  for (const { packet, omittedBefore } of connection.log.kept()) {
    if (omittedBefore > 0) omitted.push({ afterRow: columns.frame.length - 1, packets: omittedBefore });
    columns.frame.push(packet.frame);
    columns.time.push(packet.time);
    columns.sender.push(packet.sender === connection.clientSide ? 0 : 1);
    columns.flags.push(packet.flags);
    columns.seq.push(packet.seq);
    columns.ack.push(packet.ack);
    columns.length.push(packet.length);
    columns.window.push(packet.window);
    columns.ttl.push(packet.ttl);
    columns.note.push(packet.note);
  }
  return { packets: columns, omitted };
}

/** The states of side 0 (client) or 1 (server), on that endpoint's own clock. */
function statesOf(columns: PacketColumns, side: number, distance: Distance, midstream: boolean) {
  const away = (side === 0 ? distance.client : distance.server) ?? 0;
  const sent: LocalPacket[] = [];
  const received: LocalPacket[] = [];
  for (let i = 0; i < columns.frame.length; i++) {
    const flags = columns.flags[i] as number;
    const note = columns.note[i] as number;
    // Acknowledgements and bare data change no state but those that end a handshake or a close; all are looked at.
    if (note & PACKET_NOTE.DUPLICATE) continue;
    const own = columns.sender[i] === side;
    const packet = {
      frame: columns.frame[i] as number,
      time: (columns.time[i] as number) + (own ? -away : away),
      flags: flags & (FLAG.FIN | FLAG.SYN | FLAG.RST | FLAG.ACK),
      seq: columns.seq[i] as number,
      ack: columns.ack[i] as number,
      length: columns.length[i] as number,
    };
    (own ? sent : received).push(packet);
  }
  return endpointStates(sent, received, midstream);
}
