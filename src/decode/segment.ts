/**
 * A TCP segment with what its IP header says. Source: RFC 9293 §3.1.
 *
 * A decoder owns one and rewrites it for every segment: plain numbers, so that nothing is allocated per packet.
 */

/** At most four blocks fit into the options (RFC 2018 §3). */
const MAX_SACK_EDGES = 8;

export class Segment {
  /** Holds the payload, and the addresses of IPv6. The frame's buffer, or that of a reassembled datagram. */
  buffer: Uint8Array = new Uint8Array(0);
  ipVersion: 4 | 6 = 4;
  /** Addresses of IPv4, 0..0xffffffff. */
  srcV4 = 0;
  dstV4 = 0;
  /** Where in `buffer` the 16 bytes of the addresses of IPv6 begin. */
  srcOffset = 0;
  dstOffset = 0;
  srcPort = 0;
  dstPort = 0;
  /** 0..0xffffffff. */
  seq = 0;
  /** 0..0xffffffff; without meaning where the ACK flag is not set. */
  ack = 0;
  /** The header's flag bits, see flags.ts; ECE (64) and CWR (128) included. */
  flags = 0;
  /** As on the wire, not scaled. */
  window = 0;
  /** Hop limit of IPv6. */
  ttl = 0;
  /** 0 for IPv6. */
  ipId = 0;
  payloadOffset = 0;
  /** Payload bytes in `buffer`. */
  payloadLength = 0;
  /** Payload bytes on the wire, by the IP header. */
  wireLength = 0;
  /** Payload is missing from the capture. */
  cut = false;
  hasTimestamp = false;
  tsval = 0;
  tsecr = 0;
  /** Shift count, -1 where the option is absent. */
  windowScale = -1;
  /** 0 where the option is absent. */
  mss = 0;
  sackPermitted = false;
  /** Blocks in `sackEdges`. */
  sackCount = 0;
  /** Left and right edge of each block, alternating. */
  readonly sackEdges = new Uint32Array(MAX_SACK_EDGES);
  /** An option's length was impossible; the options from there on were not read. */
  badOptions = false;
  /**
   * Mixed from the VLAN ids and tunnel ids (VNI, GRE key, session) in front of the segment, 0 where there are none:
   * differs where two packets of the same addresses and ports travelled in different networks.
   */
  scope = 0;
  /** Interface index of a capture on all interfaces (LINUX_SLL2), 0 elsewhere. */
  ifIndex = 0;
}
