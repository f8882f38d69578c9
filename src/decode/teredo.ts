/** Teredo: IPv6 in UDP. Source: RFC 4380 §5.1.1. */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const AUTHENTICATION = 0x0001;
/** Indicator, two lengths, nonce and confirmation byte. */
const AUTHENTICATION_FIXED = 13;
const ORIGIN = 0x0000;
const ORIGIN_LENGTH = 8;

export function teredo(packet: Packet): Step {
  const start = packet.at;
  if (indicator(packet) === AUTHENTICATION) {
    if (packet.lacks(AUTHENTICATION_FIXED, 'Teredo')) return Decoded.UNDECODABLE;
    const { view, at } = packet;
    packet.at = at + AUTHENTICATION_FIXED + view.getUint8(at + 2) + view.getUint8(at + 3);
  }
  if (indicator(packet) === ORIGIN) packet.at += ORIGIN_LENGTH;
  if (indicator(packet) >>> 12 === 6) return packet.enter(Layer.IPV6);
  packet.at = start;
  return Decoded.NOT_TCP;
}

/** The next two bytes; 0xffff, which begins nothing known, where they are missing. */
function indicator({ view, at, end }: Packet): number {
  return end - at >= 2 ? view.getUint16(at) : 0xffff;
}
