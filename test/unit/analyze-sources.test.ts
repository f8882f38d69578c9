import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { analyze, CaptureError } from '../../src/index.ts';
import { lz4Frame, zstdFrame } from '../support/compressed-bytes.ts';

const bytes = readFileSync(new URL('../../samples/go-panic/capture.pcapng', import.meta.url));

async function* pieces(all: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

const expected = analyze(bytes).then(({ report }) => report.findings.map(({ id }) => id));

test.each([
  ['bytes', () => new Uint8Array(bytes)],
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
