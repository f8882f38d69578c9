/** What the decompressors have in common. */

export type Compression = 'gzip' | 'zstd' | 'lz4';

/**
 * Decompresses `source` into `sink`, piece by piece: a file that unfolds to a thousand times its size needs no
 * more memory than any other. What `sink` throws is passed on. Trouble with the compressed bytes is returned.
 */
export type Decompress = (
  compression: Compression,
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
) => Promise<CompressionFault | null>;

/** What was wrong with the compressed bytes; everything before it has been handed on. */
export interface CompressionFault {
  readonly code: 'cut-short' | 'damaged-compression' | 'trailing-bytes';
  readonly message: string;
}
