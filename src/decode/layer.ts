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
  UDP: 17,
  LINUX_SLL: 18,
  LINUX_SLL2: 19,
  LOOPBACK: 20,
  MPLS: 21,
  PPP: 22,
  PPPOE: 23,
  HDLC: 24,
  GRE: 25,
  ERSPAN_2: 26,
  ERSPAN_3: 27,
  NSH: 28,
  WLAN: 29,
  RADIOTAP: 30,
  PRISM: 31,
  PPI: 32,
  PKTAP: 33,
  NFLOG: 34,
  PFLOG: 35,
  TOKEN_RING: 36,
  ARCNET_BSD: 37,
  ARCNET_LINUX: 38,
} as const;

export type Layer = (typeof Layer)[keyof typeof Layer];

/** The next header, or the outcome. */
export type Step = Layer | Decoded;

export function isLayer(step: Step): step is Layer {
  return step > Decoded.FRAGMENT;
}
