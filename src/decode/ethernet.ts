/** Ethernet II, IEEE 802.3 with LLC and SNAP, and the tags between the addresses and the payload. */
import { arp } from './arp.ts';
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const HEADER = 14;
/** Up to here the type field is a length (IEEE 802.3 §3.2.6). */
const MAX_LENGTH = 1500;

/** Sub-network access protocol: LLC header AA AA 03, then an organisation and a type. */
const SNAP = 0xaaaa03;
const SNAP_HEADER = 8;
/** IP directly on LLC (RFC 948). */
const LLC_IP = 0x060603;
const LLC_HEADER = 3;
/** Organisations whose SNAP types are EtherTypes: RFC 1042, and IEEE 802.1H bridges. */
const OUI_ETHERNET = 0x000000;
const OUI_BRIDGED = 0x0000f8;

const VLAN_TAG = 4;
const VLAN_ID = 0xfff;

export function ethernet(packet: Packet): Step {
  if (packet.lacks(HEADER, 'Ethernet')) return Decoded.UNDECODABLE;
  const type = packet.view.getUint16(packet.at + 12);
  packet.at += HEADER;
  if (type > MAX_LENGTH) return etherType(packet, type);
  packet.limit(type);
  return Layer.LLC;
}

/** What follows a type field; `packet.at` is behind it. */
export function etherType(packet: Packet, type: number): Step {
  switch (type) {
    case 0x0800:
      return Layer.IPV4;
    case 0x86dd:
      return Layer.IPV6;
    case 0x0806:
      return arp(packet);
    case 0x8100: // IEEE 802.1Q
    case 0x88a8: // IEEE 802.1ad
    case 0x9100: // stacked tags from before 802.1ad
    case 0x9200:
    case 0x9300:
      return Layer.VLAN;
    case 0x88e7:
      return providerBackbone(packet);
    case 0x8926:
      return vnTag(packet);
    case 0x8847:
    case 0x8848:
      return Layer.MPLS;
    case 0x8864:
      return Layer.PPPOE;
    case 0x880b:
      return Layer.PPP;
    case 0x6558: // transparent Ethernet bridging
      return Layer.ETHERNET;
    case 0x88be:
      return Layer.ERSPAN_2;
    case 0x22eb:
      return Layer.ERSPAN_3;
    case 0x894f:
      return Layer.NSH;
    default:
      return Decoded.NOT_TCP;
  }
}

/** A tag: three bits priority, one bit drop eligibility, twelve bits id, then the next type field. */
export function vlan(packet: Packet): Step {
  if (packet.lacks(VLAN_TAG, 'VLAN tag')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  packet.addScope(view.getUint16(at) & VLAN_ID);
  packet.at = at + VLAN_TAG;
  const type = view.getUint16(at + 2);
  if (type > MAX_LENGTH) return etherType(packet, type);
  packet.limit(type);
  return Layer.LLC;
}

export function llc(packet: Packet): Step {
  if (packet.lacks(LLC_HEADER, 'LLC')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const header = (view.getUint16(at) << 8) | view.getUint8(at + 2);
  if (header === LLC_IP) {
    packet.at = at + LLC_HEADER;
    return Layer.IPV4;
  }
  if (header !== SNAP) return Decoded.NOT_TCP;
  if (packet.lacks(SNAP_HEADER, 'SNAP')) return Decoded.UNDECODABLE;
  const organisation = view.getUint32(at + 2) & 0xffffff;
  if (organisation !== OUI_ETHERNET && organisation !== OUI_BRIDGED) return Decoded.NOT_TCP;
  packet.at = at + SNAP_HEADER;
  return etherType(packet, view.getUint16(at + 6));
}

/** IEEE 802.1ah: a service tag of four bytes, the lower three its id, then the customer's frame. */
function providerBackbone(packet: Packet): Step {
  if (packet.lacks(4, '802.1ah tag')) return Decoded.UNDECODABLE;
  packet.addScope(packet.view.getUint32(packet.at) & 0xffffff);
  packet.at += 4;
  return packet.enter(Layer.ETHERNET);
}

/** IEEE 802.1BR port tag as Cisco's adapters write it: four bytes, then the next type field. */
function vnTag(packet: Packet): Step {
  if (packet.lacks(6, 'VN-Tag')) return Decoded.UNDECODABLE;
  packet.at += 6;
  return etherType(packet, packet.view.getUint16(packet.at - 2));
}
