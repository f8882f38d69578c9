/** Headers that operating systems put in front of packets. Source: the registry at tcpdump.org/linktypes.html. */
import { u16, u16le, u32le } from '../capture/bytes.ts';
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
    const { buffer, at } = packet;
    // No attribute but the payload is long, and no type exceeds a byte: a type above says the order is the other.
    const little = u16le(buffer, at + 2) <= u16(buffer, at + 2);
    const length = little ? u16le(buffer, at) : u16(buffer, at);
    const type = little ? u16le(buffer, at + 2) : u16(buffer, at + 2);
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
  const { buffer, at } = packet;
  return behind(packet, 'PPI', PPI_HEADER, u16le(buffer, at + 2), u32le(buffer, at + 4));
}

const PKTAP_HEADER = 12;

/** macOS's "pktap" and "any" devices: length, record type, link type, all little-endian. */
export function pktap(packet: Packet): Step {
  if (packet.lacks(PKTAP_HEADER, 'PKTAP')) return Decoded.UNDECODABLE;
  const { buffer, at } = packet;
  return behind(packet, 'PKTAP', PKTAP_HEADER, u32le(buffer, at), u32le(buffer, at + 8));
}

function behind(packet: Packet, header: string, minimum: number, length: number, linkType: number): Step {
  if (length < minimum) return packet.fail('bad-header-length', header, minimum, length);
  if (packet.lacks(length, header)) return Decoded.UNDECODABLE;
  packet.at += length;
  return packet.enter(linkLayer(packet, linkType));
}

/** OpenBSD's packet filter log: a header whose first byte is its length, padded to four. */
export function pflog(packet: Packet): Step {
  if (packet.lacks(NFLOG_HEADER, 'PFLOG')) return Decoded.UNDECODABLE;
  const length = ((packet.buffer[packet.at] as number) + 3) & ~3;
  if (packet.lacks(length, 'PFLOG')) return Decoded.UNDECODABLE;
  packet.at += length;
  return Layer.IP;
}
