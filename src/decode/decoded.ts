/** What became of a frame. */
export const Decoded = {
  /** A TCP segment, in `Decoder.segment`. */
  SEGMENT: 0,
  /** An ICMP error that quotes a TCP segment, in `Decoder.icmp`. */
  ICMP_ERROR: 1,
  /** Sound as far as it was read, but no TCP. */
  NOT_TCP: 2,
  /** A header is cut or contradicts itself; `Decoder.issue` says which. */
  UNDECODABLE: 3,
  /** The link type is not one of those known. */
  UNKNOWN_LINK: 4,
  /** A request or reply of address resolution, in `Decoder.neighbor`. */
  NEIGHBOR: 5,
  /** Of a datagram that is not complete yet; its addresses are in `Decoder.segment`. */
  FRAGMENT: 6,
} as const;

export type Decoded = (typeof Decoded)[keyof typeof Decoded];
