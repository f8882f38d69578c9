import { describe, expect, test } from '@jest/globals';
import { Decoded } from '../../src/decode/decode.ts';
import { bytes, decodeAll, fill, frameOf, type Part } from '../support/capture-bytes.ts';
import { ethernet, ipv4, ipv6, TCP_FRAME, tcp, udp } from '../support/header-bytes.ts';

const V4 = ipv4(tcp());
const V6 = ipv6(tcp());
const over4 = (protocol: number, payload: Part): Uint8Array => ethernet(0x0800, ipv4(payload, { protocol }));
const overUdp = (port: number, payload: Part): Uint8Array => over4(17, udp(port, payload));
const outcomeOf = (data: Part): Decoded => decodeAll(frameOf(data)).outcomes[0] as Decoded;
const scopeOf = (data: Part): number => decodeAll(frameOf(data)).decoder.segment.scope;

describe('TCP is found inside', () => {
  test.each<[string, Uint8Array]>([
    ['IPv4 in IPv4', over4(4, V4)],
    ['IPv6 in IPv4', over4(41, V6)],
    ['IPv4 in IPv6', ethernet(0x86dd, ipv6(V4, 4))],
    ['IPv6 in IPv6', ethernet(0x86dd, ipv6(V6, 41))],
    ['GRE', over4(47, bytes('0000 0800', V4))],
    ['GRE with checksum, key and sequence number', over4(47, bytes('b000 86dd', fill(12, 1), V6))],
    ['GRE with Ethernet', over4(47, bytes('0000 6558', TCP_FRAME))],
    ['GRE with MPLS', over4(47, bytes('0000 8847 00001140', V4))],
    ['GRE of Aruba', over4(47, bytes('0000 8210 08 01', fill(22), 'aa aa 03 00 00 00 08 00', V4))],
    ['PPTP', over4(47, bytes('3081 880b 0000 0001 00000001 00000002 ff 03 00 21', V4))],
    ['GRE over UDP', overUdp(4754, bytes('0000 0800', V4))],
    ['ERSPAN I', over4(47, bytes('0000 88be', TCP_FRAME))],
    ['ERSPAN II', over4(47, bytes('1000 88be 00000001 1001 0005 00000000', TCP_FRAME))],
    ['ERSPAN III', over4(47, bytes('1000 22eb 00000001 2001 0005', fill(8), TCP_FRAME))],
    [
      'ERSPAN III with more',
      over4(47, bytes('1000 22eb 00000001 2001 0005', fill(7), '01', fill(8), TCP_FRAME)),
    ],
    ['VXLAN', overUdp(4789, bytes('08 000000 00007b 00', TCP_FRAME))],
    ['VXLAN on Linux’s port', overUdp(8472, bytes('08 000000 00007b 00', TCP_FRAME))],
    ['VXLAN-GPE', overUdp(4790, bytes('0c 0000 02 00007b 00', V6))],
    ['VXLAN-GPE without a protocol', overUdp(4790, bytes('08 0000 00 00007b 00', TCP_FRAME))],
    ['NSH in VXLAN-GPE', overUdp(4790, bytes('0c 0000 04 00007b 00 00 02 02 03 000000ff', TCP_FRAME))],
    ['Geneve', overUdp(6081, bytes('00 00 6558 00007b 00', TCP_FRAME))],
    ['Geneve with options', overUdp(6081, bytes('02 00 0800 00007b 00', fill(8), V4))],
    ['GTP-U', overUdp(2152, bytes('30 ff 002b 00000001', V4))],
    ['GTP-U with a sequence number', overUdp(2152, bytes('32 ff 002f 00000001 0001 00 00', V4))],
    [
      'GTP-U with extensions',
      overUdp(2152, bytes('34 ff 0037 00000001 0000 00 85 01 1122 c0 01 0000 00', V4)),
    ],
    ['Teredo', overUdp(3544, V6)],
    [
      'Teredo with authentication and origin',
      overUdp(3544, bytes('0001 01 02', fill(12), '0000', fill(6), V6)),
    ],
    ['MPLS over UDP', overUdp(6635, bytes('00001140', V4))],
    ['MPLS over IP', over4(137, bytes('00001140', V4))],
    ['EtherIP', over4(97, bytes('3000', TCP_FRAME))],
    ['AH in tunnel mode', over4(51, bytes('04 04 0000', fill(20), V4))],
    [
      'VXLAN in GRE in IPv6',
      ethernet(
        0x86dd,
        ipv6(
          bytes('0000 0800', ipv4(udp(4789, bytes('08000000 00000100', TCP_FRAME)), { protocol: 17 })),
          47,
        ),
      ),
    ],
  ])('%s', (_name, frame) => {
    const { decoder, outcomes } = decodeAll(frameOf(frame));
    expect(outcomes).toEqual([Decoded.SEGMENT]);
    expect(decoder.segment).toMatchObject({ srcPort: 40_000, seq: 1000, payloadLength: 3, wireLength: 3 });
  });

  test('a reply that comes from the tunnel’s port', () => {
    const reply = udp(50_000, bytes('08 000000 00007b 00', TCP_FRAME));
    reply.set([0x12, 0xb5]);
    expect(outcomeOf(over4(17, reply))).toBe(Decoded.SEGMENT);
  });
});

test('the segment’s IP fields are those of the innermost header', () => {
  const inner = ipv4(tcp(), { ttl: 9, id: 77, source: 0x0a0a0a0a });
  const { segment } = decodeAll(frameOf(over4(4, inner))).decoder;
  expect(segment).toMatchObject({ ttl: 9, ipId: 77, srcV4: 0x0a0a0a0a });
});

test('what a snap length cuts inside a tunnel is still told by the inner IP header', () => {
  const whole = over4(4, ipv4(tcp({ payload: fill(1000) })));
  const frame = frameOf(whole.subarray(0, 90), { originalLength: whole.length });
  expect(decodeAll(frame).decoder.segment).toMatchObject({ payloadLength: 16, wireLength: 1000, cut: true });
});

describe('no TCP is found in', () => {
  test.each<[string, Uint8Array]>([
    ['GRE keep-alives', over4(47, '0000 0000')],
    ['GRE with source routes', over4(47, bytes('4000 0800', fill(4), V4))],
    ['GRE of version 2', over4(47, bytes('0002 0800', V4))],
    ['Geneve of version 1', overUdp(6081, bytes('40 00 0800 00000000', V4))],
    ['GTP-U echoes', overUdp(2152, '32 01 0004 00000000 0001 0000')],
    ['GTP of version 0', overUdp(2152, bytes('1e ff 002b', fill(16), V4))],
    ['Teredo bubbles of other kinds', overUdp(3544, '12 34 56')],
    ['other ports', overUdp(53, TCP_FRAME)],
  ])('%s', (_name, frame) => {
    expect(outcomeOf(frame)).toBe(Decoded.NOT_TCP);
  });
});

describe('tunnels that are cut or false are undecodable', () => {
  test.each<[string, Uint8Array]>([
    ['VXLAN', overUdp(4789, '08 00')],
    ['Geneve options', overUdp(6081, '3f 00 6558 00007b 00')],
    ['GTP-U extensions of no length', overUdp(2152, bytes('34 ff 0037 00000001 0000 00 85 00', fill(20)))],
    ['GTP-U extensions', overUdp(2152, '34 ff 0037 00000001 0000 00 85')],
    ['an NSH length below its header', overUdp(4790, bytes('0c 0000 04 00007b 00 00 01 02 03 000000ff'))],
    ['GRE', over4(47, '3000 0800 0000')],
  ])('%s', (_name, frame) => {
    expect(outcomeOf(frame)).toBe(Decoded.UNDECODABLE);
  });

  test('nine tunnels inside each other, where eight are read', () => {
    const nested = (depth: number): Uint8Array => {
      let packet = V4;
      for (let level = 0; level < depth; level++) packet = ipv4(packet, { protocol: 4 });
      return ethernet(0x0800, packet);
    };
    expect(outcomeOf(nested(8))).toBe(Decoded.SEGMENT);
    const { decoder, outcomes } = decodeAll(frameOf(nested(9)));
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue.code).toBe('too-many-headers');
  });
});

describe('scope', () => {
  const vxlan = (id: string): Uint8Array => overUdp(4789, bytes(`08 000000 ${id} 00`, TCP_FRAME));
  const gtp = (id: string): Uint8Array => overUdp(2152, bytes(`30 ff 002b ${id}`, V4));

  test('depends on the virtual network', () => {
    expect(scopeOf(vxlan('000001'))).not.toBe(scopeOf(vxlan('000002')));
  });

  test('does not depend on GTP’s tunnel ids, which differ by direction', () => {
    expect(scopeOf(gtp('00000001'))).toBe(scopeOf(gtp('00000002')));
  });
});
