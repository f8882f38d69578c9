/** The packets kept of a connection as columns, and the states that they tell. */
import type { TcpConnection } from '../tcp/connection.ts';
import {
  type Distance,
  FLAG,
  type LocalPacket,
  type Omission,
  PACKET_NOTE,
  type PacketColumns,
  type StateChange,
} from './schema.ts';
import { endpointStates } from './states.ts';

export function packetColumns(connection: TcpConnection): { packets: PacketColumns; omitted: Omission[] } {
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
    stamp: [] as number[],
  };
  const first: [number, number] = [0, 0];
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
    columns.stamp.push(ticksSince(first, packet));
  }
  return { packets: columns, omitted };
}

/** A sender's clock since its first stamp, which counts as 1; 0 without a stamp, or where one from before it came late. */
function ticksSince(first: [number, number], { sender, stamp }: { sender: 0 | 1; stamp: number }): number {
  if (stamp === 0) return 0;
  if (first[sender] === 0) first[sender] = stamp;
  // The clock goes round after 2^32 ticks (RFC 7323 §5.2).
  return Math.max(0, ((stamp - first[sender]) | 0) + 1);
}

/** The states of side 0 (client) or 1 (server), on that endpoint's own clock. */
export function statesOf(
  columns: PacketColumns,
  side: number,
  distance: Distance,
  midstream: boolean,
): StateChange[] {
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
