/** One row of a timeline's packet columns, as an object that drawing code can name. */

import type { Nanoseconds } from '../../../src/time.ts';
import { FLAG, PACKET_NOTE, type PacketColumns, type Timeline } from '../../../src/timeline/schema.ts';

export interface Packet {
  readonly row: number;
  readonly frame: number;
  readonly time: Nanoseconds;
  /** 0 = client, 1 = server. */
  readonly sender: number;
  readonly flags: number;
  readonly seq: number;
  /** Null where the ACK flag is not set. */
  readonly ack: number | null;
  readonly length: number;
  readonly note: number;
}

export function packetsOf({ packets }: Timeline): Packet[] {
  return packets.frame.map((_, row) => packetAt(packets, row));
}

function packetAt(columns: PacketColumns, row: number): Packet {
  const flags = columns.flags[row] ?? 0;
  return {
    row,
    frame: columns.frame[row] ?? 0,
    time: columns.time[row] ?? 0,
    sender: columns.sender[row] ?? 0,
    flags,
    seq: columns.seq[row] ?? 0,
    ack: flags & FLAG.ACK ? (columns.ack[row] ?? 0) : null,
    length: columns.length[row] ?? 0,
    note: columns.note[row] ?? 0,
  };
}

export const isSyn = ({ flags }: Packet): boolean => (flags & FLAG.SYN) !== 0;
export const isFin = ({ flags }: Packet): boolean => (flags & FLAG.FIN) !== 0;
export const isReset = ({ flags }: Packet): boolean => (flags & FLAG.RST) !== 0;
export const isCopy = ({ note }: Packet): boolean => (note & PACKET_NOTE.DUPLICATE) !== 0;
export const isRepetition = ({ note }: Packet): boolean => (note & PACKET_NOTE.RETRANSMISSION) !== 0;
export const isProbe = ({ note }: Packet): boolean => (note & PACKET_NOTE.KEEP_ALIVE) !== 0;

/** Neither payload nor a flag that changes a state. */
export function isPureAck(packet: Packet): boolean {
  return packet.length === 0 && (packet.flags & (FLAG.SYN | FLAG.FIN | FLAG.RST)) === 0;
}

/** The sequence number of the FIN itself, behind the payload that came with it. */
export const finSeq = ({ seq, length }: Packet): number => seq + length;

/** The packet that a bare reset answers: it carries that packet's ack as its number (RFC 9293 §3.5.2). */
export function provokerOf(reset: Packet, packets: readonly Packet[]): Packet | undefined {
  if (reset.ack !== null) return undefined;
  return packets.findLast(({ row, sender, ack }) => {
    return row < reset.row && sender !== reset.sender && ack === reset.seq;
  });
}
