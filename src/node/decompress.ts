/** Decompression of captures: gzip, Zstandard (RFC 8878) and LZ4 frames. */
import type { Compression, CompressionFault } from '../input/compression.ts';
import { decompress as decompressAnywhere } from '../input/decompress.ts';
import { gunzip } from './gunzip.ts';

/**
 * Decompresses `source` into `sink`, piece by piece: a file that unfolds to a thousand times its size needs no
 * more memory than any other. What `sink` throws is passed on. Trouble with the compressed bytes is returned.
 */
export function decompress(
  compression: Compression,
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  return decompressAnywhere(compression, source, sink, gunzip);
}
