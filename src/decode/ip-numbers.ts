/** Numbers of the IP headers that several files need. */

/** Protocol numbers that are told apart. Source: the IANA registry. */
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

/** Without options (RFC 791 §3.1). */
export const IPV4_HEADER = 20;
/** Without extension headers (RFC 8200 §3). */
export const IPV6_HEADER = 40;
