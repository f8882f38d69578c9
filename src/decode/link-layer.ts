/** The header a frame begins with, by its link type. Source: the registry at tcpdump.org/linktypes.html. */
import { LINK } from '../capture/link-types.ts';
import { Decoded } from './decoded.ts';
import { ethernet, etherType } from './ethernet.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

export function linkLayer(packet: Packet, linkType: number): Step {
  switch (linkType) {
    case LINK.EN10MB:
      return ethernet(packet);
    case LINK.LINUX_SLL:
      return Layer.LINUX_SLL;
    case LINK.LINUX_SLL2:
      return Layer.LINUX_SLL2;
    case LINK.NULL:
    case LINK.LOOP:
      return Layer.LOOPBACK;
    case LINK.RAW:
    case LINK.RAW_DLT:
    case LINK.RAW_OPENBSD:
    case LINK.IPV4:
    case LINK.IPV6:
      return Layer.IP;
    case LINK.PPP:
      return Layer.PPP;
    case LINK.PPP_SERIAL:
    case LINK.C_HDLC:
      return Layer.HDLC;
    case LINK.PPP_ETHER:
      return Layer.PPPOE;
    case LINK.NFLOG:
      return Layer.NFLOG;
    case LINK.IEEE802_11:
      return Layer.WLAN;
    case LINK.IEEE802_11_RADIO:
      return Layer.RADIOTAP;
    case LINK.PRISM_HEADER:
    case LINK.IEEE802_11_RADIO_AVS:
      return Layer.PRISM;
    case LINK.PPI:
      return Layer.PPI;
    case LINK.PKTAP:
      return Layer.PKTAP;
    case LINK.PFLOG:
      return Layer.PFLOG;
    default:
      return rareLinkLayer(packet, linkType);
  }
}

/** Headers of fixed length in front of LLC, IP or a type field, and networks of the past. */
function rareLinkLayer(packet: Packet, linkType: number): Step {
  switch (linkType) {
    case LINK.IEEE802_5:
      return Layer.TOKEN_RING;
    case LINK.ARCNET:
      return Layer.ARCNET_BSD;
    case LINK.ARCNET_LINUX:
      return Layer.ARCNET_LINUX;
    case LINK.FDDI:
      return skip(packet, 13, Layer.LLC);
    case LINK.IP_OVER_FC:
      return skip(packet, 16, Layer.LLC);
    case LINK.ATM_RFC1483:
      return Layer.LLC;
    case LINK.SLIP:
      return skip(packet, 16, Layer.IP);
    case LINK.ENC:
      return skip(packet, 12, Layer.IP);
    case LINK.PPP_WITH_DIR:
      return skip(packet, 1, Layer.PPP);
    case LINK.PPP_PPPD: // the direction stands in the place of the address field
      return skip(packet, 2, Layer.PPP);
    case LINK.APPLE_IP_OVER_IEEE1394:
      return typeField(packet, 16, 18);
    case LINK.IPOIB:
      return typeField(packet, 40, 44);
    default:
      return Decoded.UNKNOWN_LINK;
  }
}

/** Whether the bytes are there is asked by the next header. */
function skip(packet: Packet, length: number, next: Layer): Step {
  packet.at += length;
  return next;
}

function typeField(packet: Packet, at: number, length: number): Step {
  if (packet.lacks(length, 'link')) return Decoded.UNDECODABLE;
  const type = packet.view.getUint16(packet.at + at);
  packet.at += length;
  return etherType(packet, type);
}
