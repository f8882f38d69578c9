/** Bytes of packets and pcap files: Ethernet, IPv4 (RFC 791) or IPv6 (RFC 8200), TCP (RFC 9293), ICMP unreachable. */

export interface Address {
  /** 4 or 16 bytes. */
  readonly ip: Uint8Array;
  readonly port: number;
}

export interface TcpPacket {
  readonly from: Address;
  readonly to: Address;
  /** Absolute, modulo 2^32. */
  readonly seq: number;
  readonly ack: number;
  /** As on the wire: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
  readonly flags: number;
  readonly window: number;
  readonly payload: Uint8Array;
  /** TCP timestamp, value and echo; null for none. */
  readonly timestamp: readonly [number, number] | null;
  readonly ttl: number;
  readonly ipId: number;
}

const TCP = 6;
const ICMP = 1;
const ICMP6 = 58;
const DONT_FRAGMENT = 0x4000;

export function tcpFrame(packet: TcpPacket): Uint8Array {
  return ethernet(tcpDatagram(packet));
}

/** "Port unreachable" about `packet`, sent by its receiver (RFC 792, RFC 4443 §3.1). */
export function unreachableFrame(packet: TcpPacket): Uint8Array {
  const quoted = tcpDatagram(packet);
  const v6 = packet.to.ip.length === 16;
  const message = join(new Uint8Array([v6 ? 1 : 3, v6 ? 4 : 3, 0, 0, 0, 0, 0, 0]), quoted);
  const pseudo = v6 ? pseudoHeader(packet.to.ip, packet.from.ip, ICMP6, message.length) : new Uint8Array();
  new DataView(message.buffer).setUint16(2, checksum(join(pseudo, message)));
  return ethernet(ip(packet.to.ip, packet.from.ip, v6 ? ICMP6 : ICMP, 64, 0, message));
}

function tcpDatagram(packet: TcpPacket): Uint8Array {
  const { from, to } = packet;
  const segment = tcpSegment(packet);
  return ip(from.ip, to.ip, TCP, packet.ttl, packet.ipId, segment);
}

function tcpSegment(packet: TcpPacket): Uint8Array {
  const { from, to, payload, timestamp } = packet;
  const header = new DataView(new ArrayBuffer(timestamp === null ? 20 : 32));
  header.setUint16(0, from.port);
  header.setUint16(2, to.port);
  header.setUint32(4, packet.seq);
  header.setUint32(8, packet.ack);
  header.setUint8(12, (header.byteLength / 4) << 4);
  header.setUint8(13, packet.flags);
  header.setUint16(14, packet.window);
  if (timestamp !== null) {
    header.setUint32(20, 0x0101080a); // NOP, NOP, kind 8, length 10 (RFC 7323 §3.2)
    header.setUint32(24, timestamp[0]);
    header.setUint32(28, timestamp[1]);
  }
  const segment = join(new Uint8Array(header.buffer), payload);
  const sum = checksum(join(pseudoHeader(from.ip, to.ip, TCP, segment.length), segment));
  new DataView(segment.buffer).setUint16(16, sum);
  return segment;
}

function ip(
  from: Uint8Array,
  to: Uint8Array,
  protocol: number,
  ttl: number,
  id: number,
  body: Uint8Array,
): Uint8Array {
  const header = new DataView(new ArrayBuffer(from.length === 4 ? 20 : 40));
  const bytes = new Uint8Array(header.buffer);
  if (from.length === 4) {
    header.setUint8(0, 0x45);
    header.setUint16(2, 20 + body.length);
    header.setUint16(4, id);
    header.setUint16(6, DONT_FRAGMENT);
    header.setUint8(8, ttl);
    header.setUint8(9, protocol);
    bytes.set(from, 12);
    bytes.set(to, 16);
    header.setUint16(10, checksum(bytes));
  } else {
    header.setUint8(0, 0x60);
    header.setUint16(4, body.length);
    header.setUint8(6, protocol);
    header.setUint8(7, ttl);
    bytes.set(from, 8);
    bytes.set(to, 24);
  }
  return join(bytes, body);
}

/** RFC 9293 §3.1 for IPv4, RFC 8200 §8.1 for IPv6: the same sum, so the longer form serves both. */
function pseudoHeader(from: Uint8Array, to: Uint8Array, protocol: number, length: number): Uint8Array {
  const tail = new DataView(new ArrayBuffer(8));
  tail.setUint32(0, length);
  tail.setUint8(7, protocol);
  return join(from, to, new Uint8Array(tail.buffer));
}

/** The Internet checksum (RFC 1071). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function ethernet(datagram: Uint8Array): Uint8Array {
  const type = datagram[0] === 0x45 ? [0x08, 0x00] : [0x86, 0xdd];
  return join(new Uint8Array([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, ...type]), datagram);
}

export function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export interface PcapRecord {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly bytes: Uint8Array;
  /** Bytes of it that the capture holds. */
  readonly captured: number;
}

/** A little-endian pcap file; its link type is Ethernet unless said otherwise. */
export function pcapFile(
  records: readonly PcapRecord[],
  nanoseconds: boolean,
  snaplen: number,
  linkType = 1,
): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setUint32(0, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, true);
  header.setUint16(4, 2, true);
  header.setUint16(6, 4, true);
  header.setUint32(16, snaplen, true);
  header.setUint32(20, linkType, true);
  return join(new Uint8Array(header.buffer), ...records.map((record) => pcapRecord(record, nanoseconds)));
}

function pcapRecord({ time, bytes, captured }: PcapRecord, nanoseconds: boolean): Uint8Array {
  const header = new DataView(new ArrayBuffer(16));
  const fraction = Number(time % 1_000_000_000n);
  header.setUint32(0, Number(time / 1_000_000_000n), true);
  header.setUint32(4, nanoseconds ? fraction : Math.floor(fraction / 1000), true);
  header.setUint32(8, captured, true);
  header.setUint32(12, bytes.length, true);
  return join(new Uint8Array(header.buffer), bytes.subarray(0, captured));
}
