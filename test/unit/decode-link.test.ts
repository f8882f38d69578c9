import { describe, expect, test } from '@jest/globals';
import { LINK } from '../../src/capture/link-types.ts';
import { Decoded } from '../../src/decode/decode.ts';
import { be16, bytes, decodeAll, fill, frameOf, type Part } from '../support/capture-bytes.ts';
import { ethernet, ipv4, ipv6, MAC, TCP_FRAME, tcp, udp } from '../support/header-bytes.ts';

const V4 = ipv4(tcp());
const V6 = ipv6(tcp());
const SNAP = 'aa aa 03 00 00 00 08 00';

/** Decodes one packet and says what a segment's payload is, as hexadecimal digits. */
function payloadOf(linkType: number, data: Part): string {
  const { decoder, outcomes } = decodeAll(frameOf(data, { linkType }));
  if (outcomes[0] !== Decoded.SEGMENT) return `outcome ${outcomes[0]}`;
  const { buffer, payloadOffset, payloadLength } = decoder.segment;
  return Buffer.from(buffer.subarray(payloadOffset, payloadOffset + payloadLength)).toString('hex');
}

const outcomeOf = (linkType: number, data: Part): Decoded =>
  decodeAll(frameOf(data, { linkType })).outcomes[0] as Decoded;

describe('the header in front of IP is known for', () => {
  const wlan = (control: string, rest: string): string => `${control} 0000 ${'00'.repeat(18)} 0000 ${rest}`;
  const radiotap = '00 00 0c 00 02 00 00 00 20 00 00 00'; // flags: padded
  test.each<[string, number, Part, Part]>([
    ['Ethernet', LINK.EN10MB, TCP_FRAME, ''],
    ['Ethernet, IPv6', LINK.EN10MB, ethernet(0x86dd, V6), ''],
    ['Linux cooked', LINK.LINUX_SLL, `0000 0001 0006 ${'00'.repeat(8)} 0800`, V4],
    ['Linux cooked, 802.2', LINK.LINUX_SLL, `0000 0001 0006 ${'00'.repeat(8)} 0004 ${SNAP}`, V4],
    ['Linux cooked, tagged', LINK.LINUX_SLL, `0000 0001 0006 ${'00'.repeat(8)} 8100 0064 0800`, V4],
    ['Linux cooked v2', LINK.LINUX_SLL2, `86dd 0000 00000003 0001 00 06 ${'00'.repeat(8)}`, V6],
    ['BSD loopback, little-endian', LINK.NULL, '02 00 00 00', V4],
    ['BSD loopback, big-endian', LINK.NULL, '00 00 00 02', V4],
    ['BSD loopback, IPv6 of Linux', LINK.NULL, '0a 00 00 00', V6],
    ['BSD loopback, IPv6 of OpenBSD', LINK.LOOP, '00 00 00 18', V6],
    ['BSD loopback, IPv6 of FreeBSD', LINK.NULL, '1c 00 00 00', V6],
    ['BSD loopback, IPv6 of macOS', LINK.NULL, '1e 00 00 00', V6],
    ['raw IP, version 4', LINK.RAW, '', V4],
    ['raw IP, version 6', LINK.RAW, '', V6],
    ['raw IP, DLT number', LINK.RAW_DLT, '', V4],
    ['raw IP, OpenBSD', LINK.RAW_OPENBSD, '', V6],
    ['raw IPv4', LINK.IPV4, '', V4],
    ['raw IPv6', LINK.IPV6, '', V6],
    ['PPP', LINK.PPP, 'ff 03 00 21', V4],
    ['PPP without address, short protocol', LINK.PPP, '57', V6],
    ['PPP with MPLS', LINK.PPP, 'ff 03 02 81 00 01 01 40', V4],
    ['PPP with a direction in front', LINK.PPP_WITH_DIR, '01 ff 03 00 21', V4],
    ['PPP of pppd', LINK.PPP_PPPD, '00 03 00 21', V4],
    ['PPPoE', LINK.PPP_ETHER, bytes('11 00 00 07', be16(V4.length + 2), '00 21'), V4],
    ['Cisco HDLC', LINK.C_HDLC, '0f 00 08 00', V4],
    ['PPP on a serial line', LINK.PPP_SERIAL, 'ff 03 00 57', V6],
    ['802.11', LINK.IEEE802_11, wlan('08 01', SNAP), V4],
    ['802.11, QoS and four addresses', LINK.IEEE802_11, wlan('88 03', `${'00'.repeat(6)} 0000 ${SNAP}`), V4],
    ['802.11, HT control', LINK.IEEE802_11, wlan('88 81', `0000 00000000 ${SNAP}`), V4],
    ['802.11, aggregate', LINK.IEEE802_11, wlan('88 01', `8000 ${MAC} 0033 ${SNAP}`), V4],
    ['radiotap, padded', LINK.IEEE802_11_RADIO, `${radiotap} ${wlan('88 01', `0000 0000 ${SNAP}`)}`, V4],
    ['Prism', LINK.PRISM_HEADER, `44 00 00 00 10 00 00 00 ${'00'.repeat(8)} ${wlan('08 01', SNAP)}`, V4],
    ['AVS', LINK.IEEE802_11_RADIO_AVS, `80211001 0000000c 00000000 ${wlan('08 01', SNAP)}`, V4],
    ['PPI over Ethernet', LINK.PPI, `00 00 0c 00 01 00 00 00 00000000 ${MAC} 0800`, V4],
    ['PKTAP over raw IP', LINK.PKTAP, '10 00 00 00 01 00 00 00 0c 00 00 00 00000000', V4],
    ['PFLOG', LINK.PFLOG, '07 02 00 00 00 00 00 00', V4],
    ['NFLOG, little-endian', LINK.NFLOG, bytes('02 00 00 00  05 00 0a 00 78 00 00 00', [47, 0, 9, 0]), V4],
    ['NFLOG, big-endian', LINK.NFLOG, bytes('02 00 00 00  00 08 00 01 00000000', [0, 47, 0, 9]), V4],
    ['token ring', LINK.IEEE802_5, `10 40 ${MAC} ${SNAP}`, V4],
    [
      'token ring, source-routed',
      LINK.IEEE802_5,
      `10 40 000000000001 800000000002 06 00 0000 0000 ${SNAP}`,
      V4,
    ],
    ['FDDI', LINK.FDDI, `50 ${MAC} ${SNAP}`, V4],
    ['ARCNET, RFC 1051', LINK.ARCNET, '01 02 f0', V4],
    ['ARCNET on Linux, RFC 1201', LINK.ARCNET_LINUX, '01 02 00 00 d4 00 00 01', V4],
    ['SLIP', LINK.SLIP, fill(16), V4],
    ['IPsec enc', LINK.ENC, fill(12), V4],
    ['ATM', LINK.ATM_RFC1483, SNAP, V4],
    ['IP over Fibre Channel', LINK.IP_OVER_FC, `${'00'.repeat(16)} ${SNAP}`, V4],
    ['IP over FireWire', LINK.APPLE_IP_OVER_IEEE1394, `${'00'.repeat(16)} 0800`, V4],
    ['IP over InfiniBand', LINK.IPOIB, `${'00'.repeat(40)} 0800 0000`, V4],
  ])('%s', (_name, linkType, header, rest) => {
    expect(payloadOf(linkType, bytes(header, rest))).toBe('c0ffee');
  });
});

describe('tags and types of Ethernet', () => {
  test.each<[string, Part]>([
    ['802.3 with SNAP', bytes(MAC, be16(8 + V4.length), SNAP, V4)],
    ['802.3 with SNAP of a bridge', bytes(MAC, be16(8 + V4.length), 'aa aa 03 00 00 f8 08 00', V4)],
    ['802.3 with IP on LLC', bytes(MAC, be16(3 + V4.length), '06 06 03', V4)],
    ['802.1Q', ethernet(0x8100, bytes('00 64 08 00', V4))],
    ['802.1Q over 802.3', ethernet(0x8100, bytes('00 64', be16(8 + V4.length), SNAP, V4))],
    ['802.1ad', ethernet(0x88a8, bytes('00 01 81 00 00 02 86 dd', V6))],
    ['three tags', ethernet(0x9100, bytes('00 01 81 00 00 02 81 00 00 03 08 00', V4))],
    ['802.1ah', ethernet(0x88e7, bytes('00 00 00 05', TCP_FRAME))],
    ['VN-Tag', ethernet(0x8926, bytes('00 01 00 02 08 00', V4))],
    ['MPLS, two labels', ethernet(0x8847, bytes('00 01 00 40 00 02 01 40', V4))],
    ['MPLS over IPv6', ethernet(0x8848, bytes('00 02 01 40', V6))],
    ['MPLS with a control word', ethernet(0x8847, bytes('00 02 01 40 00 00 00 00', TCP_FRAME))],
    ['MPLS over Ethernet at once', ethernet(0x8847, bytes('00 02 01 40', TCP_FRAME))],
    [
      'MPLS over an address like no other header',
      ethernet(0x8847, bytes('00 02 01 40 fe', TCP_FRAME.subarray(1))),
    ],
    ['PPPoE', ethernet(0x8864, bytes('11 00 00 07', be16(V4.length + 2), '00 21', V4))],
    ['NSH', ethernet(0x894f, bytes('00 06 01 01 000000 ff', fill(16), V4))],
  ])('%s', (_name, frame) => {
    expect(payloadOf(LINK.EN10MB, frame)).toBe('c0ffee');
  });

  test.each<[string, Part]>([
    ['spanning tree', bytes(MAC, be16(3), '42 42 03')],
    ['SNAP of another organisation', bytes(MAC, be16(8), 'aa aa 03 00 00 0c 20 00')],
    ['a length between 1500 and 1536', ethernet(1501, V4)],
    ['LLDP', ethernet(0x88cc, fill(10))],
    ['UDP', ethernet(0x0800, ipv4(udp(53, 'ab cd'), { protocol: 17 }))],
    ['PPPoE discovery', ethernet(0x8863, fill(6))],
    ['a PPPoE session frame that is none', ethernet(0x8864, bytes('11 09 00 07 00 02 00 21'))],
    ['SCTP', ethernet(0x0800, ipv4(fill(12), { protocol: 132 }))],
  ])('%s is no TCP', (_name, frame) => {
    expect(outcomeOf(LINK.EN10MB, frame)).toBe(Decoded.NOT_TCP);
  });
});

describe('not read further are', () => {
  test.each<[string, number, string]>([
    ['802.11 management', LINK.IEEE802_11, `80 00 ${'00'.repeat(22)}`],
    ['802.11 without data', LINK.IEEE802_11, `48 01 ${'00'.repeat(22)}`],
    ['802.11 encrypted', LINK.IEEE802_11, `08 41 ${'00'.repeat(22)}`],
    ['802.11 fragments', LINK.IEEE802_11, `08 05 ${'00'.repeat(22)}`],
    ['802.11 later fragments', LINK.IEEE802_11, `08 01 ${'00'.repeat(20)} 01 00`],
    ['netlink', LINK.LINUX_SLL, `0000 0338 0000 ${'00'.repeat(8)} 0800`],
    ['CAN', LINK.LINUX_SLL, `0000 0118 0000 ${'00'.repeat(8)} 000c`],
    ['AppleTalk on loopback', LINK.NULL, '10 00 00 00'],
    ['Van Jacobson compression', LINK.PPP, 'ff 03 00 2d'],
    ['parts of an ARCNET packet', LINK.ARCNET, '01 02 d4 01 00 01'],
  ])('%s', (_name, linkType, data) => {
    expect(outcomeOf(linkType, bytes(data, V4))).toBe(Decoded.NOT_TCP);
  });

  test('link types that are not known', () => {
    expect(outcomeOf(LINK.USB_LINUX, V4)).toBe(Decoded.UNKNOWN_LINK);
  });
});

describe('headers that say impossible things are undecodable', () => {
  test.each<[string, number, string]>([
    ['a radiotap length below its header', LINK.IEEE802_11_RADIO, '00 00 07 00 00 00 00 00'],
    ['a PKTAP length below its header', LINK.PKTAP, '04 00 00 00 01 00 00 00 01 00 00 00'],
    ['an NFLOG attribute without a length', LINK.NFLOG, '02 00 00 00 00 00 01 00'],
    ['an NFLOG packet without payload', LINK.NFLOG, '02 00 00 00 04 00 01 00'],
    ['MPLS without a last label', LINK.PPP, 'ff 03 02 81 00 01 00 40'],
  ])('%s', (_name, linkType, data) => {
    const { decoder, outcomes } = decodeAll(frameOf(data, { linkType }));
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue.text()).toMatch(/^\S.*: .*\(byte \d+ of the packet\)$/);
  });

  test('headers that hold themselves are left after a number of them', () => {
    const tags = ethernet(0x8100, bytes('00 01 81 00 '.repeat(100), fill(4)));
    const { decoder, outcomes } = decodeAll(frameOf(tags));
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue.code).toBe('too-many-headers');
  });
});

describe('scope tells networks apart', () => {
  const scopeOf = (data: Part): number => decodeAll(frameOf(data)).decoder.segment.scope;
  const tagged = (id: number): Uint8Array => ethernet(0x8100, bytes(be16(id), '08 00', V4));

  test('without tags it is 0', () => {
    expect(scopeOf(TCP_FRAME)).toBe(0);
  });

  test('it depends on the VLAN', () => {
    expect(new Set([scopeOf(tagged(1)), scopeOf(tagged(2)), 0]).size).toBe(3);
  });

  test('the priority bits and the priority tag are no part of it', () => {
    expect(scopeOf(tagged(0xe064))).toBe(scopeOf(tagged(0x0064)));
    expect(scopeOf(tagged(0))).toBe(0);
  });

  test('it is forgotten with the frame', () => {
    expect(decodeAll(frameOf(tagged(9)), frameOf(TCP_FRAME)).decoder.segment.scope).toBe(0);
  });
});
