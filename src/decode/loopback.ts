/** BSD loopback (NULL, LOOP, ENC): an address family of four bytes, in the byte order of the machine that captured. */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const FAMILY = 4;
const AF_INET = 2;
/** AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, Darwin. */
const AF_INET6: readonly number[] = [10, 23, 24, 28, 30];

export function loopback(packet: Packet): Step {
  if (packet.lacks(FAMILY, 'loopback')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const family = Math.min(view.getUint32(at), view.getUint32(at, true));
  packet.at = at + FAMILY;
  if (family === AF_INET) return Layer.IPV4;
  return AF_INET6.includes(family) ? Layer.IPV6 : Decoded.NOT_TCP;
}
