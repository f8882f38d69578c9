import { describe, expect, test } from '@jest/globals';
import { Decoded } from '../../src/decode/decode.ts';
import { Segment } from '../../src/decode/segment.ts';
import { decodeAll, fill, frameOf } from '../support/capture-bytes.ts';
import { ethernet, ipv4, type TcpFields, tcp } from '../support/header-bytes.ts';

const frame = (fields: TcpFields) => frameOf(ethernet(0x0800, ipv4(tcp(fields))));
const segmentOf = (fields: TcpFields) => decodeAll(frame(fields)).decoder.segment;

describe('the TCP header', () => {
  test('fixed fields, up to their largest values', () => {
    const fields = {
      source: 65_535,
      destination: 1,
      seq: 0xffff_ffff,
      ack: 0x8000_0000,
      flags: 0xff,
      window: 65_535,
    };
    expect(segmentOf(fields)).toMatchObject({
      srcPort: 65_535,
      dstPort: 1,
      seq: 0xffff_ffff,
      ack: 0x8000_0000,
      flags: 0xff,
      window: 65_535,
      payloadOffset: 54,
      payloadLength: 3,
      wireLength: 3,
    });
  });

  test.each([0, 1, 4])('a header of %i words is undecodable', (dataOffset) => {
    const { decoder, outcomes } = decodeAll(frame({ dataOffset }));
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue.code).toBe('bad-header-length');
  });

  test('a header longer than the packet is undecodable', () => {
    const { decoder, outcomes } = decodeAll(frame({ dataOffset: 15 }));
    expect(outcomes).toEqual([Decoded.UNDECODABLE]);
    expect(decoder.issue).toMatchObject({ code: 'bad-header-length', required: 23, available: 60 });
  });

  test('twenty bytes are a segment, even where the snap length cut the options', () => {
    const whole = ethernet(
      0x0800,
      ipv4(tcp({ options: '01 01 08 0a 00000001 00000002', payload: fill(100) })),
    );
    const { decoder, outcomes } = decodeAll(frameOf(whole.subarray(0, 60), { originalLength: whole.length }));
    expect(outcomes).toEqual([Decoded.SEGMENT]);
    expect(decoder.segment).toMatchObject({
      seq: 1000,
      payloadLength: 0,
      wireLength: 100,
      cut: true,
      hasTimestamp: false,
    });
  });
});

describe('TCP options', () => {
  const SYN = '02 04 05 b4  04 02  08 0a 80000001 00000000  01  03 03 07';

  test('those of a SYN', () => {
    expect(segmentOf({ options: SYN })).toMatchObject({
      hasTimestamp: true,
      tsval: 0x8000_0001,
    });
  });

  test('none of the frame before is left', () => {
    const { decoder } = decodeAll(frame({ options: SYN }), frame({}));
    expect(decoder.segment).toMatchObject({ hasTimestamp: false });
  });

  test('timestamps in front, selective acknowledgements behind', () => {
    const options = '01 01 08 0a 00000005 00000006  01 01 05 12 00000010 00000020 fffffff0 00000004';
    expect(segmentOf({ options })).toMatchObject({ hasTimestamp: true, tsval: 5 });
  });

  test('timestamps behind other options', () => {
    const options = '01 01 05 0a 00000010 00000020  08 0a 00000005 00000006 01 01';
    expect(segmentOf({ options })).toMatchObject({ hasTimestamp: true, tsval: 5 });
  });

  test('what comes after the end mark is no option', () => {
    expect(segmentOf({ options: `00 08 0a ${'01'.repeat(9)}` })).toMatchObject({ hasTimestamp: false });
  });

  test('unknown kinds are skipped by their length', () => {
    expect(segmentOf({ options: '1e 04 00 00 08 0a 00000007 00000000 01 01' }).tsval).toBe(7);
  });

  test.each([
    ['of length 0', '08 0a 00000005 00000006 fe 00 08 0a 00000009 0000'],
    ['of length 1', '08 0a 00000005 00000006 fe 01 08 0a 00000009 0000'],
    ['longer than the header', '08 0a 00000005 00000006 fe 09 00 00 00 00'],
    ['without a length', '08 0a 00000005 00000006 01 01 01 01 01 fe'],
  ])('an option %s ends the options; those before it count', (_name, options) => {
    const { decoder, outcomes } = decodeAll(frame({ options }));
    expect(outcomes).toEqual([Decoded.SEGMENT]);
    expect(decoder.segment).toMatchObject({ tsval: 5, payloadLength: 3 });
  });

  test('timestamps of a wrong length are left unread', () => {
    expect(segmentOf({ options: `08 08 ${'00'.repeat(6)}` })).toMatchObject({ hasTimestamp: false });
  });
});

test('a segment takes over every number of another, and none of its bytes', () => {
  const other = new Segment();
  const bytes = new Set([
    'buffer',
    'srcOffset',
    'dstOffset',
    'headerOffset',
    'payloadOffset',
    'payloadLength',
  ]);
  const facts = Object.keys(other).filter((name) => !bytes.has(name));
  for (const [at, name] of facts.entries()) Object.assign(other, { [name]: at + 1000 });
  const copy = new Segment();
  copy.takeNumbersOf(other);
  expect(copy).toEqual(
    Object.assign(new Segment(), Object.fromEntries(facts.map((name, at) => [name, at + 1000]))),
  );
});
