/**
 * Reassembly: bytes of both directions in causal order, each once.
 *
 * A chunk is handed on when (1) every earlier byte of its direction was, and (2) every byte of the peer that its segment
 * acknowledges was. The second rule makes everything above independent of the order of packets in the file: a response
 * can't come before the request that it answers, whichever of two interfaces was written first.
 *
 * Where copies overlap the first one captured wins. A hole is given up when the receiver acknowledged beyond it (so the
 * bytes existed and the capture missed them) and patience is over, or when more is held behind it than its share of the room.
 */
import type { Segment } from '../decode/segment.ts';
import type { TcpConnection } from './connection.ts';
import type { MissedRange, TcpEndpoint } from './endpoint.ts';
import { hold, release } from './held-segments.ts';
import type { Sequence } from './seq.ts';
import type { ChunkOrigin, StreamSink } from './stream-sink.ts';

/** Segments held per direction before a hole is given up whatever the acknowledgements say. */
const MAX_HELD_SEGMENTS = 2048;
/** How long a hole that the receiver filled may still be filled by packets captured out of order. */
const PATIENCE_NS = 1e9;
const PATIENCE_PACKETS = 1024;
/** Holes given up that are remembered per direction, to know their bytes when they come after all. */
const MAX_MISSED = 64;

const origin: ChunkOrigin = { frame: 0, time: Number.NaN, ack: 0 };

/** Takes a segment's payload, which begins at `seq`. Returns whether it brought any byte for the first time. */
export function takePayload(
  connection: TcpConnection,
  sender: 0 | 1,
  seq: Sequence,
  ack: Sequence,
  segment: Segment,
  sink: StreamSink,
): boolean {
  const from = connection.endpoints[sender];
  const peer = connection.endpoints[sender ^ 1] as TcpEndpoint;
  origin.frame = segment.frame;
  origin.time = segment.time;
  origin.ack = ack;
  if (seq !== from.expected || from.held.length > 0 || ack > reached(peer)) {
    return takeSlowly(connection, sender, seq, ack, segment, sink);
  }
  const { buffer, payloadOffset, payloadLength, wireLength } = segment;
  from.uniqueBytes += wireLength;
  hand(connection, sender, seq, buffer, payloadOffset, payloadLength, wireLength, sink);
  if (peer.held.length > 0) drain(connection, sink);
  return true;
}

function takeSlowly(
  connection: TcpConnection,
  sender: 0 | 1,
  seq: Sequence,
  ack: Sequence,
  segment: Segment,
  sink: StreamSink,
): boolean {
  const from = connection.endpoints[sender];
  const end = seq + segment.wireLength;
  const newest = from.missed[from.missed.length - 1];
  const late = newest !== undefined && seq < newest.end ? fillMissed(from, seq, end) : 0;
  if (late === 0 && seq < from.expected)
    sink.repeated(connection, sender, seq, Math.min(end, from.expected), origin);
  const news = hold(connection, sender, seq, ack, segment);
  drain(connection, sink);
  return late + news > 0;
}

/**
 * How far a segment may acknowledge this endpoint and still be handed on. Its FIN counts as delivered with its last byte;
 * an endpoint of which the capture holds nothing is never waited for.
 */
function reached(endpoint: TcpEndpoint): Sequence {
  if (endpoint.packets === 0) return Number.POSITIVE_INFINITY;
  const { fin, expected } = endpoint;
  const delivered = fin !== null && expected >= fin.seq ? fin.seq + 1 : expected;
  return Math.max(delivered, endpoint.excusedUpTo);
}

/** Bytes of a hole that came after it was given up: too late for the stream, but seen. Returns how many. */
function fillMissed(from: TcpEndpoint, seq: Sequence, end: Sequence): number {
  let filled = 0;
  const left: MissedRange[] = [];
  for (const range of from.missed) {
    const first = Math.max(seq, range.seq);
    const last = Math.min(end, range.end);
    if (first >= last) {
      left.push(range);
      continue;
    }
    filled += last - first;
    if (range.seq < first) left.push({ seq: range.seq, end: first });
    if (last < range.end) left.push({ seq: last, end: range.end });
    if (range.seq === first && last === range.end) from.gaps--;
    else if (range.seq < first && last < range.end) from.gaps++;
  }
  if (filled === 0) return 0;
  from.missed = left;
  from.uniqueBytes += filled;
  from.gapBytes -= filled;
  return filled;
}

/** Hands on everything that waits for nothing any more. */
function drain(connection: TcpConnection, sink: StreamSink): void {
  for (let progress = true; progress; ) {
    const first = drainOne(connection, 0, sink);
    const second = drainOne(connection, 1, sink);
    progress = first || second;
  }
}

function drainOne(connection: TcpConnection, sender: 0 | 1, sink: StreamSink): boolean {
  const from = connection.endpoints[sender];
  const peer = connection.endpoints[sender ^ 1] as TcpEndpoint;
  let taken = 0;
  for (const segment of from.held) {
    if (segment.seq !== from.expected || segment.ack > reached(peer)) break;
    origin.frame = segment.frame;
    origin.time = segment.time;
    origin.ack = segment.ack;
    const { seq, bytes, offset, captured, length } = segment;
    hand(connection, sender, seq, bytes, offset, captured, length, sink);
    release(connection, from, segment);
    taken++;
  }
  if (taken > 0) from.holding().splice(0, taken);
  return taken > 0;
}

function hand(
  connection: TcpConnection,
  sender: 0 | 1,
  seq: Sequence,
  buffer: Uint8Array,
  offset: number,
  captured: number,
  length: number,
  sink: StreamSink,
): void {
  const from = connection.endpoints[sender];
  from.expected = seq + length;
  from.holeSince = Number.NaN;
  if (captured > 0) sink.data(connection, sender, buffer, offset, captured, seq, origin);
  if (captured < length) sink.gap(connection, sender, seq + captured, length - captured, origin);
}

/** Gives up holes whose patience is over. Called for every packet of a connection that holds something. */
export function reviewHoles(connection: TcpConnection, time: number, sink: StreamSink): void {
  let gaveUp = false;
  for (const sender of [0, 1] as const) gaveUp = reviewHole(connection, sender, time, sink) || gaveUp;
  if (gaveUp) drain(connection, sink);
}

function reviewHole(connection: TcpConnection, sender: 0 | 1, time: number, sink: StreamSink): boolean {
  const from = connection.endpoints[sender];
  const peer = connection.endpoints[sender ^ 1] as TcpEndpoint;
  const first = from.held[0];
  const waitsForPeer = first !== undefined && first.seq === from.expected && first.ack > reached(peer);
  const end = provenHoleEnd(from, peer);
  const overfull = connection.room.isOver(from.heldCost) || from.held.length > MAX_HELD_SEGMENTS;
  if (end <= from.expected && !waitsForPeer && !overfull) return false;
  if (!overfull && hasPatience(from, time)) return false;
  if (waitsForPeer) {
    peer.excusedUpTo = first.ack;
    return true;
  }
  return giveUp(connection, sender, end > from.expected ? end : heldStart(from), sink);
}

function hasPatience(from: TcpEndpoint, time: number): boolean {
  if (Number.isNaN(from.holeSince)) {
    from.holeSince = time;
    from.holePackets = 0;
  }
  from.holePackets++;
  return time - from.holeSince < PATIENCE_NS && from.holePackets < PATIENCE_PACKETS;
}

/** Where a hole ends that both sides vouch for: the receiver acknowledged the bytes, the sender went on after them. */
function provenHoleEnd(from: TcpEndpoint, peer: TcpEndpoint): Sequence {
  return Math.min(acknowledgedEnd(from, peer), from.sentUpTo);
}

function acknowledgedEnd(from: TcpEndpoint, peer: TcpEndpoint): Sequence {
  const known = from.fin === null ? peer.ackedUpTo : Math.min(peer.ackedUpTo, from.fin.seq);
  return Math.min(known, heldStart(from));
}

function heldStart(from: TcpEndpoint): Sequence {
  return from.held[0]?.seq ?? Number.POSITIVE_INFINITY;
}

function giveUp(connection: TcpConnection, sender: 0 | 1, to: Sequence, sink: StreamSink): boolean {
  const from = connection.endpoints[sender];
  if (!Number.isFinite(to) || to <= from.expected) return false;
  const seq = from.expected;
  from.expected = to;
  from.gaps++;
  from.gapBytes += to - seq;
  from.missed = [...from.missed.slice(1 - MAX_MISSED), { seq, end: to }];
  from.holeSince = Number.NaN;
  // The packet that shows the hole: the first one held behind it, else the last one of the connection.
  const behind = from.held[0];
  origin.frame = behind?.frame ?? connection.lastFrame;
  origin.time = behind?.time ?? connection.lastTime;
  origin.ack = behind?.ack ?? from.ackedUpTo;
  sink.gap(connection, sender, seq, to - seq, origin);
  return true;
}

/** The connection is over: no packet will fill a hole any more, so everything held is handed on. */
export function flush(connection: TcpConnection, sink: StreamSink): void {
  for (let progress = true; progress; ) {
    drain(connection, sink);
    progress = false;
    for (const sender of [0, 1] as const) {
      const from = connection.endpoints[sender];
      const peer = connection.endpoints[sender ^ 1] as TcpEndpoint;
      const to = from.held.length > 0 ? heldStart(from) : acknowledgedEnd(from, peer);
      if (giveUp(connection, sender, to, sink)) progress = true;
    }
    if (!progress) progress = releaseAcknowledging(connection);
  }
}

/** Held segments that acknowledge bytes which the peer never sent (forged, or of another connection) wait for nothing. */
function releaseAcknowledging(connection: TcpConnection): boolean {
  let released = false;
  for (const endpoint of connection.endpoints) {
    const first = endpoint.held[0];
    if (first === undefined) continue;
    endpoint.holding()[0] = { ...first, ack: 0 };
    released = true;
  }
  return released;
}
