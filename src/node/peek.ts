/** A look at the beginning of a file: is it a capture, and of what kind? */
import { closeSync, openSync, readSync } from 'node:fs';
import { type CaptureFormat, type FileFormat, SNIFF_LENGTH, sniff } from '../capture/detect-format.ts';
import { readChunks } from './read-file.ts';

/** Enough for the headers and the first packet of nearly every capture. */
const HEAD_SIZE = 1 << 16;

/** Compressed bytes that are read in search of a head: the largest block, of LZ4, has 4 MiB. */
const MOST_COMPRESSED = 1 << 23;

/** A compressed file that gives nothing is told by its name. */
const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|dmp|ntar)\d*\.(?:gz|zst|zstd|lz4)$/i;

type Compressed = Exclude<FileFormat, CaptureFormat>;

export interface Head {
  readonly format: CaptureFormat;
  /** What the file on disk is: `pcap` and `pcapng` are not compressed. */
  readonly outside: FileFormat;
  /** First bytes, decompressed; empty where the compression is damaged from the beginning. */
  readonly bytes: Uint8Array;
}

/** Reads the first bytes of a regular file. Throws the system's errors. */
export async function peek(path: string): Promise<Head> {
  const outside = outsideOf(path);
  if (isCompressed(outside)) {
    const inside = await unpackedHead(path, outside);
    return { format: captureFormat(sniff(inside)), outside, bytes: inside };
  }
  return { format: captureFormat(outside), outside, bytes: firstBytes(path, HEAD_SIZE) };
}

/** What a regular file is by its first bytes, without a look into compressed ones. Throws the system's errors. */
export function outsideOf(path: string): FileFormat {
  return sniff(firstBytes(path, SNIFF_LENGTH));
}

/** Whether a file found in a directory is a capture. Damaged ones are taken by their name, for the damage to be told. */
export function isCapture(path: string, { format, outside, bytes }: Head): boolean {
  if (format !== 'unknown') return true;
  return isCompressed(outside) && bytes.length === 0 && CAPTURE_NAME.test(path);
}

function isCompressed(format: FileFormat): format is Compressed {
  return format === 'gzip' || format === 'zstd' || format === 'lz4';
}

function captureFormat(format: FileFormat): CaptureFormat {
  return isCompressed(format) ? 'unknown' : format;
}

function firstBytes(path: string, size: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(size);
    let length = 0;
    for (;;) {
      const more = readSync(descriptor, buffer, length, size - length, length);
      length += more;
      if (more === 0 || length === size) return buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Ends a decompression that has given enough. */
class Enough extends Error {}

/** What the first compressed bytes unfold to, up to the damage if there is any. */
async function unpackedHead(path: string, compression: Compressed): Promise<Uint8Array> {
  const { decompress } = await import('./decompress.ts');
  const head = new Uint8Array(HEAD_SIZE);
  let length = 0;
  const keep = (chunk: Uint8Array) => {
    const part = chunk.subarray(0, HEAD_SIZE - length);
    head.set(part, length);
    length += part.length;
    if (length === HEAD_SIZE) throw new Enough();
  };
  try {
    await decompress(compression, beginningOf(path), keep);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return head.subarray(0, length);
}

async function* beginningOf(path: string): AsyncGenerator<Uint8Array, void, void> {
  let left = MOST_COMPRESSED;
  for await (const chunk of readChunks(path)) {
    yield chunk;
    left -= chunk.length;
    if (left <= 0) return;
  }
}
