import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { decompress } from '../../src/node/decompress.ts';

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
