import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, jest, test } from '@jest/globals';
import { analyze, CaptureError, type Progress } from '../../src/index.ts';
import { lz4Frame, zstdFrame } from '../support/compressed-bytes.ts';

const bytes = readFileSync(new URL('../../samples/go-panic/capture.pcapng', import.meta.url));

async function* pieces(all: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

const expected = analyze(bytes).then(({ report }) => report.findings.map(({ id }) => id));

test.each([
  ['bytes', () => new Uint8Array(bytes)],
  ['an ArrayBuffer', () => new Uint8Array(bytes).buffer],
  ['a Blob', () => new Blob([bytes])],
  ['a web stream', () => new Blob([bytes]).stream()],
  ['an async iterable', () => pieces(bytes, 1000)],
  ['gzip bytes', () => new Uint8Array(gzipSync(bytes))],
  ['zstd bytes', () => new Uint8Array(zstdFrame(bytes))],
  ['lz4 bytes', () => new Uint8Array(lz4Frame([bytes]))],
  ['gzip in pieces', () => pieces(gzipSync(bytes), 100)],
])('%s: the same findings', async (_name, source) => {
  const { report } = await analyze(source() as Uint8Array);
  expect(report.findings.map(({ id }) => id)).toEqual(await expected);
  expect(report.findings.length).toBeGreaterThan(0);
});

test('cut gzip: what came before the cut is reported, and that it was cut', async () => {
  const { report } = await analyze(gzipSync(bytes).subarray(0, 2500));
  expect(report.captures[0]?.truncated).toBe(true);
  expect(report.captures[0]?.issues.map(({ code }) => code)).toContain('cut-short');
  expect(report.captures[0]?.packets).toBeGreaterThan(0);
});

test('what is no capture is refused, compressed or not', async () => {
  const text = Buffer.from('this is no capture, whatever it is');
  await expect(analyze(text)).rejects.toThrow(CaptureError);
  await expect(analyze(gzipSync(text))).rejects.toThrow(CaptureError);
});

test('a File is called by its name, if nobody says otherwise', async () => {
  const file = new File([bytes], 'gw.pcapng');
  expect((await analyze(file)).report.captures[0]?.path).toBe('gw.pcapng');
  expect((await analyze(file, { name: 'other' })).report.captures[0]?.path).toBe('other');
});

test('progress counts the bytes as they come, and knows the whole where somebody can', async () => {
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => told.push(progress);
  const packed = gzipSync(bytes);
  await analyze(pieces(packed, 1000), { name: 'gw.pcapng.gz', onProgress });
  expect(told.length).toBe(Math.ceil(packed.length / 1000));
  expect(told.at(-1)).toEqual({ path: 'gw.pcapng.gz', bytes: packed.length, totalBytes: null });
  for (const source of [bytes, new Uint8Array(bytes).buffer, new Blob([bytes])]) {
    await analyze(source, { onProgress });
    expect(told.at(-1)).toEqual({ path: 'capture', bytes: bytes.length, totalBytes: bytes.length });
  }
});

describe('an abort', () => {
  test('ends the reading: what came before is reported, and nothing is left listening', async () => {
    const abort = new AbortController();
    const remove = jest.spyOn(abort.signal, 'removeEventListener');
    let read = 0;
    const { report } = await analyze(pieces(bytes, 1000), {
      signal: abort.signal,
      onProgress() {
        read++;
        if (read === 5) abort.abort();
      },
    });
    expect(read).toBe(5);
    expect(report.captures).toMatchObject([{ bytes: 5000, packets: expect.any(Number) }]);
    expect(report.summary.packets).toBeGreaterThan(0);
    expect(remove).toHaveBeenCalledTimes(1);
  });

  test('ends the wait for a source that has fallen silent', async () => {
    const abort = new AbortController();
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 5000);
      setTimeout(() => abort.abort(), 10);
      await new Promise(() => {});
    }
    const { report } = await analyze(silent(), { signal: abort.signal });
    expect(report.captures).toMatchObject([{ bytes: 5000 }]);
  });

  test('before the first byte leaves an empty report', async () => {
    const { report } = await analyze(bytes, { signal: AbortSignal.abort() });
    expect(report).toMatchObject({ captures: [], findings: [], summary: { packets: 0 } });
  });
});
