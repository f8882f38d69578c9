/**
 * The short way for the segment that had to come next, as kernels have one (Van Jacobson's header prediction; tcp_rcv_established() in
 * net/ipv4/tcp_input.c): on a connection on which nothing is open or odd it goes on where its sender stopped and acknowledges nothing
 * unseen. It touches only the connection's row. Whatever it takes, `trackSegment` would take in the same way by going through everything.
 */
import { FLAG } from '../decode/flags.ts';
import type { Segment } from '../decode/segment.ts';
import {
  ACKED_UP_TO,
  BASE,
  ENDPOINT_WIDTH,
  ENDPOINTS,
  EXPECTED,
  LAST_FRAME,
  LAST_PAYLOAD_TIME,
  LAST_TIME,
  PACKETS,
  SENT_UP_TO,
  TTL_HIGH,
  TTL_LOW,
  UNIQUE_BYTES,
} from './columns.ts';
import type { TcpConnection } from './connection.ts';
import type { TcpEndpoint } from './endpoint.ts';
import { markOf } from './packet-log.ts';
import { closeProbe, startProbe } from './round-trip.ts';
import { unwrap } from './seq.ts';
import type { ChunkOrigin, StreamSink } from './stream-sink.ts';

const CONTROL = FLAG.FIN | FLAG.SYN | FLAG.RST | FLAG.ACK;

const origin: ChunkOrigin = { frame: 0, time: Number.NaN, ack: 0 };

/** Whether segments may be taken the short way from now on. */
export function isSteady(connection: TcpConnection): boolean {
  if (connection.closing) return false;
  const awaitsHandshake = Number.isNaN(connection.handshakeAckTime) && !Number.isNaN(connection.synAckTime);
  return !awaitsHandshake && isCalm(connection.endpoints[0]) && isCalm(connection.endpoints[1]);
}

function isCalm(endpoint: TcpEndpoint): boolean {
  return (
    endpoint.based && endpoint.packets > 0 && endpoint.held.length === 0 && Number.isNaN(endpoint.holeSince)
  );
}

/** Takes the segment if it had to come next. Nothing happened where it returns false. */
export function takeNext(
  connection: TcpConnection,
  sender: 0 | 1,
  segment: Segment,
  sink: StreamSink,
): boolean {
  const { numbers, at } = connection;
  const lower = at + ENDPOINTS;
  const from = sender === 0 ? lower : lower + ENDPOINT_WIDTH;
  const peer = sender === 0 ? lower + ENDPOINT_WIDTH : lower;
  const seq = numbers[from + EXPECTED] as number;
  const received = numbers[peer + EXPECTED] as number;
  const ack = unwrap(segment.ack, numbers[peer + BASE] as number, received);
  if ((segment.flags & CONTROL) !== FLAG.ACK || segment.cut || ack > received) return false;
  if (unwrap(segment.seq, numbers[from + BASE] as number, seq) !== seq || numbers[from + SENT_UP_TO] !== seq)
    return false;
  const { frame, time, wireLength: length } = segment;
  const mark = markOf(segment, length > 0);
  if (length === 0 && mark >= 0 && connection.log.holdsCopy(segment, seq, ack, sender, mark)) return false;
  numbers[at + LAST_FRAME] = frame;
  numbers[at + LAST_TIME] = time;
  (numbers[from + PACKETS] as number)++;
  noteTtl(numbers, from, segment.ttl);
  if (ack > (numbers[from + ACKED_UP_TO] as number)) numbers[from + ACKED_UP_TO] = ack;
  closeProbe(numbers, peer, ack, time);
  if (length > 0) {
    numbers[at + LAST_PAYLOAD_TIME] = time;
    noteData(numbers, from, seq, length, time);
    origin.frame = frame;
    origin.time = time;
    origin.ack = ack;
    sink.data(connection, sender, segment.buffer, segment.payloadOffset, length, seq, origin);
    numbers[from + SENT_UP_TO] = seq + length;
  }
  connection.log.add(segment, seq, ack, sender, 0, mark);
  return true;
}

function noteTtl(numbers: Float64Array, from: number, ttl: number): void {
  if (ttl < (numbers[from + TTL_LOW] as number)) numbers[from + TTL_LOW] = ttl;
  if (ttl > (numbers[from + TTL_HIGH] as number)) numbers[from + TTL_HIGH] = ttl;
}

function noteData(numbers: Float64Array, from: number, seq: number, length: number, time: number): void {
  startProbe(numbers, from, seq + length, time);
  numbers[from + EXPECTED] = seq + length;
  (numbers[from + UNIQUE_BYTES] as number) += length;
}
