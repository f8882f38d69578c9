/** Captures on Linux's "any" device. Source: the registry's LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2. */
import { Decoded } from './decoded.ts';
import { etherType } from './ethernet.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const SLL_HEADER = 16;
const SLL2_HEADER = 20;
/** ETH_P_802_2: an LLC header follows. */
const PROTOCOL_LLC = 4;
/** Lower numbers are Linux's own, not EtherTypes. */
const FIRST_ETHERTYPE = 0x600;
/** ARPHRD_NETLINK: the protocol field is a netlink family. */
const DEVICE_NETLINK = 824;

export function linuxSll(packet: Packet): Step {
  if (packet.lacks(SLL_HEADER, 'Linux cooked')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  packet.at = at + SLL_HEADER;
  return protocol(packet, view.getUint16(at + 2), view.getUint16(at + 14));
}

export function linuxSll2(packet: Packet): Step {
  if (packet.lacks(SLL2_HEADER, 'Linux cooked v2')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  packet.at = at + SLL2_HEADER;
  return protocol(packet, view.getUint16(at + 8), view.getUint16(at));
}

function protocol(packet: Packet, device: number, type: number): Step {
  if (device === DEVICE_NETLINK) return Decoded.NOT_TCP;
  if (type === PROTOCOL_LLC) return Layer.LLC;
  return type < FIRST_ETHERTYPE ? Decoded.NOT_TCP : etherType(packet, type);
}
