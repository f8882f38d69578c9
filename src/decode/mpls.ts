/** MPLS label stacks. Source: RFC 3032 §2.1; what lies below the stack is not said but guessed (RFC 4928 §3). */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const ENTRY = 4;
const BOTTOM_OF_STACK = 1;
/** RFC 4385 §3: a pseudowire's control word begins with four zero bits. */
const CONTROL_WORD = 4;
const ETHERNET_HEADER = 14;
/** IPv4, IPv6 and VLAN tags. */
const USUAL_TYPES: readonly number[] = [0x0800, 0x86dd, 0x8100, 0x88a8];

/** Labels belong to one hop and one direction, so they say nothing about whose network the packet is in. */
export function mpls(packet: Packet): Step {
  for (;;) {
    if (packet.lacks(ENTRY, 'MPLS')) return Decoded.UNDECODABLE;
    packet.at += ENTRY;
    if ((packet.view.getUint8(packet.at - 2) & BOTTOM_OF_STACK) !== 0) break;
  }
  if (packet.lacks(1, 'MPLS payload')) return Decoded.UNDECODABLE;
  switch (packet.view.getUint8(packet.at) >>> 4) {
    case 4:
      return Layer.IPV4;
    case 6:
      return Layer.IPV6;
    case 0:
      return pseudowire(packet);
    default:
      return packet.enter(Layer.ETHERNET);
  }
}

/** The four zero bits begin a control word, or an Ethernet address: a type field in its place tells the latter. */
function pseudowire(packet: Packet): Step {
  if (packet.lacks(ETHERNET_HEADER, 'MPLS payload')) return Decoded.UNDECODABLE;
  const type = packet.view.getUint16(packet.at + ETHERNET_HEADER - 2);
  if (!USUAL_TYPES.includes(type)) packet.at += CONTROL_WORD;
  return packet.enter(Layer.ETHERNET);
}
