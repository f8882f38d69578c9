import { describe, expect, test } from '@jest/globals';
import { Decoded } from '../../src/decode/decode.ts';
import { bytes, decodeAll, fill, frameOf, type Part } from '../support/capture-bytes.ts';
import { ethernet, ipv4, ipv6, TCP_FRAME, tcp, V4_CLIENT, V4_SERVER } from '../support/header-bytes.ts';

/** Captured and wire length of the payload, and whether they differ; or the outcome. */
function lengths(data: Part, originalLength?: number): unknown {
  const { decoder, outcomes } = decodeAll(frameOf(data, originalLength ? { originalLength } : {}));
  if (outcomes[0] !== Decoded.SEGMENT) return outcomes[0];
  const { payloadLength, wireLength, cut } = decoder.segment;
  return [payloadLength, wireLength, cut];
}

describe('IPv4', () => {
  test('addresses, TTL and identification', () => {
    const { segment } = decodeAll(frameOf(ethernet(0x0800, ipv4(tcp(), { ttl: 3, id: 0xfffe })))).decoder;
    expect(segment).toMatchObject({ ipVersion: 4, srcV4: V4_CLIENT, dstV4: V4_SERVER, ttl: 3, ipId: 0xfffe });
  });

  test('options are skipped', () => {
    expect(lengths(ethernet(0x0800, ipv4(tcp(), { options: '94 04 00 00' })))).toEqual([3, 3, false]);
  });

  test('padding behind the total length is no payload', () => {
    expect(lengths(bytes(ethernet(0x0800, ipv4(tcp({ payload: [] }))), fill(6)))).toEqual([0, 0, false]);
    expect(lengths(bytes(TCP_FRAME, fill(40, 0xff)))).toEqual([3, 3, false]);
  });

  test('a total length of 0 (segmentation offload) means: as long as the frame', () => {
    const frame = ethernet(0x0800, ipv4(tcp({ payload: fill(5000) }), { totalLength: 0 }));
    expect(lengths(frame)).toEqual([5000, 5000, false]);
    expect(lengths(frame.subarray(0, 100), 9000)).toEqual([46, 8946, true]);
  });

  test('the snap length cuts the payload, the wire length stays', () => {
    const frame = ethernet(0x0800, ipv4(tcp({ payload: fill(1000) })));
    expect(lengths(frame.subarray(0, 64), frame.length)).toEqual([10, 1000, true]);
    expect(lengths(frame.subarray(0, 54), frame.length)).toEqual([0, 1000, true]);
  });

  test('a total length beyond the frame does not count', () => {
    expect(lengths(ethernet(0x0800, ipv4(tcp(), { totalLength: 60_000 })))).toEqual([3, 3, false]);
  });

  test('version 6 under the type of version 4 is read as what it is', () => {
    expect(lengths(ethernet(0x0800, ipv6(tcp())))).toEqual([3, 3, false]);
    expect(lengths(ethernet(0x86dd, ipv4(tcp())))).toEqual([3, 3, false]);
  });

  test('AH is skipped, other extension headers do not exist', () => {
    const header = bytes('06 04 00 00', fill(20));
    expect(lengths(ethernet(0x0800, ipv4(bytes(header, tcp()), { protocol: 51 })))).toEqual([3, 3, false]);
    expect(lengths(ethernet(0x0800, ipv4(bytes(header, tcp()), { protocol: 60 })))).toBe(Decoded.NOT_TCP);
  });

  test.each([
    ['version 5', { version: 5 }, 'bad-version'],
    ['a header of four bytes', { headerWords: 1 }, 'bad-header-length'],
    ['a total length below the header', { totalLength: 19 }, 'bad-header-length'],
    ['a header that ends in the TCP header’s middle', { totalLength: 39 }, 'header-too-short'],
  ])('%s is undecodable', (_name, fields, code) => {
    const { decoder, outcomes } = decodeAll(frameOf(ethernet(0x0800, ipv4(tcp(), fields))));
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue.code).toBe(code);
  });
});

describe('IPv6', () => {
  test('addresses lie where the offsets say', () => {
    const { segment } = decodeAll(frameOf(ethernet(0x86dd, ipv6(tcp())))).decoder;
    expect(segment).toMatchObject({ ipVersion: 6, srcOffset: 22, dstOffset: 38, ttl: 57, ipId: 0 });
  });

  test('padding behind the payload length is no payload', () => {
    expect(lengths(bytes(ethernet(0x86dd, ipv6(tcp())), fill(10)))).toEqual([3, 3, false]);
  });

  test('a payload length of 0 (jumbogram, offload) means: as long as the frame', () => {
    expect(lengths(ethernet(0x86dd, ipv6(tcp({ payload: fill(70_000) }), 6, 0)))).toEqual([
      70_000,
      70_000,
      false,
    ]);
  });

  test.each<[string, number, Part]>([
    ['hop-by-hop options', 0, '06 00 01 04 00000000'],
    ['a routing header', 43, `06 02 04 00 ${'00'.repeat(20)}`],
    ['destination options', 60, `06 01 01 0c ${'00'.repeat(12)}`],
    ['AH', 51, `06 04 00 00 ${'00'.repeat(20)}`],
    ['mobility', 135, '06 00 00 00 00000000'],
    ['HIP', 139, `06 04 00 00 ${'00'.repeat(36)}`],
    ['shim6', 140, '06 00 00 00 00000000'],
    ['an atomic fragment', 44, '06 00 00 00 12345678'],
    ['several of them', 0, '3c 00 01 04 00000000 33 00 01 04 00000000 06 00 00 00 00000000'],
  ])('%s is skipped', (_name, next, header) => {
    expect(lengths(ethernet(0x86dd, ipv6(bytes(header, tcp()), next)))).toEqual([3, 3, false]);
  });

  test.each([
    ['no next header', 59],
    ['ESP', 50],
  ])('behind %s there is no TCP', (_name, next) => {
    expect(lengths(ethernet(0x86dd, ipv6(tcp(), next)))).toBe(Decoded.NOT_TCP);
  });

  test('an extension header longer than the packet is undecodable', () => {
    const { decoder, outcomes } = decodeAll(frameOf(ethernet(0x86dd, ipv6('06 ff 00 00 00000000', 60))));
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue).toMatchObject({
      code: 'header-too-short',
      required: 2048,
      available: 8,
      offset: 54,
    });
  });
});

describe('an issue says who limited the header', () => {
  test.each([
    [0, 'header-too-short', 0],
    [13, 'header-too-short', 0],
    [14, 'header-too-short', 14],
    [33, 'header-too-short', 14],
  ])('a packet of %i bytes is too short', (length, code, offset) => {
    const { decoder } = decodeAll(frameOf(TCP_FRAME.subarray(0, length)));
    expect(decoder.issue).toMatchObject({ code, offset });
  });

  test.each([
    [13, 'Ethernet', 14, 13],
    [33, 'IPv4', 20, 19],
    [53, 'TCP', 20, 19],
  ])('%i captured bytes are cut in %s', (length, header, required, available) => {
    const frame = frameOf(TCP_FRAME.subarray(0, length), { originalLength: TCP_FRAME.length });
    const { decoder, outcomes } = decodeAll(frame);
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue).toMatchObject({ code: 'header-cut', header, required, available });
    expect(decoder.issue.text()).toContain(`needs ${required} bytes, ${available} were captured`);
  });
});
