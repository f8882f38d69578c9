/** The IPv4 header. Source: RFC 791 §3.1. */
import { u16, u32 } from '../capture/bytes.ts';
import { Decoded } from './decoded.ts';
import type { FragmentTable } from './fragments.ts';
import { ipProtocol } from './ip-protocol.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const MIN_HEADER = 20;
const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

export function ipv4(packet: Packet, fragments: FragmentTable): Step {
  if (packet.lacks(MIN_HEADER, 'IPv4')) return Decoded.UNDECODABLE;
  const { buffer, at, segment } = packet;
  const first = buffer[at] as number;
  const version = first >>> 4;
  if (version !== 4) return version === 6 ? Layer.IPV6 : packet.fail('bad-version', 'IPv4', 4, version);
  const headerLength = (first & 15) * 4;
  if (headerLength < MIN_HEADER) return packet.fail('bad-header-length', 'IPv4', MIN_HEADER, headerLength);
  if (packet.lacks(headerLength, 'IPv4')) return Decoded.UNDECODABLE;
  const total = u16(buffer, at + 2);
  // Zero is what segmentation offload leaves: the packet is as long as the frame says.
  if (total !== 0) {
    if (total < headerLength) return packet.fail('bad-header-length', 'IPv4', total, headerLength);
    packet.limit(total);
  }
  segment.ipVersion = 4;
  segment.ipId = u16(buffer, at + 4);
  segment.ttl = buffer[at + 8] as number;
  segment.srcV4 = u32(buffer, at + 12);
  segment.dstV4 = u32(buffer, at + 16);
  const protocol = buffer[at + 9] as number;
  const fragment = u16(buffer, at + 6);
  packet.at = at + headerLength;
  if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) === 0) return ipProtocol(packet, protocol);
  const key = `4 ${segment.srcV4} ${segment.dstV4} ${segment.ipId} ${protocol} ${segment.scope}`;
  const offset = (fragment & FRAGMENT_OFFSET) * 8;
  const found = fragments.add(packet, key, protocol, offset, (fragment & MORE_FRAGMENTS) !== 0);
  return found < 0 ? Decoded.NOT_TCP : ipProtocol(packet, found);
}
