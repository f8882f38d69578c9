/** The IPv4 header. Source: RFC 791 §3.1. */
import { Decoded } from './decoded.ts';
import type { FragmentTable } from './fragments.ts';
import { IPV4_HEADER } from './ip-numbers.ts';
import { ipProtocol } from './ip-protocol.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

export function ipv4(packet: Packet, fragments: FragmentTable): Step {
  if (packet.lacks(IPV4_HEADER, 'IPv4')) return Decoded.UNDECODABLE;
  const { view, at, segment } = packet;
  const first = view.getUint8(at);
  const version = first >>> 4;
  if (version !== 4) return version === 6 ? Layer.IPV6 : packet.fail('bad-version', 'IPv4', 4, version);
  const headerLength = (first & 15) * 4;
  if (headerLength < IPV4_HEADER) return packet.fail('bad-header-length', 'IPv4', IPV4_HEADER, headerLength);
  if (packet.lacks(headerLength, 'IPv4')) return Decoded.UNDECODABLE;
  const total = view.getUint16(at + 2);
  // Zero is what segmentation offload leaves: the packet is as long as the frame says.
  if (total !== 0) {
    if (total < headerLength) return packet.fail('bad-header-length', 'IPv4', total, headerLength);
    packet.limit(total);
  }
  segment.ipVersion = 4;
  segment.ipId = view.getUint16(at + 4);
  segment.ttl = view.getUint8(at + 8);
  segment.srcV4 = view.getUint32(at + 12);
  segment.dstV4 = view.getUint32(at + 16);
  const protocol = view.getUint8(at + 9);
  const fragment = view.getUint16(at + 6);
  packet.at = at + headerLength;
  if ((fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) === 0) return ipProtocol(packet, protocol);
  const key = `4 ${segment.srcV4} ${segment.dstV4} ${segment.ipId} ${protocol} ${segment.scope}`;
  const offset = (fragment & FRAGMENT_OFFSET) * 8;
  const found = fragments.add(packet, key, protocol, offset, (fragment & MORE_FRAGMENTS) !== 0);
  return found < 0 ? Decoded.FRAGMENT : ipProtocol(packet, found);
}
