/** UDP (RFC 768), as far as a well-known port says that a tunnel is inside. */
import { Decoded } from './decoded.ts';
import { gtpUser } from './gtp.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';
import { teredo } from './teredo.ts';
import { geneve, vxlan, vxlanGpe } from './vxlan.ts';

const HEADER = 8;

export function udp(packet: Packet): Step {
  if (packet.lacks(HEADER, 'UDP')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const source = view.getUint16(at);
  const destination = view.getUint16(at + 2);
  const length = view.getUint16(at + 4);
  // Zero is a jumbogram's (RFC 2675 §4) or left by offload.
  if (length >= HEADER) packet.limit(length);
  packet.at = at + HEADER;
  const step = tunnel(packet, destination);
  return step === Decoded.NOT_TCP ? tunnel(packet, source) : step;
}

/** By the port, at either end: some senders answer from it. Nothing is moved where the answer is NOT_TCP. */
function tunnel(packet: Packet, port: number): Step {
  switch (port) {
    case 4789: // RFC 7348
    case 8472: // Linux's default, from before the registration
      return vxlan(packet);
    case 4790:
      return vxlanGpe(packet);
    case 6081: // RFC 8926
      return geneve(packet);
    case 2152: // 3GPP TS 29.281
      return gtpUser(packet);
    case 3544: // RFC 4380
      return teredo(packet);
    case 4754: // RFC 8086
      return packet.enter(Layer.GRE);
    case 6635: // RFC 7510
      return packet.enter(Layer.MPLS);
    default:
      return Decoded.NOT_TCP;
  }
}
