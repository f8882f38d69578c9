/** The TCP header. Source: RFC 9293 §3.1. */
import { Decoded } from './decoded.ts';
import type { Step } from './layer.ts';
import type { Packet } from './packet.ts';
import type { Segment } from './segment.ts';
import { tcpOptions } from './tcp-options.ts';

const MIN_HEADER = 20;

/** The fixed part is enough for a segment, even where the snap length cut the options. */
export function tcp(packet: Packet): Step {
  if (packet.lacks(MIN_HEADER, 'TCP')) return Decoded.UNDECODABLE;
  const { view, at, end, segment } = packet;
  const headerLength = (view.getUint8(at + 12) >>> 4) * 4;
  const wireLength = packet.wireEnd - at - headerLength;
  if (headerLength < MIN_HEADER) return packet.fail('bad-header-length', 'TCP', MIN_HEADER, headerLength);
  if (wireLength < 0) return packet.fail('bad-header-length', 'TCP', packet.wireEnd - at, headerLength);
  const payload = at + headerLength;
  segment.buffer = packet.buffer;
  readFields(segment, view, at);
  segment.payloadOffset = payload;
  segment.payloadLength = payload < end ? end - payload : 0;
  segment.wireLength = wireLength;
  segment.cut = segment.payloadLength < wireLength;
  tcpOptions(segment, view, at + MIN_HEADER, Math.min(payload, end));
  return Decoded.SEGMENT;
}

/** The fields of the fixed part that lies at `at`. */
export function readFields(segment: Segment, view: DataView, at: number): void {
  segment.headerOffset = at;
  segment.srcPort = view.getUint16(at);
  segment.dstPort = view.getUint16(at + 2);
  segment.seq = view.getUint32(at + 4);
  segment.ack = view.getUint32(at + 8);
  segment.flags = view.getUint8(at + 13);
  segment.window = view.getUint16(at + 14);
}
