/** Address resolution: a host asks who has an address on its link, or answers. */
export class Neighbor {
  /** Holds the addresses of IPv6. */
  buffer: Uint8Array = new Uint8Array(0);
  /** 4 for ARP (RFC 826), 6 for neighbor discovery (RFC 4861). */
  ipVersion: 4 | 6 = 4;
  isReply = false;
  /** Who asks or answers. */
  senderV4 = 0;
  senderOffset = 0;
  /** The address asked for; in a reply the one that the answer is about. */
  targetV4 = 0;
  targetOffset = 0;
}
