/** One file, pipe or standard input from its bytes on disk to the bytes of a capture. */
import type { Hash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { FileFacts, ReadOptions } from '../input/capture-input.ts';
import { unpack } from '../input/unpack.ts';
import { readChunks, STDIN } from './read-file.ts';

/** Hashing takes longer than the analysis (0.7 s/GB): only files up to 64 MiB get a checksum. */
const HASH_LIMIT = 64 << 20;

/**
 * Feeds the decompressed bytes of `path` to `sink`; a chunk is valid during the call only. Throws the system's
 * errors and what `sink` throws; damaged compression is returned in the facts.
 */
export async function readCapture(
  path: string,
  sink: (chunk: Uint8Array) => void,
  options: ReadOptions,
): Promise<FileFacts> {
  const meter = new Meter(
    options.onBytes,
    options.checksum === false || isLarge(path) ? null : await newHash(),
  );
  const source = meter.measure(readChunks(path, options.signal));
  const fault = await unpack(source, sink, () => import('./decompress.ts'));
  return { bytes: meter.bytes, sha256: meter.digest(), fault };
}

/** Known beforehand of files; a pipe's hash is dropped when it has brought too much. */
function isLarge(path: string): boolean {
  const stat = path === STDIN ? null : statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size > HASH_LIMIT;
}

/** Loaded when it is needed: that takes longer than the analysis of a small capture. */
async function newHash(): Promise<Hash> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256');
}

/** Counts and hashes what passes. */
class Meter {
  bytes = 0;
  readonly #onBytes: ((bytes: number) => void) | undefined;
  #hash: Hash | null;

  constructor(onBytes: ((bytes: number) => void) | undefined, hash: Hash | null) {
    this.#onBytes = onBytes;
    this.#hash = hash;
  }

  async *measure(source: AsyncGenerator<Uint8Array, void, void>): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of source) {
      this.bytes += chunk.length;
      if (this.bytes > HASH_LIMIT) this.#hash = null;
      this.#hash?.update(chunk);
      this.#onBytes?.(chunk.length);
      yield chunk;
    }
  }

  digest(): string | null {
    return this.#hash?.digest('hex') ?? null;
  }
}
