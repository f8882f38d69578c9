import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LINK } from '../../src/capture/link-types.ts';
import { Decoded, Decoder } from '../../src/decode/decode.ts';
import type { Segment } from '../../src/decode/segment.ts';
import { be16, bytes, fill, frameOf, type Part } from '../support/capture-bytes.ts';
import { ethernet, ipv4, ipv6, tcp, udp } from '../support/header-bytes.ts';

const OPTIONS = '02 04 05 b4 04 02 08 0a 00000001 00000002 01 03 03 07';

type Wrap = (inner: Uint8Array) => Uint8Array;

/** What may lie around an IP packet, giving an IP packet again. */
const IP_WRAPS: readonly Wrap[] = [
  (inner) => ipv4(inner, { protocol: 4 }),
  (inner) => ipv6(inner, 41),
  (inner) => ipv4(bytes('2000 0800 00000001', inner), { protocol: 47 }),
  (inner) => ipv4(udp(4789, bytes('08000000 00000100', ethernet(0x0800, inner))), { protocol: 17 }),
  (inner) => ipv4(udp(6081, bytes('0100 0800 00000100 00000000', inner)), { protocol: 17 }),
  (inner) =>
    ipv4(udp(2152, bytes('34 ff', be16(inner.length + 8), '00000001 00000085 01 1122 00', inner)), {
      protocol: 17,
    }),
  (inner) => ipv4(udp(3544, bytes('0001 01 02', fill(12), inner)), { protocol: 17 }),
  (inner) => ipv6(bytes('2c 00 00000000 0000', '04 00 0000 00000001', inner), 0),
  (inner) => ipv4(bytes('04 04 0000', fill(20), inner), { protocol: 51 }),
  (inner) => ipv4(bytes('1000 88be 00000001 10010005 00000000', ethernet(0x0800, inner)), { protocol: 47 }),
  (inner) => ipv4(bytes([3, 1, 0, 0], fill(4), inner), { protocol: 1 }),
  (inner) => ipv4(inner.subarray(0, 16), { protocol: 6, fragment: 0x2000 }),
];

/** What may lie around an IP packet on a link. */
const LINK_WRAPS: readonly (readonly [linkType: number, header: Part])[] = [
  [LINK.EN10MB, ethernet(0x0800, [])],
  [LINK.EN10MB, ethernet(0x8100, '0001 88a8 0002 8847 00001140')],
  [LINK.EN10MB, ethernet(0x8864, '11000001 0030 0021')],
  [LINK.EN10MB, ethernet(0x0030, 'aaaa03 000000 0800')],
  [LINK.LINUX_SLL, bytes(fill(14), '0800')],
  [LINK.LINUX_SLL2, bytes('0800', fill(18))],
  [LINK.NULL, '02000000'],
  [LINK.RAW, ''],
  [LINK.PPP, 'ff03 0021'],
  [LINK.NFLOG, '02000000 0500 0a00 78000000 ff00 0900'],
  [LINK.IEEE802_11_RADIO, bytes('00000c00 02000000 20000000 8801', fill(24), 'aaaa03 000000 0800')],
  [LINK.PKTAP, '10000000 01000000 0c000000 00000000'],
];

/** A TCP packet in some headers, then with bytes changed, its end cut, or its original length made up. */
const hostileFrame = fc
  .record({
    link: fc.constantFrom(...LINK_WRAPS),
    wraps: fc.array(fc.constantFrom(...IP_WRAPS), { maxLength: 4 }),
    version6: fc.boolean(),
    changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    keep: fc.option(fc.nat()),
    more: fc.option(fc.nat(70_000)),
  })
  .map(({ link: [linkType, header], wraps, version6, changes, keep, more }) => {
    const inner = version6 ? ipv6(tcp({ options: OPTIONS })) : ipv4(tcp({ options: OPTIONS }));
    const whole = bytes(
      header,
      wraps.reduce((packet, wrap) => wrap(packet), inner),
    );
    for (const [at, value] of changes) whole[at % whole.length] = value;
    const data = keep === null ? whole : whole.subarray(0, keep % (whole.length + 1));
    return frameOf(data, { linkType, originalLength: data.length + (more ?? 0) });
  });

test('whatever a frame holds, decoding ends without a throw, and what it gives lies inside the buffer', () => {
  const decoder = new Decoder();
  fc.assert(
    fc.property(hostileFrame, (frame) => {
      // The frame's buffer is of its exact size, so that a read beyond its end would throw.
      const outcome = decoder.decode(frame);
      if (outcome === Decoded.UNDECODABLE) expect(decoder.issue.text()).not.toContain('undefined');
      if (outcome !== Decoded.SEGMENT) return;
      const { buffer, payloadOffset, payloadLength, wireLength, cut } = decoder.segment;
      expect(payloadLength).toBeGreaterThanOrEqual(0);
      expect(payloadLength).toBeLessThanOrEqual(wireLength);
      if (payloadLength > 0) expect(payloadOffset + payloadLength).toBeLessThanOrEqual(buffer.length);
      expect(cut).toBe(payloadLength < wireLength);
    }),
    { numRuns: 3000 },
  );
});

test('a packet of random bytes never throws, on any link', () => {
  const decoder = new Decoder();
  const linkTypes = fc.constantFrom(...Object.values(LINK));
  fc.assert(
    fc.property(linkTypes, fc.uint8Array({ maxLength: 120 }), (linkType, data) => {
      decoder.decode(frameOf(data, { linkType }));
    }),
    { numRuns: 3000 },
  );
});

/** Everything a segment says, without what another frame may have left in fields that have no meaning here. */
function said(segment: Segment): unknown {
  const { ipVersion, srcPort, dstPort, seq, ack, flags, window, ttl, ipId, scope } = segment;
  const { payloadOffset, payloadLength, wireLength, cut } = segment;
  const addresses = ipVersion === 4 ? [segment.srcV4, segment.dstV4] : [segment.srcOffset, segment.dstOffset];
  const times = segment.hasTimestamp ? [segment.tsval] : [];
  return [
    [ipVersion, addresses, ttl, ipId, scope],
    [srcPort, dstPort, seq, ack, flags, window],
    [payloadOffset, payloadLength, wireLength, cut, times],
  ];
}

test('decoding a frame does not depend on the frames before it', () => {
  const used = new Decoder();
  fc.assert(
    fc.property(hostileFrame, (frame) => {
      const fresh = new Decoder();
      const outcome = fresh.decode(frame);
      // Fragments are the one thing that is remembered.
      fc.pre(fresh.incompleteDatagrams === 0);
      expect(used.decode(frame)).toBe(outcome);
      if (outcome === Decoded.SEGMENT) expect(said(used.segment)).toEqual(said(fresh.segment));
    }),
    { numRuns: 1000 },
  );
});
