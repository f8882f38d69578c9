/** Headers that operating systems put in front of packets. Source: the registry at tcpdump.org/linktypes.html. */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import { linkLayer } from './link-layer.ts';
import type { Packet } from './packet.ts';

const NFLOG_HEADER = 4;
const NFLOG_ATTRIBUTE = 4;
const NFULA_PAYLOAD = 9;

/** Linux's netfilter log: attributes (length, type, value padded to four) in the capturing machine's byte order. */
export function nflog(packet: Packet): Step {
  if (packet.lacks(NFLOG_HEADER, 'NFLOG')) return Decoded.UNDECODABLE;
  packet.at += NFLOG_HEADER;
  for (;;) {
    if (packet.lacks(NFLOG_ATTRIBUTE, 'NFLOG attribute')) return Decoded.UNDECODABLE;
    const { view, at } = packet;
    // Types are small numbers, so the right byte order is the one that makes them small.
    const little = view.getUint16(at + 2, true) <= view.getUint16(at + 2);
    const length = little ? view.getUint16(at, true) : view.getUint16(at);
    const type = little ? view.getUint16(at + 2, true) : view.getUint16(at + 2);
    if (length < NFLOG_ATTRIBUTE)
      return packet.fail('bad-header-length', 'NFLOG attribute', NFLOG_ATTRIBUTE, length);
    if (type === NFULA_PAYLOAD) {
      packet.limit(length);
      packet.at = at + NFLOG_ATTRIBUTE;
      return Layer.IP;
    }
    packet.at = at + ((length + 3) & ~3);
  }
}

const PPI_HEADER = 8;

/** Per-packet information: version, flags, length, link type, all little-endian. */
export function ppi(packet: Packet): Step {
  if (packet.lacks(PPI_HEADER, 'PPI')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  return behind(packet, 'PPI', PPI_HEADER, view.getUint16(at + 2, true), view.getUint32(at + 4, true));
}

const PKTAP_HEADER = 12;

/** macOS's "pktap" and "any" devices: length, record type, link type, all little-endian. */
export function pktap(packet: Packet): Step {
  if (packet.lacks(PKTAP_HEADER, 'PKTAP')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  return behind(packet, 'PKTAP', PKTAP_HEADER, view.getUint32(at, true), view.getUint32(at + 8, true));
}

function behind(packet: Packet, header: string, minimum: number, length: number, linkType: number): Step {
  if (length < minimum) return packet.fail('bad-header-length', header, minimum, length);
  if (packet.lacks(length, header)) return Decoded.UNDECODABLE;
  packet.at += length;
  return packet.enter(linkLayer(packet, linkType));
}

/** OpenBSD's packet filter log: a header whose first byte is its length, padded to four. */
export function pflog(packet: Packet): Step {
  if (packet.lacks(1, 'PFLOG')) return Decoded.UNDECODABLE;
  const length = (packet.view.getUint8(packet.at) + 3) & ~3;
  if (packet.lacks(length, 'PFLOG')) return Decoded.UNDECODABLE;
  packet.at += length;
  return Layer.IP;
}
