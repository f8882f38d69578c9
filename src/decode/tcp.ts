/** The TCP header. Source: RFC 9293 §3.1. */
import { u16, u32 } from '../capture/bytes.ts';
import { Decoded } from './decoded.ts';
import type { Step } from './layer.ts';
import type { Packet } from './packet.ts';
import { tcpOptions } from './tcp-options.ts';

const MIN_HEADER = 20;

/** The fixed part is enough for a segment, even where the snap length cut the options. */
export function tcp(packet: Packet): Step {
  if (packet.lacks(MIN_HEADER, 'TCP')) return Decoded.UNDECODABLE;
  const { buffer, at, end, segment } = packet;
  const headerLength = ((buffer[at + 12] as number) >>> 4) * 4;
  const wireLength = packet.wireEnd - at - headerLength;
  if (headerLength < MIN_HEADER) return packet.fail('bad-header-length', 'TCP', MIN_HEADER, headerLength);
  if (wireLength < 0) return packet.fail('bad-header-length', 'TCP', packet.wireEnd - at, headerLength);
  const payload = at + headerLength;
  segment.buffer = buffer;
  segment.srcPort = u16(buffer, at);
  segment.dstPort = u16(buffer, at + 2);
  segment.seq = u32(buffer, at + 4);
  segment.ack = u32(buffer, at + 8);
  segment.flags = buffer[at + 13] as number;
  segment.window = u16(buffer, at + 14);
  segment.payloadOffset = payload;
  segment.payloadLength = payload < end ? end - payload : 0;
  segment.wireLength = wireLength;
  segment.cut = segment.payloadLength < wireLength;
  tcpOptions(segment, at + MIN_HEADER, Math.min(payload, end));
  if (payload > end) segment.badOptions = false; // cut, not wrong
  return Decoded.SEGMENT;
}
