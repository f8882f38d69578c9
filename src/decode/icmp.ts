/** ICMP errors that quote a TCP segment (RFC 792, RFC 4443 §3), and neighbor discovery (RFC 4861 §4.3, §4.4). */
import { Decoded } from './decoded.ts';
import { IPV4_HEADER, IPV6_HEADER, PROTOCOL } from './ip-numbers.ts';
import type { Step } from './layer.ts';
import type { Packet } from './packet.ts';

const HEADER = 8;
/** RFC 792 promises eight bytes of the quoted packet's payload; a snaplen of 66 or 68 leaves the ports, which name the connection. */
const QUOTED_PORTS = 4;

/** Unreachable, source quench, redirect, time exceeded, parameter problem. */
const V4_ERRORS: readonly number[] = [3, 4, 5, 11, 12];
const V4_UNREACHABLE = 3;
const V4_FRAGMENTATION_NEEDED = 4;
/** Types below 128 are errors (RFC 4443 §2.1). */
const V6_FIRST_INFORMATIONAL = 128;
const V6_PACKET_TOO_BIG = 2;
const V6_NEIGHBOR_SOLICITATION = 135;
const V6_NEIGHBOR_ADVERTISEMENT = 136;
/** Header and target address. */
const NEIGHBOR_MESSAGE = 24;

export function icmp(packet: Packet): Step {
  if (packet.lacks(HEADER, 'ICMP')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const type = view.getUint8(at);
  const code = view.getUint8(at + 1);
  if (!V4_ERRORS.includes(type)) return Decoded.NOT_TCP;
  const tooBig = type === V4_UNREACHABLE && code === V4_FRAGMENTATION_NEEDED;
  report(packet, type, code, tooBig ? view.getUint16(at + 6) : 0);
  packet.at = at + HEADER;
  return quotedV4(packet);
}

export function icmpv6(packet: Packet): Step {
  if (packet.lacks(HEADER, 'ICMPv6')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const type = view.getUint8(at);
  if (type === V6_NEIGHBOR_SOLICITATION) return neighbor(packet, false);
  if (type === V6_NEIGHBOR_ADVERTISEMENT) return neighbor(packet, true);
  if (type >= V6_FIRST_INFORMATIONAL) return Decoded.NOT_TCP;
  report(packet, type, view.getUint8(at + 1), type === V6_PACKET_TOO_BIG ? view.getUint32(at + 4) : 0);
  packet.at = at + HEADER;
  return quotedV6(packet);
}

function neighbor(packet: Packet, isReply: boolean): Step {
  if (packet.lacks(NEIGHBOR_MESSAGE, 'neighbor discovery')) return Decoded.UNDECODABLE;
  const message = packet.neighbor;
  message.buffer = packet.buffer;
  message.ipVersion = 6;
  message.isReply = isReply;
  message.senderOffset = packet.segment.srcOffset;
  message.targetOffset = packet.at + HEADER;
  return Decoded.NEIGHBOR;
}

function report({ buffer, at, segment, icmp: error }: Packet, type: number, code: number, mtu: number): void {
  error.buffer = buffer;
  error.headerOffset = at;
  error.icmpType = type;
  error.icmpCode = code;
  error.mtu = mtu;
  error.reporterV4 = segment.srcV4;
  error.reporterOffset = segment.srcOffset;
  error.ttl = segment.ttl;
  error.scope = segment.scope;
}

function quotedV4(packet: Packet): Step {
  if (packet.lacks(IPV4_HEADER, 'quoted IPv4')) return Decoded.UNDECODABLE;
  const { view, at, icmp: error } = packet;
  const first = view.getUint8(at);
  const later = (view.getUint16(at + 6) & 0x1fff) !== 0;
  if (first >>> 4 !== 4 || view.getUint8(at + 9) !== PROTOCOL.TCP || later) return Decoded.NOT_TCP;
  error.ipVersion = 4;
  error.srcV4 = view.getUint32(at + 12);
  error.dstV4 = view.getUint32(at + 16);
  packet.at = at + Math.max((first & 15) * 4, IPV4_HEADER);
  return quotedTcp(packet);
}

/** A quoted segment behind extension headers is not looked for: hosts do not send such. */
function quotedV6(packet: Packet): Step {
  if (packet.lacks(IPV6_HEADER, 'quoted IPv6')) return Decoded.UNDECODABLE;
  const { view, at, icmp: error } = packet;
  if (view.getUint8(at) >>> 4 !== 6 || view.getUint8(at + 6) !== PROTOCOL.TCP) return Decoded.NOT_TCP;
  error.ipVersion = 6;
  error.srcOffset = at + 8;
  error.dstOffset = at + 24;
  packet.at = at + IPV6_HEADER;
  return quotedTcp(packet);
}

function quotedTcp(packet: Packet): Step {
  if (packet.lacks(QUOTED_PORTS, 'quoted TCP')) return Decoded.UNDECODABLE;
  const { view, at, icmp: error } = packet;
  error.quotedOffset = at;
  error.srcPort = view.getUint16(at);
  error.dstPort = view.getUint16(at + 2);
  return Decoded.ICMP_ERROR;
}
