/** GTP-U, the user plane of mobile networks. Source: 3GPP TS 29.281 §5. */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const HEADER = 8;
/** Sequence number, N-PDU number and next extension type come together if any of the three is flagged. */
const OPTIONAL = 4;
const OPTIONAL_FLAGS = 0x07;
const EXTENSION_FLAG = 0x04;
/** Version 1, protocol type GTP. */
const VERSION_1 = 0x30;
const VERSION_MASK = 0xf0;
const G_PDU = 255;

/** The tunnel id names the receiving end, and so differs by direction: it is no part of the scope. */
export function gtpUser(packet: Packet): Step {
  if (packet.lacks(HEADER, 'GTP-U')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const flags = view.getUint8(at);
  if ((flags & VERSION_MASK) !== VERSION_1 || view.getUint8(at + 1) !== G_PDU) return Decoded.NOT_TCP;
  packet.at = at + HEADER;
  packet.limit(view.getUint16(at + 2));
  if ((flags & OPTIONAL_FLAGS) !== 0) {
    if (packet.lacks(OPTIONAL, 'GTP-U')) return Decoded.UNDECODABLE;
    packet.at += OPTIONAL;
    if ((flags & EXTENSION_FLAG) !== 0 && !skipExtensions(packet)) return Decoded.UNDECODABLE;
  }
  return packet.enter(Layer.IP);
}

/** Each begins with its length in words and ends with the type of the next one; type 0 ends the chain. */
function skipExtensions(packet: Packet): boolean {
  while (packet.view.getUint8(packet.at - 1) !== 0) {
    if (packet.lacks(4, 'GTP-U extension')) return false;
    const length = packet.view.getUint8(packet.at) * 4;
    if (length === 0) {
      packet.fail('bad-header-length', 'GTP-U extension', 4, 0);
      return false;
    }
    if (packet.lacks(length, 'GTP-U extension')) return false;
    packet.at += length;
  }
  return true;
}
