/** Decompression of captures: gzip, Zstandard (RFC 8878) and LZ4 frames. */
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { Compression, CompressionFault } from '../input/compression.ts';
import { unlz4 } from '../input/unlz4.ts';
import { unzstdInScript } from '../input/unzstd.ts';
import { gunzip } from './gunzip.ts';
import { OUTPUT_SIZE } from './output-size.ts';
import { guard } from './sink.ts';

/** How decoders say that their input ended too early. */
const PREMATURE = /premature|unfinished|unexpected end/i;

/**
 * Decompresses `source` into `sink`, piece by piece: a file that unfolds to a thousand times its size needs no
 * more memory than any other. What `sink` throws is passed on. Trouble with the compressed bytes is returned.
 */
export function decompress(
  compression: Compression,
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  if (compression === 'gzip') return gunzip(source, sink);
  if (compression === 'lz4') return unlz4(source, sink);
  return 'createZstdDecompress' in zlib ? unzstd(source, sink) : unzstdInScript(source, sink);
}

/** What Node 22.15 added; the types are those of the oldest version that is supported. */
interface ZstdLibrary {
  readonly createZstdDecompress: (options: zlib.ZlibOptions) => zlib.Gunzip;
}

async function unzstd(
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  const { createZstdDecompress } = zlib as unknown as ZstdLibrary;
  const stream = createZstdDecompress({ chunkSize: OUTPUT_SIZE });
  const failure = await pump(source, stream, sink);
  if (failure === null) return null;
  const code = PREMATURE.test(failure.message) ? 'cut-short' : 'damaged-compression';
  return { code, message: `zstd stream is damaged: ${failure.message}` };
}

/** Drives a decoder to its end; gives its error back. */
async function pump(
  source: AsyncIterable<Uint8Array>,
  stream: Duplex,
  sink: (chunk: Uint8Array) => void,
): Promise<Error | null> {
  const guarded = guard(sink, () => stream.destroy());
  stream.on('data', guarded.push);
  const ended = finished(stream, { cleanup: true }).then(() => null, asError);
  const refused = finished(stream, { readable: false, cleanup: true }).then(() => null, asError);
  for await (const chunk of source) {
    if (stream.destroyed) break;
    await Promise.race([write(stream, chunk), ended, refused]);
  }
  if (!stream.destroyed) stream.end();
  const failure = await ended;
  guarded.rethrow();
  return failure;
}

/** The chunk's buffer is reused after this: it must have been taken wholly. */
function write(stream: Duplex, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    // A failed write is told by the stream's end as well, where it is looked at.
    stream.write(chunk, () => resolve());
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
