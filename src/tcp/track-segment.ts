/** What a segment does to what is known about its connection. */
import { FLAG } from '../decode/flags.ts';
import type { Segment } from '../decode/segment.ts';
import type { TcpConnection } from './connection.ts';
import type { PacketNumbers, TcpEndpoint } from './endpoint.ts';
import { isSteady, takeNext } from './next-segment.ts';
import { markOf, PACKET_NOTE } from './packet-log.ts';
import { reviewHoles, takePayload } from './reassembly.ts';
import { cancelProbe, closeProbe, startProbe } from './round-trip.ts';
import { advance, type Sequence, spaceOf, unwrap } from './seq.ts';
import type { StreamSink } from './stream-sink.ts';

const { FIN, SYN, RST, ACK } = FLAG;

/** Takes one segment of `sender` into account and hands its new bytes to `sink`. */
export function trackSegment(
  connection: TcpConnection,
  sender: 0 | 1,
  segment: Segment,
  sink: StreamSink,
): void {
  if (connection.steady && takeNext(connection, sender, segment, sink)) return;
  takeAny(connection, sender, segment, sink);
  connection.steady = isSteady(connection);
}

function takeAny(connection: TcpConnection, sender: 0 | 1, segment: Segment, sink: StreamSink): void {
  const from = connection.endpoints[sender];
  const peer = connection.endpoints[sender ^ 1] as TcpEndpoint;
  const { flags, frame, time } = segment;
  if (!from.based || !peer.based) setBases(from, peer, segment);
  const seq = unwrap(segment.seq, from.base, from.expected);
  const ack =
    flags & ACK ? unwrap(segment.ack, peer.base, peer.packets === 0 ? from.ackedUpTo : peer.expected) : 0;
  if (from.packets + peer.packets === 0) {
    connection.firstFrame = frame;
    connection.firstTime = time;
  }
  connection.lastFrame = frame;
  connection.lastTime = time;
  from.packets++;

  const length = flags & RST ? 0 : segment.wireLength;
  const end = seq + spaceOf(length, flags);
  const mark = markOf(segment, end > seq);
  let note = segment.cut ? PACKET_NOTE.CUT : 0;
  if (end <= from.sentUpTo && mark >= 0 && connection.log.holdsCopy(segment, seq, ack, sender, mark)) {
    note |= PACKET_NOTE.DUPLICATE;
    connection.duplicates++;
    listFrames(from, flags, frame);
  } else note |= take(connection, sender, segment, seq, ack, sink);
  if ((flags & RST) === 0) {
    if (end > from.sentUpTo) from.sentUpTo = end;
    if (segment.ttl < from.ttlLow) from.ttlLow = segment.ttl;
    if (segment.ttl > from.ttlHigh) from.ttlHigh = segment.ttl;
  }
  if (from.held.length + peer.held.length > 0) reviewHoles(connection, time, sink);
  connection.log.add(segment, seq, ack, sender, note, mark);
}

/** What a packet does that is no second copy. Returns its notes for the log. */
function take(
  connection: TcpConnection,
  sender: 0 | 1,
  segment: Segment,
  seq: Sequence,
  ack: Sequence,
  sink: StreamSink,
): number {
  const from = connection.endpoints[sender];
  const { flags } = segment;
  if (flags & (SYN | FIN | RST)) {
    takeControl(connection, sender, segment, seq, ack);
    // A reset acknowledges nothing that counts as delivery; its numbers are kept with the reset.
    if (flags & RST) return 0;
    if (seq + spaceOf(segment.wireLength, flags) <= from.sentUpTo) from.retransmissions++;
  }
  if (flags & ACK) {
    if (ack > from.ackedUpTo) from.ackedUpTo = ack;
    const { numbers, at } = connection.endpoints[sender ^ 1] as TcpEndpoint;
    closeProbe(numbers, at, ack, segment.time);
  }
  if (Number.isNaN(connection.handshakeAckTime)) trackHandshakeAck(connection, sender, segment);
  return takeData(connection, sender, segment, seq, ack, sink);
}

/** The first number seen of an endpoint, its own or in the peer's acknowledgement, becomes its zero, as in Wireshark. */
function setBases(from: TcpEndpoint, peer: TcpEndpoint, segment: Segment): void {
  if (!from.based) {
    from.base = segment.flags & SYN ? segment.seq : advance(segment.seq, -1);
    from.based = true;
  }
  if (!peer.based && segment.flags & ACK) {
    peer.base = advance(segment.ack, -1);
    peer.based = true;
  }
}

function takeControl(
  connection: TcpConnection,
  sender: 0 | 1,
  segment: Segment,
  seq: Sequence,
  ack: Sequence,
): void {
  const from = connection.endpoints[sender];
  const { flags, frame, time, wireLength, ttl } = segment;
  // A FIN's number is that behind the payload; a SYN takes one itself.
  const at = flags & FIN && !(flags & (SYN | RST)) ? seq + wireLength : seq;
  const numbers: PacketNumbers = {
    frame,
    time,
    seq: at,
    ack: flags & ACK ? ack : null,
    length: wireLength,
    ttl,
  };
  listFrames(from, flags, frame);
  if (flags & (FIN | RST)) connection.closing = true;
  if (flags & RST) {
    from.addReset(numbers);
    return;
  }
  if (flags & SYN) takeSyn(connection, sender, numbers, flags);
  if (flags & FIN) takeFin(from, flags & SYN ? { ...numbers, seq: seq + 1 + wireLength } : numbers);
}

function listFrames(from: TcpEndpoint, flags: number, frame: number): void {
  if (flags & FIN && from.firstFinFrame === 0) from.firstFinFrame = frame;
  if (flags & RST) from.listReset(frame);
}

function takeSyn(connection: TcpConnection, sender: 0 | 1, numbers: PacketNumbers, flags: number): void {
  const from = connection.endpoints[sender];
  from.synSeen = true;
  from.synCount++;
  from.syn ??= numbers;
  if (flags & ACK) {
    if (Number.isNaN(connection.synAckTime)) connection.synAckTime = numbers.time;
    if (connection.roleEvidence === 'port' || connection.roleEvidence === 'option') {
      connection.clientSide = (sender ^ 1) as 0 | 1;
      connection.roleEvidence = 'syn-ack';
    }
    return;
  }
  connection.synSeen = true;
  connection.synTime = numbers.time;
  if (connection.roleEvidence !== 'syn') {
    connection.clientSide = sender;
    connection.roleEvidence = 'syn';
  }
}

/** Of all copies the one with the lowest acknowledgement counts: a retransmitted FIN acknowledges more than its sender knew. */
function takeFin(from: TcpEndpoint, fin: PacketNumbers): void {
  if (from.fin === null || (from.fin.seq === fin.seq && (fin.ack ?? 0) < (from.fin.ack ?? 0))) from.fin = fin;
}

/** Payload and what takes sequence space. Returns the notes for the log. */
function takeData(
  connection: TcpConnection,
  sender: 0 | 1,
  segment: Segment,
  seq: Sequence,
  ack: Sequence,
  sink: StreamSink,
): number {
  const from = connection.endpoints[sender];
  const { flags, wireLength: length } = segment;
  if (isProbe(connection, sender, seq, length, flags)) return PACKET_NOTE.KEEP_ALIVE;
  if (length === 0) return 0;
  // RFC 9293 §3.10.7.4: after the FIN, once all before it has come, nothing belongs to the stream.
  if (from.fin !== null && seq > from.fin.seq && from.expected === from.fin.seq) return 0;
  const end = seq + length;
  const isNew = end > from.sentUpTo;
  if (isNew) startProbe(from.numbers, from.at, end, segment.time);
  else cancelProbe(from.numbers, from.at);
  connection.lastPayloadTime = segment.time;
  if (!from.synSeen && from.uniqueBytes === 0) from.expected = startOfStream(from, seq);
  const first = seq + (flags & SYN ? 1 : 0);
  const brought = takePayload(connection, sender, first, flags & ACK ? ack : 0, segment, sink);
  if (isNew) return 0;
  if (brought) {
    from.outOfOrder++;
    return PACKET_NOTE.OUT_OF_ORDER;
  }
  if ((flags & (SYN | FIN)) === 0) from.retransmissions++;
  return PACKET_NOTE.RETRANSMISSION;
}

/** Where the capture began in mid-connection a stream begins with its first captured byte, be it one past the guess. */
function startOfStream(from: TcpEndpoint, seq: Sequence): Sequence {
  return Math.min(seq, from.expected + 1);
}

/**
 * RFC 1122 §4.2.3.6: a keep-alive probe sends nothing, or one byte, from below the next sequence number; RFC 9293 §3.8.4:
 * never while data is outstanding, so one byte that nobody acknowledged yet is a retransmission.
 */
function isProbe(
  connection: TcpConnection,
  sender: 0 | 1,
  seq: Sequence,
  length: number,
  flags: number,
): boolean {
  const { sentUpTo } = connection.endpoints[sender];
  if (length > 1 || seq !== sentUpTo - 1 || sentUpTo === 0 || (flags & (SYN | FIN | RST)) !== 0) return false;
  return length === 0 || (connection.endpoints[sender ^ 1] as TcpEndpoint).ackedUpTo >= sentUpTo;
}

function trackHandshakeAck(connection: TcpConnection, sender: 0 | 1, segment: Segment): void {
  const acknowledges = sender === connection.clientSide && (segment.flags & ACK) !== 0;
  if (acknowledges && !Number.isNaN(connection.synAckTime)) connection.handshakeAckTime = segment.time;
}
