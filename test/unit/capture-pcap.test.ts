import { describe, expect, test } from '@jest/globals';
import { CaptureReader } from '../../src/capture/reader.ts';
import { BIG, bytes, fill, LITTLE, pcap, read } from '../support/capture-bytes.ts';

const DATA = 'de ad be ef';

describe('pcap: byte orders and units', () => {
  test.each([
    ['little-endian microseconds', LITTLE, 0xa1b2c3d4, 999_999, 999_999_000],
    ['big-endian microseconds', BIG, 0xa1b2c3d4, 999_999, 999_999_000],
    ['little-endian nanoseconds', LITTLE, 0xa1b23c4d, 999_999_999, 999_999_999],
    ['big-endian nanoseconds', BIG, 0xa1b23c4d, 999_999_999, 999_999_999],
  ])('%s', (_name, order, magic, fraction, nanoseconds) => {
    const seconds = 4_000_000_000;
    const record = { data: DATA, seconds, fraction, original: 1500 };
    const { reader, frames } = read(pcap({ order, magic, linkType: 113 }, record));
    expect(frames).toEqual([
      {
        buffer: bytes(DATA),
        offset: 0,
        capturedLength: 4,
        originalLength: 1500,
        seconds,
        nanoseconds,
        linkType: 113,
        interfaceId: 0,
        fileOffset: 24,
      },
    ]);
    expect(reader.format).toBe('pcap');
    expect([...reader.linkTypes]).toEqual([113]);
  });

  test('records of the modified format have eight bytes more', () => {
    const record = { data: DATA, extra: fill(8, 1) };
    const { frames } = read(pcap({ magic: 0xa1b2cd34 }, record, record));
    expect(frames.map((frame) => [frame.fileOffset, frame.buffer])).toEqual([
      [24, bytes(DATA)],
      [52, bytes(DATA)],
    ]);
  });

  test('the upper half of the link type field is not part of it', () => {
    expect([...read(pcap({ linkType: 0xf400_0001 })).reader.linkTypes]).toEqual([1]);
  });

  test('a fraction of a second or more is carried over', () => {
    const { frames } = read(pcap({}, { data: DATA, seconds: 5, fraction: 2_000_001 }));
    expect([frames[0]?.seconds, frames[0]?.nanoseconds]).toEqual([7, 1000]);
  });

  test('before version 2.4 a captured length above the original one means that they are swapped', () => {
    const record = { data: DATA, captured: 60, original: 4 };
    const frame = read(pcap({ version: [2, 2] }, record)).frames[0];
    expect([frame?.capturedLength, frame?.originalLength]).toEqual([4, 60]);
  });

  test('in version 2.4 the original length is at least the captured one', () => {
    expect(read(pcap({}, { data: DATA, original: 1 })).frames[0]?.originalLength).toBe(4);
  });

  test('AIX: version 543 means nanoseconds and interface types', () => {
    const file = pcap({ order: BIG, version: [543, 0], linkType: 6 }, { data: DATA, fraction: 123 });
    const { frames } = read(file);
    expect([frames[0]?.linkType, frames[0]?.nanoseconds]).toEqual([1, 123]);
  });

  test.each([0, 1])('major version %i is refused', (major) => {
    expect(read(pcap({ version: [major, 0] })).error?.code).toBe('unsupported-version');
  });
});

describe('pcap: ends and damage', () => {
  test('a header without packets is a capture', () => {
    const { error, issues, reader } = read(pcap({}));
    expect(error).toBeUndefined();
    expect(issues).toEqual([]);
    expect([reader.frames, reader.truncated, reader.complete]).toEqual([0, false, true]);
  });

  test.each([1, 15, 16, 19])(
    'a file that ends %i bytes into its last record is cut short but complete',
    (length) => {
      const whole = pcap({}, { data: DATA });
      const file = bytes(whole, pcap({}, { data: DATA }).subarray(24, 24 + length));
      const { reader, issues } = read(file);
      expect([reader.frames, reader.truncated, reader.complete]).toEqual([1, true, true]);
      expect(issues).toEqual([
        {
          code: 'cut-short',
          message: expect.stringMatching(/at least (?:1 byte is|\d+ bytes are) missing/),
          frame: 2,
          offset: file.length,
        },
      ]);
    },
  );

  test.each([262_145, 0x7fff_ffff, 0xffff_ffff])('after a length of %i nothing more is read', (captured) => {
    const file = pcap({}, { data: DATA }, { data: DATA, captured }, { data: DATA });
    const { reader, issues } = read(file);
    expect([reader.frames, reader.truncated, reader.complete]).toEqual([1, false, false]);
    expect(issues.map(({ code, frame, offset }) => ({ code, frame, offset }))).toEqual([
      { code: 'damaged-record', frame: 2, offset: 44 },
    ]);
    expect(issues[0]?.message).toContain(String(captured));
  });

  test('the longest packet is read', () => {
    expect(read(pcap({}, { data: fill(262_144) })).frames[0]?.capturedLength).toBe(262_144);
  });

  test('bytes fed after the damage change nothing', () => {
    const damaged = pcap({}, { data: DATA, captured: 0xffff_ffff });
    const { reader } = read(bytes(damaged, pcap({}, { data: DATA })), [damaged.length]);
    expect([reader.frames, reader.truncated]).toEqual([0, false]);
  });
});

test('records that lie whole in a chunk are handed out in place', () => {
  const file = pcap({}, { data: DATA }, { data: DATA });
  const buffers = new Set<Uint8Array>();
  const reader = new CaptureReader(
    (frame) => buffers.add(frame.buffer),
    () => undefined,
  );
  reader.feed(file);
  reader.end();
  expect([...buffers]).toEqual([file]);
});

test('a claimed length takes no memory before its bytes come', () => {
  // 200 files, each with a record of 256 KiB of which only the header is there.
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: 200 }, () => read(pcap({}, { data: DATA, captured: 262_144 })).reader);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 65_536);
  expect(readers.every((reader) => reader.truncated)).toBe(true);
});

test('files put together by cat are read as one', () => {
  const one = pcap({}, { data: DATA }, { data: DATA });
  const joined = new Uint8Array([...one, ...one]);
  const { reader, frames } = read(joined);
  expect(frames.map(({ capturedLength }) => capturedLength)).toEqual([4, 4, 4, 4]);
  expect(reader.complete).toBe(true);
});

test('a file of another link type put behind is told, not read', () => {
  const joined = new Uint8Array([
    ...pcap({ linkType: 1 }, { data: DATA }),
    ...pcap({ linkType: 101 }, { data: DATA }),
  ]);
  const { reader, frames } = read(joined);
  expect(frames).toHaveLength(1);
  expect(reader.complete).toBe(false);
});
