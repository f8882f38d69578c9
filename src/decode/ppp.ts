/** PPP (RFC 1661, RFC 1662), PPPoE (RFC 2516) and Cisco's HDLC. */
import { Decoded } from './decoded.ts';
import { etherType } from './ethernet.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

/** Address "all stations" and control "unnumbered information". */
const ADDRESS_CONTROL = 0xff03;
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;
const HDLC_HEADER = 4;

const PPPOE_HEADER = 6;
const PPPOE_VERSION_TYPE = 0x11;

/** The address and control fields may be left out, and the protocol field may be shortened to its lower byte. */
export function ppp(packet: Packet): Step {
  if (packet.lacks(2, 'PPP')) return Decoded.UNDECODABLE;
  if (packet.view.getUint16(packet.at) === ADDRESS_CONTROL) packet.at += 2;
  if (packet.lacks(2, 'PPP')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const first = view.getUint8(at);
  const short = (first & 1) !== 0;
  packet.at = at + (short ? 1 : 2);
  return pppProtocol(short ? first : view.getUint16(at));
}

/** Source: the IANA registry of PPP protocol numbers. Headers that Van Jacobson compression shortened are not restored. */
function pppProtocol(protocol: number): Step {
  switch (protocol) {
    case 0x0021:
      return Layer.IPV4;
    case 0x0057:
      return Layer.IPV6;
    case 0x0281:
    case 0x0283:
      return Layer.MPLS;
    default:
      return Decoded.NOT_TCP;
  }
}

/** A session frame: version and type, code 0, session id, length, then PPP. */
export function pppoe(packet: Packet): Step {
  if (packet.lacks(PPPOE_HEADER, 'PPPoE')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  if (view.getUint16(at) !== PPPOE_VERSION_TYPE << 8) return Decoded.NOT_TCP;
  packet.addScope(view.getUint16(at + 2));
  packet.at = at + PPPOE_HEADER;
  packet.limit(view.getUint16(at + 4));
  return Layer.PPP;
}

/** Serial lines: PPP in HDLC framing, or Cisco's address, control and EtherType. */
export function hdlc(packet: Packet): Step {
  if (packet.lacks(HDLC_HEADER, 'HDLC')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const address = view.getUint8(at);
  if (address !== CISCO_UNICAST && address !== CISCO_MULTICAST) return Layer.PPP;
  packet.at = at + HDLC_HEADER;
  return etherType(packet, view.getUint16(at + 2));
}
