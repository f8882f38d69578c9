/** How a file begins: is it a capture, and of what kind? */
import type { CaptureFormat, FileFormat } from '../capture/detect-format.ts';
import type { Compression, Decompress } from './compression.ts';

/** Bytes: enough for the headers and the first packet of nearly every capture. */
export const HEAD_SIZE = 1 << 16;

/** Compressed bytes that are read in search of a head: the largest block, of LZ4, has 4 MiB. */
const MOST_COMPRESSED = 1 << 23;

export interface Head {
  readonly format: CaptureFormat;
  /** What the file itself is: `pcap` and `pcapng` are not compressed. */
  readonly outside: FileFormat;
  /** First bytes, decompressed; empty where the compression is damaged from the beginning. */
  readonly bytes: Uint8Array;
}

export function isCompressed(format: FileFormat): format is Compression {
  return format === 'gzip' || format === 'zstd' || format === 'lz4';
}

/** A compressed file that gives nothing is told by its name. */
const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|dmp|ntar)\d*\.(?:gz|zst|zstd|lz4)$/i;

/** Whether a file found in a directory is a capture. Damaged ones are taken by their name, for the damage to be told. */
export function isCapture(path: string, { format, outside, bytes }: Head): boolean {
  if (format !== 'unknown') return true;
  return isCompressed(outside) && bytes.length === 0 && CAPTURE_NAME.test(path);
}

export function captureFormat(format: FileFormat): CaptureFormat {
  return isCompressed(format) ? 'unknown' : format;
}

/** Ends a decompression that has given enough. */
class Enough extends Error {}

/** What the first compressed bytes of `source` unfold to, up to the damage if there is any. Throws what `source` throws. */
export async function unpackedHead(
  compression: Compression,
  source: AsyncIterable<Uint8Array>,
  decompress: Decompress,
): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_SIZE);
  let length = 0;
  const keep = (chunk: Uint8Array) => {
    const part = chunk.subarray(0, HEAD_SIZE - length);
    head.set(part, length);
    length += part.length;
    if (length === HEAD_SIZE) throw new Enough();
  };
  try {
    await decompress(compression, beginningOf(source), keep);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return head.subarray(0, length);
}

async function* beginningOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let left = MOST_COMPRESSED;
  for await (const chunk of source) {
    yield chunk;
    left -= chunk.length;
    if (left <= 0) return;
  }
}
