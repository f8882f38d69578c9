/** One file, pipe or standard input from its bytes on disk to the bytes of a capture. */
import { createHash, type Hash } from 'node:crypto';
import { type FileFormat, sniff } from '../capture/detect-format.ts';
import type { CompressionFault } from './compression.ts';
import { readChunks } from './read-file.ts';

/** Hashing takes longer than the analysis (0.7 s/GB): only files up to 64 MiB get a checksum. */
const HASH_LIMIT = 64 << 20;

/** The file as it lies on disk, compressed or not. */
export interface FileFacts {
  readonly bytes: number;
  /** Hexadecimal; null where the file is too large for it. */
  readonly sha256: string | null;
  readonly fault: CompressionFault | null;
}

interface ReadOptions {
  /** Ends the reading early, as if the file ended there. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Feeds the decompressed bytes of `path` to `sink`; a chunk is valid during the call only. Throws the system's
 * errors and what `sink` throws; damaged compression is returned in the facts.
 */
export async function readCapture(
  path: string,
  sink: (chunk: Uint8Array) => void,
  options: ReadOptions = {},
): Promise<FileFacts> {
  const meter = new Meter(options.onBytes);
  const source = meter.measure(readChunks(path, options.signal));
  const first = await source.next();
  const format: FileFormat = first.done ? 'unknown' : sniff(first.value);
  const rest = first.done ? source : startingWith(first.value, source);
  let fault: CompressionFault | null = null;
  if (format === 'gzip' || format === 'zstd' || format === 'lz4') {
    // Loaded when it is needed: it brings in streams and three decoders.
    const { decompress } = await import('./decompress.ts');
    fault = await decompress(format, rest, sink);
  } else for await (const chunk of rest) sink(chunk);
  return { bytes: meter.bytes, sha256: meter.digest(), fault };
}

async function* startingWith(first: Uint8Array, rest: AsyncGenerator<Uint8Array, void, void>) {
  try {
    yield first;
    yield* rest;
  } finally {
    // Where the consumer stops at the first chunk, the rest was not begun and does not close itself.
    await rest.return();
  }
}

/** Counts and hashes what passes. */
class Meter {
  bytes = 0;
  readonly #onBytes: ((bytes: number) => void) | undefined;
  #hash: Hash | null = createHash('sha256');

  constructor(onBytes: ((bytes: number) => void) | undefined) {
    this.#onBytes = onBytes;
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
