/**
 * Reassembly of IP fragments. A datagram goes on being decoded in the frame that completes it.
 *
 * Bounded in time, in number and in bytes; the datagram begun first makes room. Where fragments overlap, the bytes that
 * came first stay: hosts differ (Novak and Sturges, "Target-based TCP stream reassembly"), and this is Wireshark's way.
 */
import { DATAGRAM_HEAD, Datagram, MAX_DATAGRAM } from './datagram.ts';
import { IPV6_HEADER } from './ip-numbers.ts';
import type { Packet } from './packet.ts';

/** Linux's ipfrag_time; RFC 8200 §4.5 allows 60. */
const TIMEOUT_SECONDS = 30;
const MAX_DATAGRAMS = 1024;
const MAX_BYTES = 8 * 1024 * 1024;

export class FragmentTable {
  /** In the order in which they were begun. */
  private readonly datagrams = new Map<string, Datagram>();
  private bytes = 0;
  private lost = 0;

  /** Datagrams that were given up, or are still waiting for fragments. */
  get incomplete(): number {
    return this.lost + this.datagrams.size;
  }

  /**
   * Takes the fragment whose payload begins at `packet.at`. Returns the protocol number to go on with, -1 while the
   * datagram is incomplete. When it is complete, the packet is moved into the datagram's buffer.
   */
  add(packet: Packet, key: string, protocol: number, offset: number, more: boolean): number {
    const length = packet.end - packet.at;
    // Cut by the snap length: it cannot be completed, but the first one holds the TCP header.
    if (packet.end < packet.wireEnd) return offset === 0 ? protocol : -1;
    if (length <= 0 || offset + length > MAX_DATAGRAM) return -1;
    const datagram = this.find(packet, key);
    const before = datagram.bytes.length;
    datagram.add(offset, packet.buffer, packet.at, length);
    this.bytes += datagram.bytes.length - before;
    if (offset === 0 && datagram.protocol < 0) datagram.protocol = protocol;
    if (!more && datagram.total < 0) datagram.total = offset + length;
    if (!datagram.complete) {
      this.makeRoom();
      return -1;
    }
    this.drop(key, datagram);
    packet.replace(datagram.bytes, DATAGRAM_HEAD, DATAGRAM_HEAD + datagram.total);
    this.keepAddresses(packet);
    return datagram.protocol;
  }

  private find(packet: Packet, key: string): Datagram {
    const found = this.datagrams.get(key);
    if (found && Math.abs(packet.seconds - found.since) <= TIMEOUT_SECONDS) return found;
    if (found) this.giveUp(key, found);
    this.expire(packet.seconds);
    const begun = new Datagram(packet.seconds);
    if (packet.segment.ipVersion === 6) {
      const header = packet.segment.srcOffset - 8;
      begun.bytes.set(packet.buffer.subarray(header, header + IPV6_HEADER), 0);
    }
    this.bytes += begun.bytes.length;
    this.datagrams.set(key, begun);
    return begun;
  }

  /** The head of the datagram's buffer is the IPv6 header of its first fragment seen. */
  private keepAddresses({ segment }: Packet): void {
    if (segment.ipVersion !== 6) return;
    segment.srcOffset = 8;
    segment.dstOffset = 24;
  }

  private expire(now: number): void {
    for (const [key, datagram] of this.datagrams) {
      if (Math.abs(now - datagram.since) <= TIMEOUT_SECONDS) return;
      this.giveUp(key, datagram);
    }
  }

  private makeRoom(): void {
    for (const [key, datagram] of this.datagrams) {
      if (this.datagrams.size <= MAX_DATAGRAMS && this.bytes <= MAX_BYTES) return;
      this.giveUp(key, datagram);
    }
  }

  private giveUp(key: string, datagram: Datagram): void {
    this.lost++;
    this.drop(key, datagram);
  }

  private drop(key: string, datagram: Datagram): void {
    this.datagrams.delete(key);
    this.bytes -= datagram.bytes.length;
  }
}
