/** A look at the beginning of a file: is it a capture, and of what kind? */
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { type CaptureFormat, type FileFormat, sniff } from '../capture/detect-format.ts';

/** Enough for the headers and the first packet of nearly every capture. */
const HEAD_SIZE = 1 << 16;

/** Deflate unfolds at most 1032-fold, so a look into a gzip file needs at most 8 MiB. */
const COMPRESSED_HEAD_SIZE = 1 << 13;

/** A compressed file that cannot be looked into is told by its name. */
const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|dmp|ntar)\d*\.(?:zst|zstd|lz4)$/i;

export interface Head {
  readonly format: CaptureFormat;
  /** What the file on disk is: `pcap` and `pcapng` are not compressed. */
  readonly outside: FileFormat;
  /** First bytes, decompressed; empty where this machine cannot look inside. */
  readonly bytes: Uint8Array;
}

/** Reads the first bytes of a regular file. Throws the system's errors. */
export function peek(path: string): Head {
  const bytes = firstBytes(path, HEAD_SIZE);
  const outside = sniff(bytes);
  if (outside === 'gzip') {
    const inside = gunzipHead(bytes.subarray(0, COMPRESSED_HEAD_SIZE));
    return { format: captureFormat(sniff(inside)), outside, bytes: inside };
  }
  return { format: captureFormat(outside), outside, bytes };
}

/** Whether a file found in a directory is a capture. Captures of unknown compressed content go by their name. */
export function isCapture(path: string, head: Head): boolean {
  if (head.format !== 'unknown') return true;
  return (head.outside === 'zstd' || head.outside === 'lz4') && CAPTURE_NAME.test(path);
}

function captureFormat(format: FileFormat): CaptureFormat {
  return format === 'pcap' || format === 'pcapng' ? format : 'unknown';
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

/** What the first compressed bytes unfold to; empty where they are damaged. */
function gunzipHead(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}
