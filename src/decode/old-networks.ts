/** Token ring (IEEE 802.5) and ARCNET (RFC 1051, RFC 1201): seldom captured, shortly read. */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

/** Access control, frame control, two addresses. */
const TOKEN_RING_HEADER = 14;
const SOURCE_ADDRESS = 8;
/** Top bit of the source address: routing information follows, its length in the low five bits of its first byte. */
const SOURCE_ROUTED = 0x80;
const ROUTE_LENGTH = 0x1f;

export function tokenRing(packet: Packet): Step {
  if (packet.lacks(TOKEN_RING_HEADER + 1, 'token ring')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const routed = (view.getUint8(at + SOURCE_ADDRESS) & SOURCE_ROUTED) !== 0;
  const route = routed ? view.getUint8(at + TOKEN_RING_HEADER) & ROUTE_LENGTH : 0;
  packet.at = at + TOKEN_RING_HEADER + route;
  return Layer.LLC;
}

const RFC1051_IP = 0xf0;
const RFC1201_IP = 0xd4;
/** RFC 1201: flag and sequence number behind the type. */
const RFC1201_EXTRA = 3;

/** The type's place differs by system: behind two addresses, on Linux behind two more bytes. */
export function arcnet(packet: Packet, typeAt: number): Step {
  const length = typeAt + 1 + RFC1201_EXTRA;
  if (packet.lacks(length, 'ARCNET')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const type = view.getUint8(at + typeAt);
  if (type === RFC1051_IP) {
    packet.at = at + typeAt + 1;
    return Layer.IPV4;
  }
  // A flag other than zero marks a part of a longer packet.
  if (type !== RFC1201_IP || view.getUint8(at + typeAt + 1) !== 0) return Decoded.NOT_TCP;
  packet.at = at + length;
  return Layer.IPV4;
}
