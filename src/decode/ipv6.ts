/** The IPv6 header and its extensions. Source: RFC 8200 §3 and §4; AH: RFC 4302 §2. */
import { Decoded } from './decoded.ts';
import type { FragmentTable } from './fragments.ts';
import { IPV6_HEADER, PROTOCOL } from './ip-numbers.ts';
import { ipProtocol } from './ip-protocol.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const EXTENSION_MIN = 8;

export function ipv6(packet: Packet): Step {
  if (packet.lacks(IPV6_HEADER, 'IPv6')) return Decoded.UNDECODABLE;
  const { view, at, segment } = packet;
  const version = view.getUint8(at) >>> 4;
  if (version !== 6) return version === 4 ? Layer.IPV4 : packet.fail('bad-version', 'IPv6', 6, version);
  segment.ipVersion = 6;
  segment.ipId = 0;
  segment.ttl = view.getUint8(at + 7);
  segment.srcOffset = at + 8;
  segment.dstOffset = at + 24;
  const payload = view.getUint16(at + 4);
  packet.at = at + IPV6_HEADER;
  // Zero stands for a jumbogram (RFC 2675) or for segmentation offload: the packet is as long as the frame says.
  if (payload !== 0) packet.limit(payload);
  return ipProtocol(packet, view.getUint8(at + 6));
}

/** One extension header: its first byte names the next one, its second (mostly) tells its length. */
export function extensionHeader(packet: Packet, fragments: FragmentTable): Step {
  const { view, at, extension, segment } = packet;
  // RFC 791 knows none of them but AH.
  if (segment.ipVersion === 4 && extension !== PROTOCOL.AUTHENTICATION) return Decoded.NOT_TCP;
  if (packet.lacks(EXTENSION_MIN, 'extension header')) return Decoded.UNDECODABLE;
  if (extension === PROTOCOL.FRAGMENT) return fragment(packet, fragments);
  const units = view.getUint8(at + 1);
  const length = extension === PROTOCOL.AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
  if (packet.lacks(length, 'extension header')) return Decoded.UNDECODABLE;
  packet.at = at + length;
  return ipProtocol(packet, view.getUint8(at));
}

/** RFC 8200 §4.5: offset in units of eight bytes, two reserved bits, "more fragments". */
function fragment(packet: Packet, fragments: FragmentTable): Step {
  const { view, at, segment } = packet;
  const next = view.getUint8(at);
  const field = view.getUint16(at + 2);
  const offset = field & 0xfff8;
  const more = (field & 1) !== 0;
  packet.at = at + EXTENSION_MIN;
  // An atomic fragment (RFC 6946) is whole.
  if (offset === 0 && !more) return ipProtocol(packet, next);
  const addresses = String.fromCharCode(...packet.buffer.subarray(segment.srcOffset, segment.srcOffset + 32));
  const key = `6 ${addresses} ${view.getUint32(at + 4)} ${segment.scope}`;
  const found = fragments.add(packet, key, next, offset, more);
  return found < 0 ? Decoded.FRAGMENT : ipProtocol(packet, found);
}
