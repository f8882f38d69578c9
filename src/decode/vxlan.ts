/** Overlay networks: VXLAN (RFC 7348), VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe), Geneve (RFC 8926), NSH (RFC 8300). */
import { Decoded } from './decoded.ts';
import { etherType } from './ethernet.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

/** All four begin with eight bytes. */
const HEADER = 8;
/** VXLAN-GPE: the next-protocol field is set. */
const GPE_PROTOCOL = 0x04;
/** Geneve: two bits version, six bits length of the options in words. */
const GENEVE_OPTIONS = 0x3f;
/** NSH: length of the whole header in words. */
const NSH_LENGTH = 0x3f;

/** The flag that the network id is valid is not insisted on, as others do not either. */
export function vxlan(packet: Packet): Step {
  if (packet.lacks(HEADER, 'VXLAN')) return Decoded.UNDECODABLE;
  packet.addScope(packet.view.getUint32(packet.at + 4) >>> 8);
  packet.at += HEADER;
  return packet.enter(Layer.ETHERNET);
}

export function vxlanGpe(packet: Packet): Step {
  if (packet.lacks(HEADER, 'VXLAN-GPE')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  if ((view.getUint8(at) & GPE_PROTOCOL) === 0) return vxlan(packet);
  packet.addScope(view.getUint32(at + 4) >>> 8);
  packet.at = at + HEADER;
  return packet.enter(nextProtocol(view.getUint8(at + 3)));
}

export function geneve(packet: Packet): Step {
  if (packet.lacks(HEADER, 'Geneve')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const first = view.getUint8(at);
  if (first >>> 6 !== 0) return Decoded.NOT_TCP;
  const length = HEADER + (first & GENEVE_OPTIONS) * 4;
  if (packet.lacks(length, 'Geneve')) return Decoded.UNDECODABLE;
  packet.addScope(view.getUint32(at + 4) >>> 8);
  packet.at = at + length;
  return packet.enter(etherType(packet, view.getUint16(at + 2)));
}

export function nsh(packet: Packet): Step {
  if (packet.lacks(HEADER, 'NSH')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const length = (view.getUint8(at + 1) & NSH_LENGTH) * 4;
  if (length < HEADER) return packet.fail('bad-header-length', 'NSH', HEADER, length);
  packet.at = at + length;
  return packet.enter(nextProtocol(view.getUint8(at + 3)));
}

/** The registry that NSH and VXLAN-GPE share. */
function nextProtocol(protocol: number): Step {
  switch (protocol) {
    case 1:
      return Layer.IPV4;
    case 2:
      return Layer.IPV6;
    case 3:
      return Layer.ETHERNET;
    case 4:
      return Layer.NSH;
    case 5:
      return Layer.MPLS;
    default:
      return Decoded.NOT_TCP;
  }
}
