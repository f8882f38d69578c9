/** What an IP header's protocol field says follows. Source: the IANA registry of protocol numbers. */
import { Decoded } from './decoded.ts';
import { icmp, icmpv6 } from './icmp.ts';
import { PROTOCOL } from './ip-numbers.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';
import { tcp } from './tcp.ts';

/** Version and reserved bits (RFC 3378 §3). */
const ETHERIP_HEADER = 2;

/** `packet.at` is behind the IP header, or behind an extension header. */
export function ipProtocol(packet: Packet, protocol: number): Step {
  switch (protocol) {
    case PROTOCOL.TCP:
      return tcp(packet);
    case PROTOCOL.UDP:
      return Layer.UDP;
    case PROTOCOL.ICMP:
      return icmp(packet);
    case PROTOCOL.ICMPV6:
      return icmpv6(packet);
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
