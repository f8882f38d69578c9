/** Decompression with what every platform has: its own gzip, and scripts for Zstandard (RFC 8878) and LZ4 frames. */
import type { Compression, CompressionFault } from './compression.ts';
import { gunzip } from './gunzip.ts';
import { unlz4 } from './unlz4.ts';
import { unzstd } from './unzstd.ts';

/** See `Decompress`. `ungzip` is the platform's. */
export function decompress(
  compression: Compression,
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
  ungzip: typeof gunzip = gunzip,
): Promise<CompressionFault | null> {
  if (compression === 'gzip') return ungzip(source, sink);
  return compression === 'lz4' ? unlz4(source, sink) : unzstd(source, sink);
}
