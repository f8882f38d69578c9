import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  BIG,
  block,
  bytes,
  fill,
  interfaceBlock,
  LITTLE,
  option,
  type Part,
  packetBlock,
  pcap,
  type ReadResult,
  read,
  sectionBlock,
} from '../support/capture-bytes.ts';

const order = fc.constantFrom(LITTLE, BIG);
const data = fc.uint8Array({ maxLength: 200 });

const pcapFile = fc
  .record({
    order,
    magic: fc.constantFrom(0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34),
    records: fc.array(
      fc.record({ data, seconds: fc.nat(), fraction: fc.nat(), extra: fc.constant(fill(0)) }),
    ),
  })
  .map(({ records, ...options }) => pcap(options, ...records));

/** Blocks of all kinds, whole ones mostly. */
const ngBlock = order.chain((o) =>
  fc.oneof(
    fc.constant(sectionBlock(o)),
    fc.constant(interfaceBlock(o, 1, 0, option(o, 9, [9]))),
    fc.record({ data, time: fc.bigInt(0n, 2n ** 64n - 1n) }).map((packet) => packetBlock(o, packet)),
    fc.tuple(fc.nat(12), data).map(([type, body]) => block(o, type, body)),
    fc.tuple(fc.nat(12), data, fc.nat(400)).map(([type, body, length]) => block(o, type, body, { length })),
  ),
);
const pcapngFile = fc
  .array(ngBlock, { maxLength: 30 })
  .map((blocks) => bytes(sectionBlock(LITTLE), interfaceBlock(LITTLE, 1), ...blocks));

/** A capture, often with bytes changed or its end cut off. */
const anyFile = fc
  .tuple(
    fc.oneof(pcapFile, pcapngFile),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    fc.option(fc.nat()),
  )
  .map(([file, changes, end]) => {
    const damaged = Uint8Array.from(file);
    for (const [at, value] of changes) damaged[at % damaged.length] = value;
    return end === null ? damaged : damaged.subarray(0, end % (damaged.length + 1));
  });

/** Everything that can be seen of a reading. */
function seen({ reader, frames, issues, error }: ReadResult): unknown {
  const { format, interfaces, truncated, complete, droppedPackets } = reader;
  const failure = error && [error.code, error.offset];
  return { frames, issues, failure, format, interfaces, truncated, complete, droppedPackets };
}

const cutsOf = (file: Uint8Array, cuts: readonly number[]): number[] =>
  cuts.map((cut) => cut % (file.length + 1)).sort((a, b) => a - b);

describe('chunking is invisible', () => {
  test('any file fed in any chunks reads as if fed at once', () => {
    fc.assert(
      fc.property(anyFile, fc.array(fc.nat(), { maxLength: 20 }), (file, cuts) => {
        expect(seen(read(file, cutsOf(file, cuts)))).toEqual(seen(read(file)));
      }),
      { numRuns: 400 },
    );
  });

  test('any file fed byte by byte reads as if fed at once', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        expect(seen(read(file, Array.from(file.keys())))).toEqual(seen(read(file)));
      }),
      { numRuns: 100 },
    );
  });
});

test('whatever is fed, nothing but a CaptureError is thrown, and only before the first frame', () => {
  const junk: fc.Arbitrary<Part> = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.uint8Array({ maxLength: 400 }).map((tail) => bytes(pcap({}), tail)),
    fc.uint8Array({ maxLength: 400 }).map((tail) => bytes(sectionBlock(BIG), interfaceBlock(BIG, 1), tail)),
  );
  fc.assert(
    fc.property(junk, (file) => {
      const { error, frames } = read(bytes(file));
      if (error) expect(frames).toEqual([]);
      for (const frame of frames) expect(frame.originalLength).toBeGreaterThanOrEqual(frame.buffer.length);
    }),
    { numRuns: 400 },
  );
});
