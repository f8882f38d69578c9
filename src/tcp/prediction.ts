/**
 * Header prediction: nearly every packet of a connection is the one that had to come next, and a few comparisons tell so
 * (V. Jacobson; `tcp_rcv_established` in Linux, net/ipv4/tcp_input.c). What it changes is what the long way in `connection.ts`
 * would change, at a third of the cost.
 */
import { FLAG } from '../decode/flags.ts';
import type { Segment } from '../decode/segment.ts';
import type { TcpConnection } from './connection.ts';
import type { TcpEndpoint } from './endpoint.ts';
import { markOf } from './packet-log.ts';
import { handInOrder } from './reassembly.ts';
import { closeProbe, startProbe } from './round-trip.ts';
import { type Sequence, unwrap } from './seq.ts';
import type { StreamSink } from './stream-sink.ts';

const { FIN, SYN, RST, ACK } = FLAG;

/** Takes a segment if it is the next one of `sender` and nothing else is to be thought of; else false, and nothing has changed. */
export function takePredicted(
  connection: TcpConnection,
  sender: 0 | 1,
  segment: Segment,
  sink: StreamSink,
): boolean {
  const from = connection.endpoints[sender];
  const peer = connection.endpoints[sender ^ 1] as TcpEndpoint;
  const { flags, time, wireLength: length } = segment;
  if ((flags & (SYN | FIN | RST | ACK)) !== ACK || segment.cut || !isSteady(connection, from, peer))
    return false;
  const seq = from.expected;
  if (unwrap(segment.seq, from.base, seq) !== seq || seq !== from.sentUpTo) return false;
  const ack = unwrap(segment.ack, peer.base, peer.expected);
  if (ack > peer.expected || ack < from.ackedUpTo || (length === 0 && ack === from.ackedUpTo)) return false;

  connection.lastFrame = segment.frame;
  connection.lastTime = time;
  from.packets++;
  from.ackedUpTo = ack;
  closeProbe(peer, ack, time);
  if (length > 0) takeNext(connection, sender, segment, ack, sink);
  if (segment.ttl < from.ttlLow) from.ttlLow = segment.ttl;
  if (segment.ttl > from.ttlHigh) from.ttlHigh = segment.ttl;
  connection.log.add(segment, seq, ack, sender, 0, markOf(segment, length > 0));
  return true;
}

/** Whether both sides have spoken, neither has closed, and nothing of the peer waits. What waits of the sender shows in its numbers. */
function isSteady(connection: TcpConnection, from: TcpEndpoint, peer: TcpEndpoint): boolean {
  return (
    from.uniqueBytes > 0 &&
    peer.packets > 0 &&
    from.fin === null &&
    peer.fin === null &&
    peer.held.length === 0 &&
    !connection.awaitsHandshake
  );
}

function takeNext(
  connection: TcpConnection,
  sender: 0 | 1,
  segment: Segment,
  ack: Sequence,
  sink: StreamSink,
): void {
  const from = connection.endpoints[sender];
  const end = from.expected + segment.wireLength;
  startProbe(from, end, segment.time);
  connection.lastPayloadTime = segment.time;
  handInOrder(connection, sender, from.expected, ack, segment, sink);
  from.sentUpTo = end;
}
