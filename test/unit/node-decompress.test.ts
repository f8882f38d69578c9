import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { Work } from '../../src/input/unzstd.ts';
import { decompress } from '../../src/node/decompress.ts';
import { lz4Frame } from '../support/compressed-bytes.ts';

/** Half compressible, half not, and large enough for several slices. */
const DATA = Buffer.concat([Buffer.alloc(2_000_000, 'a capture file '), randomBytes(1_000_000)]);
const GZIP = gzipSync(DATA);

/** The source's buffer is overwritten between chunks, as a reader that reuses its buffer would do. */
async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
    buffer.fill(0xee);
  }
}

async function unfold(bytes: Uint8Array, size = 100_000) {
  const pieces: Buffer[] = [];
  const fault = await decompress('gzip', inChunks(bytes, size), (piece) => pieces.push(Buffer.from(piece)));
  return { output: Buffer.concat(pieces), fault };
}

describe('gzip', () => {
  test.each([1 << 20, 100_000, 4_096])('unfolds whatever the chunk size (%i)', async (size) => {
    const { output, fault } = await unfold(GZIP, size);
    expect(fault).toBeNull();
    expect(output.equals(DATA)).toBe(true);
  });

  test('reads several members as one stream', async () => {
    const { output, fault } = await unfold(Buffer.concat([GZIP, gzipSync(''), GZIP]));
    expect(fault).toBeNull();
    expect(output.equals(Buffer.concat([DATA, DATA]))).toBe(true);
  });

  test('reads a member whose chunk boundaries are its own boundaries', async () => {
    const { output, fault } = await unfold(Buffer.concat([GZIP, GZIP]), GZIP.length);
    expect(fault).toBeNull();
    expect(output.length).toBe(2 * DATA.length);
  });

  test('skips name, comment, extra field and header checksum', async () => {
    const raw = deflateRawSync(Buffer.from('abc'));
    const trailer = gzipSync(Buffer.from('abc')).subarray(-8);
    const header = [0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 0x78, 0, 0x79, 0, 7, 7];
    const { output, fault } = await unfold(Buffer.concat([Buffer.from(header), raw, trailer]), 1);
    expect(fault).toBeNull();
    expect(output.toString()).toBe('abc');
  });

  test('ignores zeros after the last member', async () => {
    const { output, fault } = await unfold(Buffer.concat([GZIP, Buffer.alloc(70_000)]));
    expect(fault).toBeNull();
    expect(output.length).toBe(DATA.length);
  });

  test.each([
    ['text', Buffer.from('-- end of transfer --')],
    ['something that begins like a member', Buffer.from([0x1f, 0x8b, 7, 1])],
    ['zeros and then text', Buffer.concat([Buffer.alloc(600), Buffer.from('x')])],
  ])('keeps everything and names the place when %s follows', async (_what, garbage) => {
    const { output, fault } = await unfold(Buffer.concat([GZIP, garbage]));
    expect(output.equals(DATA)).toBe(true);
    expect(fault).toEqual({
      code: 'trailing-bytes',
      message: `ignored ${garbage.length} bytes that follow the gzip data, from byte ${GZIP.length} of the file`,
    });
  });

  test('keeps everything up to a cut and says where it is', async () => {
    const { output, fault } = await unfold(GZIP.subarray(0, GZIP.length - 500_000));
    expect(fault?.code).toBe('cut-short');
    expect(fault?.message).toContain(`after byte ${GZIP.length - 500_000}`);
    expect(output.length).toBeGreaterThan(2_400_000);
    expect(output.equals(DATA.subarray(0, output.length))).toBe(true);
  });

  test.each([1, 5, 11])('is cut short when only %i bytes are there', async (length) => {
    const { output, fault } = await unfold(GZIP.subarray(0, length));
    expect(fault?.code).toBe('cut-short');
    expect(output.length).toBe(0);
  });

  test('keeps everything when only the checksum is wrong', async () => {
    const bytes = Buffer.from(GZIP);
    bytes.writeUInt32LE(1, bytes.length - 8);
    const { output, fault } = await unfold(bytes);
    expect(fault?.code).toBe('damaged-compression');
    expect(output.equals(DATA)).toBe(true);
  });

  test('loses at most a sixteenth of what precedes damage', async () => {
    const bytes = Buffer.from(GZIP);
    const at = bytes.length - 300_000;
    bytes.fill(0xff, at, at + 64);
    const { output, fault } = await unfold(bytes);
    expect(fault?.code).toBe('damaged-compression');
    const intact = DATA.length - 300_000;
    expect(output.length).toBeGreaterThan(intact * (15 / 16) - 1_000);
    expect(output.subarray(0, intact - 100_000).equals(DATA.subarray(0, intact - 100_000))).toBe(true);
  });

  test('passes on what the sink throws and stops', async () => {
    let calls = 0;
    const refuse = () => {
      calls++;
      throw new Error('not a capture');
    };
    await expect(decompress('gzip', inChunks(GZIP, 100_000), refuse)).rejects.toThrow('not a capture');
    expect(calls).toBe(1);
  });
});

describe('lz4 and zstd', () => {
  const text = Buffer.alloc(200_000, 'between a reverse proxy and its upstream ');

  test('an lz4 frame of stored blocks, twice, with a skippable frame between', async () => {
    const frame = lz4Frame([text.subarray(0, 60_000), text.subarray(60_000, 90_000)]);
    const skippable = Buffer.concat([Buffer.from([0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('abc')]);
    const { output, fault } = await unfoldAs('lz4', Buffer.concat([frame, skippable, frame]), 977);
    expect(fault).toBeNull();
    expect(output.equals(Buffer.concat([text.subarray(0, 90_000), text.subarray(0, 90_000)]))).toBe(true);
  });

  test('an lz4 block may refer to the block before it', async () => {
    // A literal run of 8 bytes; then a match of 12 bytes from 8 back, which lies in the first block, and 5 literals.
    const first = Buffer.from([0x80, ...Buffer.from('abcdefgh')]);
    const second = Buffer.from([0x08, 8, 0, 0x50, ...Buffer.from('12345')]);
    const { output, fault } = await unfoldAs('lz4', lz4Frame([first, second], false), 5);
    expect(fault).toBeNull();
    expect(output.toString()).toBe('abcdefghabcdefghabcd12345');
  });

  test.each([
    ['cut inside a block', lz4Frame([text.subarray(0, 60_000)]).subarray(0, 30_000), 'cut-short'],
    [
      'a block larger than the frame allows',
      Buffer.from([4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0, 255, 255, 255, 0x7f]),
      'damaged-compression',
    ],
    ['no frame', Buffer.from('plain text, no frame'), 'damaged-compression'],
  ])('lz4, %s: told, with the place', async (_what, bytes, code) => {
    const { fault } = await unfoldAs('lz4', bytes, 4096);
    expect(fault?.code).toBe(code);
    expect(fault?.message).toMatch(/at byte \d+$/);
  });

  test('zstd, two frames: one raw block each', async () => {
    const frame = Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0]),
      Buffer.from('hello'),
    ]);
    const { output, fault } = await unfoldAs('zstd', Buffer.concat([frame, frame]), 3);
    expect(fault).toBeNull();
    expect(output.toString()).toBe('hellohello');
  });

  test.each([
    ['gzip', gzipSync('some text')],
    ['lz4', lz4Frame([Buffer.from('some text')])],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0, 104, 101, 108, 108, 111])],
  ] as const)('%s: a sink that has had enough is heard, and the source is closed', async (format, bytes) => {
    let closed = false;
    async function* source() {
      try {
        yield bytes;
        yield bytes;
      } finally {
        closed = true;
      }
    }
    const enough = () => {
      throw new RangeError('enough');
    };
    await expect(decompress(format, source(), enough)).rejects.toThrow('enough');
    expect(closed).toBe(true);
  });

  test('zstd, twenty thousand empty frames before the one that holds something', async () => {
    const empty = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 1, 0, 0]);
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0, 104, 101, 108, 108, 111]);
    const bytes = Buffer.concat([...Array.from({ length: 20_000 }, () => empty), frame]);
    const { output, fault } = await unfoldAs('zstd', bytes, bytes.length);
    expect(fault).toBeNull();
    expect(output.toString()).toBe('hello');
  });

  test.each([
    ['window', [0x00, 20 << 3]],
    ['segment', [0xa0, 0, 0, 0, 0x40]],
  ])('zstd, a %s of a gigabyte: told, not taken', async (_, head) => {
    const bytes = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...head, 3, 0, 16, 0]);
    const { output, fault } = await unfoldAs('zstd', bytes, bytes.length);
    expect([output.length, fault?.message]).toEqual([0, expect.stringContaining('more than 128 MB')]);
  });

  test('zstd, a window of a gigabyte in a frame behind the first: told', async () => {
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0, 104, 101, 108, 108, 111]);
    // A block of 128 kB of one byte, and a last one that is empty.
    const wide = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 20 << 3, 2, 0, 16, 0, 1, 0, 0]);
    const { output, fault } = await unfoldAs('zstd', Buffer.concat([frame, wide]), 64);
    expect(output.toString()).toBe('hello');
    expect(fault?.message).toContain('a window of more than 128 MB');
  });

  test('zstd, blocks of a byte in a large window: ended after some seconds of moving, never whole ones', () => {
    const [window, whole] = [2 ** 27, 2 ** 17];
    const many = () => {
      const work = new Work();
      for (let block = 0; block < 1000; block++) work.take(1, window);
    };
    expect(many).toThrow('zstd -dc reads it');
    const work = new Work();
    for (let block = 0; block < 100_000; block++) work.take(whole, window);
  });

  test('zstd, cut: told', async () => {
    const { fault } = await unfoldAs(
      'zstd',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0, 104]),
      4,
    );
    expect(fault?.code).toBe('cut-short');
  });
});

async function unfoldAs(compression: 'lz4' | 'zstd', bytes: Uint8Array, size: number) {
  const pieces: Buffer[] = [];
  const fault = await decompress(compression, inChunks(bytes, size), (piece) =>
    pieces.push(Buffer.from(piece)),
  );
  return { output: Buffer.concat(pieces), fault };
}
