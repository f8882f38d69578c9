/** A file to be analysed, wherever it lies: on a disk, in a pipe, in a page that somebody dropped it on. */
import type { AbortSignalLike } from '../byte-source.ts';
import type { CompressionFault } from './compression.ts';
import type { Head } from './head.ts';

export interface CaptureInput {
  /** As the report calls it. */
  readonly name: string;
  /** The first bytes, decompressed; null for what can be read only once or not at all. Never throws. */
  begin(): Promise<Head | null>;
  /**
   * Feeds the decompressed bytes to `sink`; a chunk is valid during the call only. Throws `ReadError` and what `sink` throws;
   * damaged compression is returned in the facts.
   */
  read(sink: (chunk: Uint8Array) => void, options: ReadOptions): Promise<FileFacts>;
}

/** The file as it lies there, compressed or not. */
export interface FileFacts {
  readonly bytes: number;
  /** Hexadecimal; null where nobody computed it. */
  readonly sha256: string | null;
  readonly fault: CompressionFault | null;
}

export interface ReadOptions {
  /** Ends the reading early, as if the file ended there. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called with the number of bytes read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Whether anybody wants the checksum. Default true. */
  readonly checksum?: boolean | undefined;
}
