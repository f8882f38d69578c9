/** 802.11 data frames, and the headers that capturing programs put in front. Source: IEEE 802.11-2020 §9.3.2. */
import { Decoded } from './decoded.ts';
import { Layer, type Step } from './layer.ts';
import type { Packet } from './packet.ts';

const HEADER = 24;
const ADDRESS = 6;
const QOS_CONTROL = 2;
const HT_CONTROL = 4;
/** Destination, source, length: in front of each frame of an aggregate (A-MSDU). */
const SUBFRAME_HEADER = 14;

/** First byte of frame control: version 0 and type data; the subtype's bits. */
const TYPE_MASK = 0x0f;
const TYPE_DATA = 0x08;
const SUBTYPE_NO_DATA = 0x40;
const SUBTYPE_QOS = 0x80;
/** Second byte. */
const TO_AND_FROM_DS = 0x03;
const MORE_FRAGMENTS = 0x04;
const PROTECTED = 0x40;
const ORDER = 0x80;
const QOS_AGGREGATE = 0x80;
const FRAGMENT_NUMBER = 0x0f;

/** Encrypted frames and fragments are no further read; of an aggregate the first frame is. */
export function wlan(packet: Packet, padded = false): Step {
  if (packet.lacks(HEADER, '802.11')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const control = view.getUint8(at);
  const flags = view.getUint8(at + 1);
  if ((control & TYPE_MASK) !== TYPE_DATA || (control & SUBTYPE_NO_DATA) !== 0) return Decoded.NOT_TCP;
  const fragment = (flags & MORE_FRAGMENTS) !== 0 || (view.getUint16(at + 22, true) & FRAGMENT_NUMBER) !== 0;
  if (fragment || (flags & PROTECTED) !== 0) return Decoded.NOT_TCP;
  const qosAt = HEADER + ((flags & TO_AND_FROM_DS) === TO_AND_FROM_DS ? ADDRESS : 0);
  const qos = (control & SUBTYPE_QOS) !== 0;
  const length = qosAt + (qos ? QOS_CONTROL + ((flags & ORDER) === 0 ? 0 : HT_CONTROL) : 0);
  if (packet.lacks(length, '802.11')) return Decoded.UNDECODABLE;
  const aggregate = qos && (view.getUint8(at + qosAt) & QOS_AGGREGATE) !== 0;
  packet.at = at + (padded ? (length + 3) & ~3 : length);
  if (aggregate) {
    if (packet.lacks(SUBFRAME_HEADER, 'A-MSDU')) return Decoded.UNDECODABLE;
    packet.at += SUBFRAME_HEADER;
    packet.limit(view.getUint16(packet.at - 2));
  }
  return Layer.LLC;
}

const RADIOTAP_HEADER = 8;
const PRESENT_TIME = 1;
const PRESENT_FLAGS = 2;
const PRESENT_MORE = 0x80000000;
const FLAG_DATA_PAD = 0x20;

/** Source: radiotap.org. All fields are little-endian; of interest is only whether the 802.11 header is padded. */
export function radiotap(packet: Packet): Step {
  if (packet.lacks(RADIOTAP_HEADER, 'radiotap')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const length = view.getUint16(at + 2, true);
  if (length < RADIOTAP_HEADER) return packet.fail('bad-header-length', 'radiotap', RADIOTAP_HEADER, length);
  if (packet.lacks(length, 'radiotap')) return Decoded.UNDECODABLE;
  packet.at = at + length;
  const flags = radiotapFlags(view, at, length);
  return wlan(packet, (flags & FLAG_DATA_PAD) !== 0);
}

function radiotapFlags(view: DataView, at: number, length: number): number {
  const present = view.getUint32(at + 4, true);
  if ((present & PRESENT_FLAGS) === 0) return 0;
  let field = RADIOTAP_HEADER;
  let word = present;
  while ((word & PRESENT_MORE) !== 0 && field + 4 <= length) {
    word = view.getUint32(at + field, true);
    field += 4;
  }
  // A clock of eight bytes, aligned to eight, comes before.
  if ((present & PRESENT_TIME) !== 0) field = ((field + 7) & ~7) + 8;
  return field < length ? view.getUint8(at + field) : 0;
}

const CAPTURE_HEADER_PREFIX = 8;
const AVS_MAGIC = 0x80211000;
const AVS_MAGIC_MASK = 0xfffff000;

/** Prism and AVS headers: a magic number or message code, then the length, big-endian in AVS alone. */
export function prism(packet: Packet): Step {
  if (packet.lacks(CAPTURE_HEADER_PREFIX, 'Prism')) return Decoded.UNDECODABLE;
  const { view, at } = packet;
  const avs = (view.getUint32(at) & AVS_MAGIC_MASK) >>> 0 === AVS_MAGIC;
  const length = avs ? view.getUint32(at + 4) : view.getUint32(at + 4, true);
  if (packet.lacks(length, 'Prism')) return Decoded.UNDECODABLE;
  packet.at = at + length;
  return Layer.WLAN;
}
