import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PcapngWriter } from '../../src/capture/pcapng-writer.ts';
import { read } from '../support/capture-bytes.ts';

function written(write: (writer: PcapngWriter) => void): Uint8Array {
  const pieces: Uint8Array[] = [];
  const writer = new PcapngWriter((piece) => pieces.push(new Uint8Array(piece)));
  write(writer);
  writer.end();
  return new Uint8Array(Buffer.concat(pieces));
}

const ETH0 = { linkType: 1, snaplen: 96, name: 'eth0', description: 'towards the upstream', drops: null };
const RAW = { linkType: 101, snaplen: 0, name: null, description: null, drops: null };
const END = { seconds: 1_800_000_000, nanoseconds: 999_999_999 };

const packet = fc.record({
  data: fc.uint8Array({ maxLength: 3000 }),
  seconds: fc.integer({ min: 0, max: 2 ** 33 }),
  nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
  more: fc.nat(70_000),
  comments: fc.array(fc.string({ unit: 'grapheme', maxLength: 50 }), { maxLength: 3 }),
  second: fc.boolean(),
});

test('what is written is read: bytes, lengths, nanoseconds, interfaces', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
      const file = written((writer) => {
        writer.beginSection('closecall', 'about\nthis');
        const ids = [writer.addInterface(ETH0), writer.addInterface(RAW)];
        for (const { data, more, comments, second, ...time } of packets)
          writer.addPacket(
            ids[second ? 1 : 0]!,
            { ...time, originalLength: data.length + more },
            data,
            comments,
          );
      });
      const { frames, issues, reader } = read(file);
      expect(issues).toEqual([]);
      expect(reader.complete).toBe(true);
      expect(
        frames.map(({ buffer, seconds, nanoseconds, originalLength, linkType }) => [
          Buffer.from(buffer).toString('hex'),
          seconds,
          nanoseconds,
          originalLength,
          linkType,
        ]),
      ).toEqual(
        packets.map(({ data, seconds, nanoseconds, more, second }) => [
          Buffer.from(data).toString('hex'),
          seconds,
          nanoseconds,
          data.length + more,
          second ? RAW.linkType : ETH0.linkType,
        ]),
      );
    }),
  );
});

test('interfaces keep name, description and snap length; statistics tell the end and what was lost', () => {
  const file = written((writer) => {
    writer.beginSection('closecall', '');
    writer.addInterface(ETH0);
    writer.addStatistics(0, END, 2 ** 33 + 5);
  });
  const { reader } = read(file);
  expect(reader.interfaces).toEqual([{ ...ETH0, drops: 2 ** 33 + 5 }]);
  expect(reader.endTime).toEqual(END);
});

test('a drop count that nobody took is not written as zero', () => {
  const file = written((writer) => {
    writer.beginSection('closecall', '');
    writer.addInterface(RAW);
    writer.addStatistics(0, END, null);
  });
  expect(read(file).reader.droppedPackets).toBeNull();
});

test('sections number their interfaces anew', () => {
  const file = written((writer) => {
    for (const linkType of [1, 101]) {
      writer.beginSection('closecall', '');
      const id = writer.addInterface({ ...RAW, linkType });
      expect(id).toBe(0);
      writer.addPacket(id, { ...END, originalLength: 1 }, Uint8Array.of(1));
    }
  });
  expect(read(file).frames.map(({ linkType }) => linkType)).toEqual([1, 101]);
});

test('lone surrogates and comments longer than an option do no harm', () => {
  const file = written((writer) => {
    writer.beginSection('closecall', '\ud800');
    const id = writer.addInterface(RAW);
    writer.addPacket(id, { ...END, originalLength: 1 }, Uint8Array.of(1), ['x'.repeat(100_000)]);
  });
  const { frames, issues } = read(file);
  expect([frames.length, issues]).toEqual([1, []]);
});
