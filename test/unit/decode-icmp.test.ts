import { describe, expect, test } from '@jest/globals';
import { Decoded } from '../../src/decode/decode.ts';
import { be16, be32, bytes, decodeAll, fill, frameOf, type Part } from '../support/capture-bytes.ts';
import {
  ethernet,
  ipv4,
  ipv6,
  MAC,
  tcp,
  udp,
  V4_CLIENT,
  V4_SERVER,
  V6_SERVER,
} from '../support/header-bytes.ts';

const ROUTER = 0x0a0000fe;
const SEGMENT = tcp({});

const icmp = (type: number, code: number, quoted: Part, rest: Part = fill(4)): Uint8Array =>
  ethernet(0x0800, ipv4(bytes([type, code, 0, 0], rest, quoted), { protocol: 1, source: ROUTER, ttl: 33 }));
const icmp6 = (type: number, code: number, quoted: Part, rest: Part = fill(4)): Uint8Array =>
  ethernet(0x86dd, ipv6(bytes([type, code, 0, 0], rest, quoted), 58));

describe('an ICMP error that quotes TCP', () => {
  test.each([
    ['host unreachable', 3, 1],
    ['port unreachable', 3, 3],
    ['administratively prohibited', 3, 13],
    ['source quench', 4, 0],
    ['redirect', 5, 1],
    ['time exceeded', 11, 0],
    ['parameter problem', 12, 0],
  ])('%s', (_name, type, code) => {
    // RFC 792 promises eight bytes of the segment.
    const quoted = ipv4(SEGMENT).subarray(0, 28);
    const { decoder, outcomes } = decodeAll(frameOf(icmp(type, code, quoted)));
    expect(outcomes).toEqual([Decoded.ICMP_ERROR]);
    expect(decoder.icmp).toMatchObject({
      ipVersion: 4,
      icmpType: type,
      icmpCode: code,
      mtu: 0,
      reporterV4: ROUTER,
      ttl: 33,
      srcV4: V4_CLIENT,
      dstV4: V4_SERVER,
      srcPort: 40_000,
      dstPort: 80,
    });
  });

  test('"fragmentation needed" tells the next hop’s MTU', () => {
    const { icmp: error } = decodeAll(frameOf(icmp(3, 4, ipv4(SEGMENT), bytes(fill(2), be16(1400))))).decoder;
    expect(error.mtu).toBe(1400);
  });

  test('options of the quoted header are skipped', () => {
    const { decoder } = decodeAll(frameOf(icmp(3, 1, ipv4(SEGMENT, { options: '94 04 00 00' }))));
    expect(decoder.icmp.dstPort).toBe(80);
  });

  test('a snaplen that leaves the ports leaves the connection', () => {
    const { decoder, outcomes } = decodeAll(frameOf(icmp(3, 1, ipv4(SEGMENT)).subarray(0, 66)));
    expect(outcomes).toEqual([Decoded.ICMP_ERROR]);
    expect(decoder.icmp).toMatchObject({ srcPort: 40_000, dstPort: 80 });
  });

  test('ICMPv6', () => {
    const { decoder, outcomes } = decodeAll(frameOf(icmp6(1, 4, ipv6(SEGMENT))));
    expect(outcomes).toEqual([Decoded.ICMP_ERROR]);
    const { icmp: error } = decoder;
    expect(error).toMatchObject({
      ipVersion: 6,
      icmpType: 1,
      icmpCode: 4,
      srcPort: 40_000,
    });
    expect([error.reporterOffset, error.srcOffset, error.dstOffset]).toEqual([22, 70, 86]);
    expect(error.buffer[error.dstOffset + 15]).toBe(2);
  });

  test('"packet too big" tells the MTU', () => {
    expect(decodeAll(frameOf(icmp6(2, 0, ipv6(SEGMENT), be32(1280)))).decoder.icmp.mtu).toBe(1280);
  });
});

describe('other ICMP is no TCP', () => {
  test.each<[string, Uint8Array]>([
    ['echo', icmp(8, 0, ipv4(SEGMENT))],
    ['an error about UDP', icmp(3, 3, ipv4(udp(53, 'aa'), { protocol: 17 }))],
    ['an error about a later fragment', icmp(3, 1, ipv4(SEGMENT, { fragment: 100 }))],
    ['an error that quotes no IP', icmp(3, 1, fill(28))],
    ['ICMPv6 echo', icmp6(128, 0, ipv6(SEGMENT))],
    ['an ICMPv6 error about UDP', icmp6(1, 4, ipv6(udp(53, 'aa'), 17))],
  ])('%s', (_name, frame) => {
    expect(decodeAll(frameOf(frame)).outcomes).toEqual([Decoded.NOT_TCP]);
  });

  test.each<[string, Uint8Array]>([
    ['its header', icmp(3, 1, '').subarray(0, 40)],
    ['the quoted IP header', icmp(3, 1, ipv4(SEGMENT).subarray(0, 19))],
    ['the quoted ports', icmp(3, 1, ipv4(SEGMENT).subarray(0, 23))],
    ['the quoted IPv6 header', icmp6(1, 4, ipv6(SEGMENT).subarray(0, 39))],
  ])('cut in %s it is undecodable', (_name, frame) => {
    expect(decodeAll(frameOf(frame)).outcomes).toEqual([Decoded.UNDECODABLE]);
  });
});

describe('address resolution', () => {
  const arp = (operation: number): Uint8Array => {
    const sender = bytes('02 00 00 00 00 01', be32(V4_CLIENT));
    return ethernet(0x0806, bytes('0001 0800 06 04', be16(operation), sender, fill(6), be32(V4_SERVER)));
  };
  const discovery = (type: number): Uint8Array => icmp6(type, 0, V6_SERVER);

  test('an ARP request is about its target', () => {
    const { decoder, outcomes } = decodeAll(frameOf(arp(1)));
    expect(outcomes).toEqual([Decoded.NEIGHBOR]);
    expect(decoder.neighbor).toMatchObject({
      ipVersion: 4,
      isReply: false,
      senderV4: V4_CLIENT,
      targetV4: V4_SERVER,
    });
  });

  test('an ARP reply is about its sender', () => {
    const { neighbor } = decodeAll(frameOf(arp(2))).decoder;
    expect(neighbor).toMatchObject({ isReply: true, senderV4: V4_CLIENT, targetV4: V4_CLIENT });
  });

  test.each([
    [135, false],
    [136, true],
  ])('ICMPv6 type %i', (type, isReply) => {
    const { decoder, outcomes } = decodeAll(frameOf(discovery(type)));
    expect(outcomes).toEqual([Decoded.NEIGHBOR]);
    expect(decoder.neighbor).toMatchObject({ ipVersion: 6, isReply, senderOffset: 22, targetOffset: 62 });
  });

  test.each<[string, Uint8Array, Decoded]>([
    ['reverse ARP', arp(3), Decoded.NOT_TCP],
    ['ARP for another protocol', bytes(MAC, '0806 0001 809b 06 04 0001', fill(20)), Decoded.NOT_TCP],
    ['cut ARP', arp(1).subarray(0, 41), Decoded.UNDECODABLE],
    ['cut neighbor discovery', discovery(135).subarray(0, 77), Decoded.UNDECODABLE],
  ])('%s', (_name, frame, outcome) => {
    expect(decodeAll(frameOf(frame)).outcomes).toEqual([outcome]);
  });
});
