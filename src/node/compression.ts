/** What the decompressors have in common. */

/** What was wrong with the compressed bytes; everything before it has been handed on. */
export interface CompressionFault {
  readonly code: 'cut-short' | 'damaged-compression' | 'trailing-bytes';
  readonly message: string;
}

/** Bytes of one piece of output. zlib's 16 KiB take twice as long: every piece costs a trip to another thread. */
export const OUTPUT_SIZE = 1 << 20;
