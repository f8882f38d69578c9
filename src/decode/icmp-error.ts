/** An ICMP error and the TCP segment it quotes: somebody could not deliver that segment. */
export class IcmpError {
  /** Holds the addresses of IPv6. */
  buffer: Uint8Array = new Uint8Array(0);
  /** Of the error and of the quoted segment alike. */
  ipVersion: 4 | 6 = 4;
  /** Where in `buffer` the ICMP header begins, and the header of the quoted segment. */
  headerOffset = 0;
  quotedOffset = 0;
  icmpType = 0;
  icmpCode = 0;
  /** Next-hop MTU of "fragmentation needed" and "packet too big"; 0 elsewhere. */
  mtu = 0;
  /** Who sent the error. */
  reporterV4 = 0;
  reporterOffset = 0;
  /** TTL or hop limit of the error itself. */
  ttl = 0;
  /** The quoted segment: its sender could not reach its receiver. */
  srcV4 = 0;
  dstV4 = 0;
  srcOffset = 0;
  dstOffset = 0;
  srcPort = 0;
  dstPort = 0;
  /** As `Segment.scope`. */
  scope = 0;
}
