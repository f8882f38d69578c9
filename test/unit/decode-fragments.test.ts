import { describe, expect, test } from '@jest/globals';
import type { RawFrame } from '../../src/capture/frame.ts';
import { Decoded, Decoder } from '../../src/decode/decode.ts';
import { be16, be32, bytes, decodeAll, fill, frameOf, type Part } from '../support/capture-bytes.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { ethernet, ipv4, ipv6, tcp, udp } from '../support/header-bytes.ts';
import { pcapFile } from '../support/packet-bytes.ts';

const MORE = 0x2000;
/** A segment of 60 bytes: 20 of header, payload 0, 1, 2 … 39. */
const SEGMENT = tcp({ payload: Uint8Array.from({ length: 40 }, (_, index) => index) });

/** Bytes from..to of a datagram's payload as a fragment; both multiples of 8 but for the end. */
function fragment(
  from: number,
  to: number,
  fields: { id?: number; source?: Part; seconds?: number } = {},
): RawFrame {
  const source = bytes(fields.source ?? SEGMENT);
  const field = from / 8 + (to < source.length ? MORE : 0);
  const packet = ipv4(source.subarray(from, to), { fragment: field, id: fields.id ?? 1 });
  return frameOf(ethernet(0x0800, packet), { seconds: fields.seconds ?? 0 });
}

function fragmentV6(from: number, to: number, source: Uint8Array = SEGMENT): RawFrame {
  const header = bytes('06 00', be16(from | (to < source.length ? 1 : 0)), be32(0xabcd));
  return frameOf(ethernet(0x86dd, ipv6(bytes(header, source.subarray(from, to)), 44)));
}

function payload({ segment }: Decoder): number[] {
  return [...segment.buffer.subarray(segment.payloadOffset, segment.payloadOffset + segment.payloadLength)];
}

const WHOLE = [...SEGMENT.subarray(20)];

describe('a datagram is decoded in the frame that completes it', () => {
  test.each([
    [
      'in order',
      [
        [0, 24],
        [24, 48],
        [48, 60],
      ],
    ],
    [
      'last first',
      [
        [48, 60],
        [24, 48],
        [0, 24],
      ],
    ],
    [
      'the middle last',
      [
        [0, 24],
        [48, 60],
        [24, 48],
      ],
    ],
    [
      'with repetitions',
      [
        [0, 24],
        [0, 24],
        [48, 60],
        [48, 60],
        [24, 48],
      ],
    ],
    [
      'with overlaps',
      [
        [16, 40],
        [0, 24],
        [32, 60],
      ],
    ],
    [
      'one inside another',
      [
        [8, 16],
        [24, 32],
        [0, 40],
        [40, 60],
      ],
    ],
  ] as [string, [number, number][]][])('%s', (_name, parts) => {
    const { decoder, outcomes } = decodeAll(...parts.map(([from, to]) => fragment(from, to)));
    expect(outcomes).toEqual([...parts.slice(1).map(() => Decoded.FRAGMENT), Decoded.SEGMENT]);
    expect(payload(decoder)).toEqual(WHOLE);
    expect(decoder.segment).toMatchObject({ srcPort: 40_000, wireLength: 40, cut: false });
    expect(decoder.incompleteDatagrams).toBe(0);
  });

  test('IPv6, with its addresses in the reassembled buffer', () => {
    const { decoder, outcomes } = decodeAll(fragmentV6(24, 60), fragmentV6(0, 24));
    expect(outcomes).toEqual([Decoded.FRAGMENT, Decoded.SEGMENT]);
    const { segment } = decoder;
    expect(payload(decoder)).toEqual(WHOLE);
    expect(segment.ipVersion).toBe(6);
    expect(segment.buffer[segment.srcOffset + 15]).toBe(1);
    expect(segment.buffer[segment.dstOffset + 15]).toBe(2);
  });

  test('a tunnel in a fragmented datagram goes on', () => {
    const inner = ethernet(0x0800, ipv4(SEGMENT));
    const source = udp(4789, bytes('08 00 00 00 00 00 05 00', inner));
    const first = frameOf(ethernet(0x0800, ipv4(source.subarray(0, 64), { protocol: 17, fragment: MORE })));
    const last = frameOf(ethernet(0x0800, ipv4(source.subarray(64), { protocol: 17, fragment: 8 })));
    const { decoder, outcomes } = decodeAll(first, last);
    expect(outcomes).toEqual([Decoded.FRAGMENT, Decoded.SEGMENT]);
    expect(payload(decoder)).toEqual(WHOLE);
  });

  test('datagrams of other identification do not mix', () => {
    const frames = [fragment(0, 24, { id: 1 }), fragment(24, 60, { id: 2 }), fragment(24, 60, { id: 1 })];
    const { decoder, outcomes } = decodeAll(...frames);
    expect(outcomes).toEqual([Decoded.FRAGMENT, Decoded.FRAGMENT, Decoded.SEGMENT]);
    expect(decoder.incompleteDatagrams).toBe(1);
  });
});

test('a capture with parts of datagrams only says so', () => {
  const issuesOf = (...frames: readonly RawFrame[]) => {
    const records = frames.map(({ buffer }) => ({ time: 0n, bytes: buffer, captured: buffer.length }));
    const { captures } = analysisOf(pcapFile(records, false, 65_535)).report;
    return captures.flatMap(({ issues }) => issues.map(({ code }) => code));
  };
  expect(issuesOf(fragment(0, 24))).toEqual(['incomplete-datagrams']);
  expect(issuesOf(fragment(0, 24), fragment(24, 60))).toEqual([]);
});

test('where fragments overlap, the bytes that came first stay', () => {
  const other = bytes(SEGMENT.subarray(0, 20), fill(40, 0xff));
  const { decoder } = decodeAll(fragment(24, 40), fragment(0, 48, { source: other }), fragment(40, 60));
  expect(payload(decoder)).toEqual([
    ...fill(4, 0xff),
    ...WHOLE.slice(4, 20),
    ...fill(8, 0xff),
    ...WHOLE.slice(28),
  ]);
});

test('of several ends the first one counts', () => {
  const shorter = SEGMENT.subarray(0, 48);
  const { decoder } = decodeAll(fragment(40, 48, { source: shorter }), fragment(48, 60), fragment(0, 40));
  expect(payload(decoder)).toEqual(WHOLE.slice(0, 28));
});

describe('fragments that cannot be put together', () => {
  test('the first one is decoded where the snap length cut it', () => {
    const source = tcp({ payload: fill(1000) });
    const first = fragment(0, 800, { source });
    const cut = frameOf(first.buffer.subarray(0, 60), { originalLength: first.originalLength });
    const { decoder, outcomes } = decodeAll(cut, fragment(800, 1020, { source }));
    expect(outcomes).toEqual([Decoded.SEGMENT, Decoded.FRAGMENT]);
    expect(decoder.segment).toMatchObject({ wireLength: 780, payloadLength: 6, cut: true });
  });

  test('a fragment that reaches beyond 65,535 bytes is not kept', () => {
    const packet = ipv4(fill(64), { fragment: 0x1fff });
    const { decoder, outcomes } = decodeAll(frameOf(ethernet(0x0800, packet)));
    expect(outcomes).toEqual([Decoded.FRAGMENT]);
    expect(decoder.incompleteDatagrams).toBe(0);
  });

  test('after 30 seconds the first part is forgotten', () => {
    const { outcomes } = decodeAll(fragment(0, 24, { seconds: 100 }), fragment(24, 60, { seconds: 131 }));
    expect(outcomes).toEqual([Decoded.FRAGMENT, Decoded.FRAGMENT]);
  });

  test.each([
    ['in bytes', 64_008, 200],
    ['in number', 1008, 1100],
  ])('memory is bounded %s: the oldest make room', (_rule, size, count) => {
    const source = tcp({ payload: fill(size - 20) });
    const decoder = new Decoder();
    for (let id = 0; id < count; id++) decoder.decode(fragment(size - 8, size, { id, source }));
    const first = decoder.decode(fragment(0, size - 8, { id: 0, source }));
    const last = decoder.decode(fragment(0, size - 8, { id: count - 1, source }));
    expect([first, last]).toEqual([Decoded.FRAGMENT, Decoded.SEGMENT]);
    expect(decoder.segment.wireLength).toBe(size - 20);
    expect(decoder.incompleteDatagrams).toBe(count);
  });
});
