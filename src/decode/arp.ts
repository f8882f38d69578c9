/** ARP for IPv4. Source: RFC 826. */
import { Decoded } from './decoded.ts';
import type { Step } from './layer.ts';
import type { Packet } from './packet.ts';

const FIXED = 8;
const PROTOCOL_IPV4 = 0x0800;
const IPV4_ADDRESS = 4;
const REQUEST = 1;
const REPLY = 2;

export function arp(packet: Packet): Step {
  if (packet.lacks(FIXED, 'ARP')) return Decoded.UNDECODABLE;
  const { view, at, neighbor } = packet;
  const hardware = view.getUint8(at + 4);
  const operation = view.getUint16(at + 6);
  if (view.getUint16(at + 2) !== PROTOCOL_IPV4 || view.getUint8(at + 5) !== IPV4_ADDRESS)
    return Decoded.NOT_TCP;
  if (operation !== REQUEST && operation !== REPLY) return Decoded.NOT_TCP;
  if (packet.lacks(FIXED + 2 * (hardware + IPV4_ADDRESS), 'ARP')) return Decoded.UNDECODABLE;
  const sender = view.getUint32(at + FIXED + hardware);
  const target = view.getUint32(at + FIXED + 2 * hardware + IPV4_ADDRESS);
  neighbor.ipVersion = 4;
  neighbor.isReply = operation === REPLY;
  neighbor.senderV4 = sender;
  // A reply tells where its sender is.
  neighbor.targetV4 = neighbor.isReply ? sender : target;
  return Decoded.NEIGHBOR;
}
