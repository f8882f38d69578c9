/**
 * The headers that can follow one another. Decoding is a loop: each header's function moves `packet.at` behind its
 * header and names the next one, until one of them ends the frame with a `Decoded` code.
 */
import { Decoded } from './decoded.ts';

/** Numbers beyond those of `Decoded`, so that one number says either. */
export const Layer = {
  ETHERNET: 10,
  VLAN: 11,
  LLC: 12,
  IPV4: 13,
  IPV6: 14,
  /** IPv4 or IPv6, by the version field. */
  IP: 15,
  /** Extension header of IPv6, or AH in IPv4; which one is in `packet.extension`. */
  EXTENSION: 16,
  TCP: 17,
  UDP: 18,
  ICMP: 19,
  ICMPV6: 20,
  LINUX_SLL: 21,
  LINUX_SLL2: 22,
  LOOPBACK: 23,
  MPLS: 24,
  PPP: 25,
  PPPOE: 26,
  HDLC: 27,
  GRE: 28,
  ERSPAN_2: 29,
  ERSPAN_3: 30,
  NSH: 31,
  WLAN: 32,
  RADIOTAP: 33,
  PRISM: 34,
  PPI: 35,
  PKTAP: 36,
  NFLOG: 37,
  PFLOG: 38,
  TOKEN_RING: 39,
  ARCNET_BSD: 40,
  ARCNET_LINUX: 41,
} as const;

export type Layer = (typeof Layer)[keyof typeof Layer];

/** The next header, or the outcome. */
export type Step = Layer | Decoded;

export function isLayer(step: Step): step is Layer {
  return step > Decoded.UNKNOWN_LINK;
}
