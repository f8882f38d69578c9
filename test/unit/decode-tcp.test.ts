import { describe, expect, test } from '@jest/globals';
import { Decoded, Decoder } from '../../src/decode/decode.ts';
import type { DecodeIssue } from '../../src/decode/issue.ts';
import { bytes, decodeAll, fill, frameOf } from '../support/capture-bytes.ts';
import { ethernet, ipv4, TCP_FRAME, type TcpFields, tcp } from '../support/header-bytes.ts';

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
      badOptions: false,
    });
  });
});

describe('TCP options', () => {
  const SYN = '02 04 05 b4  04 02  08 0a 80000001 00000000  01  03 03 07';

  test('those of a SYN', () => {
    expect(segmentOf({ options: SYN })).toMatchObject({
      mss: 1460,
      sackPermitted: true,
      hasTimestamp: true,
      tsval: 0x8000_0001,
      tsecr: 0,
      windowScale: 7,
      badOptions: false,
    });
  });

  test('none of the frame before is left', () => {
    const { decoder } = decodeAll(frame({ options: SYN }), frame({}));
    expect(decoder.segment).toMatchObject({
      mss: 0,
      sackPermitted: false,
      hasTimestamp: false,
      windowScale: -1,
      sackCount: 0,
    });
  });

  test('timestamps in front, selective acknowledgements behind', () => {
    const options = '01 01 08 0a 00000005 00000006  01 01 05 12 00000010 00000020 fffffff0 00000004';
    const segment = segmentOf({ options });
    expect(segment).toMatchObject({ tsval: 5, tsecr: 6, sackCount: 2 });
    expect([...segment.sackEdges.subarray(0, 4)]).toEqual([16, 32, 0xffff_fff0, 4]);
  });

  test('four blocks fill the options', () => {
    const segment = segmentOf({ options: bytes('05 22', fill(32, 1), '01 01') });
    expect([segment.sackCount, segment.sackEdges[7]]).toEqual([4, 0x0101_0101]);
  });

  test('what comes after the end mark is no option', () => {
    expect(segmentOf({ options: '00 03 03 07' })).toMatchObject({ windowScale: -1, badOptions: false });
  });

  test('unknown kinds are skipped by their length', () => {
    expect(segmentOf({ options: '1e 05 00 00 00 03 03 07' }).windowScale).toBe(7);
  });

  test.each([
    ['of length 0', '03 03 05 fe 00 00 00 00'],
    ['of length 1', '03 03 05 fe 01 00 00 00'],
    ['longer than the header', '03 03 05 fe 09 00 00 00'],
    ['without a length', '03 03 05 01 01 01 01 fe'],
  ])('an option %s ends the options; those before it count', (_name, options) => {
    const { decoder, outcomes } = decodeAll(frame({ options }));
    expect(outcomes).toEqual([Decoded.SEGMENT]);
    expect(decoder.segment).toMatchObject({ windowScale: 5, badOptions: true, payloadLength: 3 });
  });

  test.each([
    ['MSS', '02 03 05 01', { mss: 0 }],
    ['window scale', '03 04 05 01', { windowScale: -1 }],
    ['SACK', `05 06 ${'00'.repeat(4)} 01 01`, { sackCount: 0 }],
    ['timestamps', `08 08 ${'00'.repeat(6)}`, { hasTimestamp: false }],
  ])('%s of a wrong length is left unread', (_name, options, expected) => {
    expect(segmentOf({ options })).toMatchObject(expected);
  });
});

test('every undecodable frame is told to the listener', () => {
  const told: string[] = [];
  const decoder = new Decoder((issue: DecodeIssue) => told.push(issue.code));
  decoder.decode(frameOf(TCP_FRAME));
  decoder.decode(frameOf('00'));
  expect(told).toEqual(['header-too-short']);
});
