/**
 * Damaged captures: nothing but `CaptureError` may be thrown, what was read before it is reported, and no file takes long.
 *
 * CLOSECALL_FUZZ_SECONDS (default 8) and CLOSECALL_FUZZ_SEED (default 1) go on from here; a failure names its seed.
 */
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { Analyzer } from '../../src/analyzer.ts';
import { CaptureError } from '../../src/capture/errors.ts';
import { combine } from '../../src/combine.ts';
import { Report } from '../../src/report/schema.ts';
import { corpus, describeWithCorpus } from '../support/corpus.ts';
import { CpuWatch } from '../support/cpu-watch.ts';
import { mutated, randomFrom } from '../support/mutations.ts';
import { samples } from '../support/recorded.ts';

const SECONDS = Number(process.env.CLOSECALL_FUZZ_SECONDS ?? 8);
const SEED = Number(process.env.CLOSECALL_FUZZ_SEED ?? 1);
/** Far more than any of these files needs, far less than a loop that does not end. */
const MAX_FILE_SECONDS = 10;
const MAX_UNPACKED = 64e6;

/** Analyses bytes that come as they come. Throws what must not be thrown. */
async function survive(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const watch = new CpuWatch();
  const analyzer = new Analyzer({ connections: true });
  analyzer.beginFile('damaged');
  try {
    for await (const chunk of chunks) analyzer.feed(chunk);
    analyzer.endFile();
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    expect(error.message).not.toBe('');
    expect(error.offset).toBeGreaterThanOrEqual(0);
  }
  const { report } = combine([analyzer.finish()], {});
  expect(Report.safeParse(report).error).toBeUndefined();
  watch.expectAtMost(MAX_FILE_SECONDS, 'this file');
}

function* inPieces(bytes: Uint8Array, random: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() ** 4 * 70_000);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe('mutated samples', () => {
  test(
    `for ${SECONDS} s from seed ${SEED} on`,
    async () => {
      const seeds = samples().map(({ bytes }) => bytes);
      const end = performance.now() + SECONDS * 1000;
      for (let seed = SEED; performance.now() < end; seed++) {
        const random = randomFrom(seed);
        const bytes = mutated(seeds[seed % seeds.length] as Uint8Array, random);
        try {
          await survive(inPieces(bytes, random));
        } catch (error) {
          throw new Error(`CLOSECALL_FUZZ_SEED=${seed}: ${String(error)}`, { cause: error });
        }
      }
    },
    (SECONDS + 20) * 1000,
  );
});

describeWithCorpus('hostile captures', (path) => {
  const folder = join(path, 'captures/hostile');
  const files = corpus() === null ? [] : readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const captures = files.filter((file) => statSync(join(folder, file)).isFile() && !file.endsWith('.tsv'));

  test('each once, as it lies there', async () => {
    expect(captures.length).toBeGreaterThan(100);
    for (const file of captures) {
      try {
        await survive(contentOf(join(folder, file)));
      } catch (error) {
        throw new Error(`${file}: ${String(error)}`, { cause: error });
      }
    }
  }, 60_000);
});

/** The bytes of a file, decompressed as far as they can be, and of a bomb no more than its beginning. */
async function* contentOf(file: string): AsyncGenerator<Uint8Array> {
  const raw = createReadStream(file);
  if (!file.endsWith('.gz')) {
    yield* raw;
    return;
  }
  const gunzip = createGunzip();
  // What is damaged for gzip is no concern of the analysis: it gets what came out before.
  const broken = raw.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  let bytes = 0;
  try {
    for await (const chunk of broken) {
      yield chunk;
      bytes += chunk.length;
      if (bytes > MAX_UNPACKED) return;
    }
  } catch (error) {
    if (!('code' in (error as object))) throw error;
  }
}
