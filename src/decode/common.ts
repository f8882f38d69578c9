/**
 * What nearly every packet is: IPv4 without options and TCP, captured whole, right behind a link header of fixed length. Read in one go
 * at fixed places, at a third of the cost of header after header; whatever else a frame holds goes that longer way.
 */
import type { RawFrame } from '../capture/frame.ts';
import { LINK } from '../capture/link-types.ts';
import type { Packet } from './packet.ts';
import { readFields } from './tcp.ts';
import { tcpOptions } from './tcp-options.ts';

const IPV4 = 20;
const TCP = 20;
const TYPE_IPV4 = 0x0800;
/** IPv4's first byte: version 4, five words of header. */
const VERSION_AND_LENGTH = 0x45;
/** More fragments, or an offset. */
const FRAGMENT = 0x3fff;
const PROTOCOL_TCP = 6;

/** Reads such a frame into the packet's segment. False where the frame is another; then nothing was settled. */
export function commonSegment(packet: Packet, frame: RawFrame): boolean {
  const { view, segment } = packet;
  const link = linkHeader(frame, view);
  const captured = frame.capturedLength - link;
  if (link < 0 || captured < IPV4 + TCP) return false;
  const ip = frame.offset + link;
  if (view.getUint8(ip) !== VERSION_AND_LENGTH) return false;
  if ((view.getUint16(ip + 6) & FRAGMENT) !== 0 || view.getUint8(ip + 9) !== PROTOCOL_TCP) return false;
  const total = view.getUint16(ip + 2);
  const tcp = ip + IPV4;
  const header = (view.getUint8(tcp + 12) >>> 4) * 4;
  const payload = tcp + header;
  const end = ip + total;
  if (header < TCP || payload > end || total > captured) return false;
  segment.ipVersion = 4;
  segment.ipId = view.getUint16(ip + 4);
  segment.ttl = view.getUint8(ip + 8);
  segment.srcV4 = view.getUint32(ip + 12);
  segment.dstV4 = view.getUint32(ip + 16);
  if (segment.buffer !== packet.buffer) segment.buffer = packet.buffer;
  readFields(segment, view, tcp);
  segment.payloadOffset = payload;
  segment.payloadLength = end - payload;
  segment.wireLength = end - payload;
  segment.cut = false;
  segment.scope = 0;
  tcpOptions(segment, view, tcp + TCP, payload);
  return true;
}

/** Length of a link header in front of IPv4; -1 where it is another, or something else follows. */
function linkHeader(frame: RawFrame, view: DataView): number {
  if (frame.capturedLength < 20) return -1;
  switch (frame.linkType) {
    case LINK.EN10MB:
      return view.getUint16(frame.offset + 12) === TYPE_IPV4 ? 14 : -1;
    case LINK.LINUX_SLL:
      return view.getUint16(frame.offset + 14) === TYPE_IPV4 && !isNetlink(view, frame.offset + 2) ? 16 : -1;
    case LINK.LINUX_SLL2:
      return view.getUint16(frame.offset) === TYPE_IPV4 && !isNetlink(view, frame.offset + 8) ? 20 : -1;
    case LINK.RAW:
    case LINK.IPV4:
      return 0;
    default:
      return -1;
  }
}

/** ARPHRD_NETLINK: the protocol field is a netlink family. */
function isNetlink(view: DataView, at: number): boolean {
  return view.getUint16(at) === 824;
}
