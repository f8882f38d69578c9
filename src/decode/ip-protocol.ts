/** What an IP header's protocol field says follows. Source: the IANA registry of protocol numbers. */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

export const PROTOCOL = {
  HOP_BY_HOP: 0,
  ICMP: 1,
  IPV4: 4,
  TCP: 6,
  UDP: 17,
  IPV6: 41,
  ROUTING: 43,
  FRAGMENT: 44,
  GRE: 47,
  AUTHENTICATION: 51,
  ICMPV6: 58,
  DESTINATION: 60,
  ETHERIP: 97,
  MOBILITY: 135,
  MPLS: 137,
  HIP: 139,
  SHIM6: 140,
} as const;

/** Version and reserved bits (RFC 3378 §3). */
const ETHERIP_HEADER = 2;

/** `packet.at` is behind the IP header, or behind an extension header. */
export function ipProtocol(packet: Packet, protocol: number): Step {
  switch (protocol) {
    case PROTOCOL.TCP:
      return Layer.TCP;
    case PROTOCOL.UDP:
      return Layer.UDP;
    case PROTOCOL.ICMP:
      return Layer.ICMP;
    case PROTOCOL.ICMPV6:
      return Layer.ICMPV6;
    case PROTOCOL.IPV4:
      return packet.enter(Layer.IPV4);
    case PROTOCOL.IPV6:
      return packet.enter(Layer.IPV6);
    case PROTOCOL.GRE:
      return Layer.GRE;
    case PROTOCOL.MPLS:
      return Layer.MPLS;
    case PROTOCOL.ETHERIP:
      packet.at += ETHERIP_HEADER;
      return packet.enter(Layer.ETHERNET);
    case PROTOCOL.HOP_BY_HOP:
    case PROTOCOL.ROUTING:
    case PROTOCOL.FRAGMENT:
    case PROTOCOL.AUTHENTICATION:
    case PROTOCOL.DESTINATION:
    case PROTOCOL.MOBILITY:
    case PROTOCOL.HIP:
    case PROTOCOL.SHIM6:
      packet.extension = protocol;
      return Layer.EXTENSION;
    default:
      return Decoded.NOT_TCP;
  }
}
