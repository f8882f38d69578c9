/**
 * A TCP segment with what its IP header says. Source: RFC 9293 §3.1.
 *
 * A decoder owns one and rewrites it for every segment: plain numbers, so that nothing is allocated per packet.
 */

const NO_BYTES: Uint8Array = new Uint8Array(0);

export class Segment {
  /** Holds the payload, and the addresses of IPv6. The frame's buffer, or that of a reassembled datagram. */
  buffer = NO_BYTES;
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
  /** Where in `buffer` the TCP header begins. */
  headerOffset = 0;
  payloadOffset = 0;
  /** Payload bytes in `buffer`. */
  payloadLength = 0;
  /** Payload bytes on the wire, by the IP header. */
  wireLength = 0;
  /** Payload is missing from the capture. */
  cut = false;
  hasTimestamp = false;
  tsval = 0;
  /**
   * Mixed from the VLAN ids and tunnel ids (VNI, GRE key, session) in front of the segment, 0 where there are none:
   * differs where two packets of the same addresses and ports travelled in different networks.
   */
  scope = 0;
  /** The packet's number over all files of the capture, from 1. */
  frame = 0;
  /** Nanoseconds since the capture's first packet. */
  time = Number.NaN;

  /** Becomes what `other` is, without its bytes: addresses of IPv6 and a payload stay behind. */
  takeNumbersOf(other: Segment): void {
    this.ipVersion = other.ipVersion;
    this.srcV4 = other.srcV4;
    this.dstV4 = other.dstV4;
    this.srcPort = other.srcPort;
    this.dstPort = other.dstPort;
    this.seq = other.seq;
    this.ack = other.ack;
    this.flags = other.flags;
    this.window = other.window;
    this.ttl = other.ttl;
    this.ipId = other.ipId;
    this.wireLength = other.wireLength;
    this.cut = other.cut;
    this.hasTimestamp = other.hasTimestamp;
    this.tsval = other.tsval;
    this.scope = other.scope;
    this.frame = other.frame;
    this.time = other.time;
  }
}
