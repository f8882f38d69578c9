/**
 * Which packet answers which: the two-way link between a packet and its acknowledgement, by sequence and
 * acknowledgement numbers alone (RFC 9293 §3.4). One pass over the columns, a few numbers per packet.
 */
import { remembered } from '../remembered.ts';
import { FLAG, type PacketColumns } from './schema.ts';
import { lastAtMost } from './search.ts';

export interface Links {
  /** The newest packet of the other side that this one acknowledges or, for a bare reset, answers; -1 for none. */
  readonly answers: Int32Array;
  /** The first packet of the other side that acknowledges all of this one; -1 for none. */
  readonly answeredBy: Int32Array;
  /** The packet of the other side that was the next to come when this one left: it had not arrived; -1 for none. */
  readonly awaits: Int32Array;
  /** 1 for a packet that was sent again: nobody knows whether this copy arrived. */
  readonly repeated: Uint8Array;
}

/** Packets of one sender that take up sequence space, in the order in which their ends first grew. */
interface Sent {
  readonly ends: number[];
  readonly rows: number[];
  /** Entries before this one are acknowledged. */
  acknowledged: number;
}

/** Every zoom asks for them again; packets do not change. */
export const linksOf: (packets: PacketColumns) => Links = remembered(linked);

function linked(packets: PacketColumns): Links {
  const count = packets.frame.length;
  const answers = new Int32Array(count).fill(-1);
  const answeredBy = new Int32Array(count).fill(-1);
  const awaits = new Int32Array(count).fill(-1);
  const repeated = new Uint8Array(count);
  const sent: readonly [Sent, Sent] = [newSent(), newSent()];
  const resets: number[] = [];
  for (let row = 0; row < count; row += 1) {
    const sender = packets.sender[row] === 0 ? 0 : 1;
    const other = sender === 0 ? 1 : 0;
    const flags = packets.flags[row] ?? 0;
    if ((flags & FLAG.ACK) !== 0) {
      const place = acknowledge(sent[other], packets.ack[row] ?? 0, row, answeredBy);
      answers[row] = sent[other].rows[place] ?? -1;
      awaits[row] = nextAt(sent[other].rows[place + 1] ?? -1, packets, packets.ack[row] ?? 0);
    } else if ((flags & FLAG.RST) !== 0) resets.push(row);
    const first = remember(sent[sender], endOf(packets, row), row, packets.seq[row] ?? 0);
    if (first >= 0) repeated[first] = 1;
  }
  provokers(packets, resets, answers);
  awaits.forEach((next, row) => {
    if (next >= 0 && repeated[next] === 1) awaits[row] = -1;
  });
  return { answers, answeredBy, awaits, repeated };
}

/**
 * A reset without ACK takes its sequence number from the segment that provoked it (RFC 9293 §3.5.2). Of several with that number the
 * first may have come before the socket was gone; so the last reset goes with the last of them, and so on backwards.
 */
function provokers(packets: PacketColumns, resets: readonly number[], answers: Int32Array): void {
  if (resets.length === 0) return;
  const candidates: readonly Map<number, number[]>[] = [new Map(), new Map()];
  for (const row of resets) candidates[1 - (packets.sender[row] ?? 0)]?.set(packets.seq[row] ?? 0, []);
  packets.ack.forEach((ack, row) => {
    if (((packets.flags[row] ?? 0) & FLAG.ACK) !== 0)
      candidates[packets.sender[row] ?? 0]?.get(ack)?.push(row);
  });
  for (const row of resets.toReversed()) {
    const left = candidates[1 - (packets.sender[row] ?? 0)]?.get(packets.seq[row] ?? 0) ?? [];
    const place = left.findLastIndex((candidate) => candidate < row);
    if (place < 0) continue;
    answers[row] = left[place] ?? -1;
    left.length = place;
  }
}

/** Sequence number after the packet: SYN and FIN take one each. */
export function endOf(packets: PacketColumns, row: number): number {
  const flags = packets.flags[row] ?? 0;
  const phantom = ((flags & FLAG.SYN) === 0 ? 0 : 1) + ((flags & FLAG.FIN) === 0 ? 0 : 1);
  return (packets.seq[row] ?? 0) + (packets.length[row] ?? 0) + phantom;
}

function newSent(): Sent {
  return { ends: [], rows: [], acknowledged: 0 };
}

/** Retransmissions add nothing: the first copy stands for the bytes. Gives its row, -1 for what is new. */
function remember(sent: Sent, end: number, row: number, seq: number): number {
  if (end === seq) return -1;
  if (end <= (sent.ends.at(-1) ?? -Infinity)) {
    return sent.rows[lastAtMost(sent.ends.length, (index) => sent.ends[index] ?? 0, seq) + 1] ?? -1;
  }
  sent.ends.push(end);
  sent.rows.push(row);
  return -1;
}

/** Marks what `ack` newly covers as answered by `row`; gives the place of the newest packet that it covers at all. */
function acknowledge(sent: Sent, ack: number, row: number, answeredBy: Int32Array): number {
  while (sent.acknowledged < sent.ends.length && (sent.ends[sent.acknowledged] ?? Infinity) <= ack) {
    answeredBy[sent.rows[sent.acknowledged] ?? 0] = row;
    sent.acknowledged += 1;
  }
  return lastAtMost(sent.acknowledged, (index) => sent.ends[index] ?? 0, ack);
}

/** Where the capture misses what `ack` waits for, the packet after the hole may have arrived long before. */
function nextAt(row: number, packets: PacketColumns, ack: number): number {
  return row >= 0 && (packets.seq[row] ?? 0) <= ack ? row : -1;
}
