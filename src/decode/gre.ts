/** GRE (RFC 2784, RFC 2890), its PPTP variant (RFC 2637), and the mirrors that travel in it (ERSPAN). */
import { Decoded } from './decoded.ts';
import { etherType } from './ethernet.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const HEADER = 4;
const CHECKSUM = 0x8000;
/** Source routes (RFC 1701), withdrawn by RFC 2784. */
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const VERSION = 0x0007;
const PPTP = 1;
const PPTP_ACKNOWLEDGEMENT = 0x0080;

const ERSPAN = 0x88be;
const ERSPAN_2_HEADER = 8;
const ERSPAN_3_HEADER = 12;
/** The last bit of the third version's header: eight platform-specific bytes follow. */
const ERSPAN_3_OPTIONAL = 1;
const SESSION_ID = 0x3ff;

/** Aruba's access points send 802.11 frames under these protocol types, in steps of 16. */
const ARUBA_FIRST = 0x8200;
const ARUBA_LAST = 0x8370;

export function gre(packet: Packet): Step {
  if (packet.lacks(HEADER, 'GRE')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const flags = view.getUint16(at);
  const type = view.getUint16(at + 2);
  const version = flags & VERSION;
  if (version > PPTP || (flags & ROUTING) !== 0) return Decoded.NOT_TCP;
  const checksum = (flags & CHECKSUM) === 0 ? 0 : 4;
  const key = (flags & KEY) === 0 ? 0 : 4;
  const sequence = (flags & SEQUENCE) === 0 ? 0 : 4;
  const acknowledgement = version === PPTP && (flags & PPTP_ACKNOWLEDGEMENT) !== 0 ? 4 : 0;
  const length = HEADER + checksum + key + sequence + acknowledgement;
  if (packet.lacks(length, 'GRE')) return Decoded.UNDECODABLE;
  // PPTP's key holds a length and a call id, which differs by direction.
  if (key !== 0 && version !== PPTP) packet.addScope(view.getUint32(at + HEADER + checksum));
  packet.at = at + length;
  // The first version of ERSPAN has no header of its own, and no sequence number in GRE's.
  if (type === ERSPAN && sequence === 0) return packet.enter(Layer.ETHERNET);
  if (type >= ARUBA_FIRST && type <= ARUBA_LAST && (type & 15) === 0) return packet.enter(Layer.WLAN);
  return packet.enter(etherType(packet, type));
}

/** Source: draft-foschiano-erspan §4.2. */
export function erspan2(packet: Packet): Step {
  if (packet.lacks(ERSPAN_2_HEADER, 'ERSPAN')) return Decoded.UNDECODABLE;
  packet.addScope(packet.view.getUint16(packet.at + 2) & SESSION_ID);
  packet.at += ERSPAN_2_HEADER;
  return Layer.ETHERNET;
}

/** Source: draft-foschiano-erspan §4.3. */
export function erspan3(packet: Packet): Step {
  if (packet.lacks(ERSPAN_3_HEADER, 'ERSPAN')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  packet.addScope(view.getUint16(at + 2) & SESSION_ID);
  const optional = (view.getUint8(at + 11) & ERSPAN_3_OPTIONAL) === 0 ? 0 : 8;
  packet.at = at + ERSPAN_3_HEADER + optional;
  return Layer.ETHERNET;
}
