/** A look at the beginning of a file on disk. */
import { closeSync, openSync, readSync } from 'node:fs';
import { type FileFormat, SNIFF_LENGTH, sniff } from '../capture/detect-format.ts';
import { captureFormat, HEAD_SIZE, type Head, isCompressed, unpackedHead } from '../input/head.ts';
import { readChunks } from './read-file.ts';

/** Reads the first bytes of a regular file. Throws the system's errors. */
export async function peek(path: string): Promise<Head> {
  const outside = outsideOf(path);
  if (isCompressed(outside)) {
    const { decompress } = await import('./decompress.ts');
    const inside = await unpackedHead(outside, readChunks(path), decompress);
    return { format: captureFormat(sniff(inside)), outside, bytes: inside };
  }
  return { format: captureFormat(outside), outside, bytes: firstBytes(path, HEAD_SIZE) };
}

/** What a regular file is by its first bytes, without a look into compressed ones. Throws the system's errors. */
export function outsideOf(path: string): FileFormat {
  return sniff(firstBytes(path, SNIFF_LENGTH));
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
