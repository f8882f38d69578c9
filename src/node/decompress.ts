/** Decompression of captures: gzip everywhere, Zstandard (RFC 8878) and LZ4 frames where the machine can. */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { gunzip } from './gunzip.ts';
import { systemCode } from './problem.ts';
import { guard } from './sink.ts';

export type Compression = 'gzip' | 'zstd' | 'lz4';

/** What was wrong with the compressed bytes; everything before it has been handed on. */
export interface CompressionFault {
  readonly code: 'cut-short' | 'damaged-compression' | 'trailing-bytes' | 'cannot-decompress';
  readonly message: string;
}

const OUTPUT_SIZE = 1 << 20;

/** How programs say that their input ended too early. */
const PREMATURE = /premature|unfinished|unexpected end/i;

/** "zstd: " and the name they give to standard input. */
const PREFIX = /^(?:\w+: )?(?:\S*stdin\S*\s*: )?/;

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
  if (compression === 'zstd' && 'createZstdDecompress' in zlib) return unzstd(source, sink);
  return byProgram(compression, source, sink);
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
  const failure = await pump(source, stream, stream, sink);
  return failure ? damaged('zstd', failure.message) : null;
}

/** The `zstd` or `lz4` program, where it is installed: both are faster than anything in JavaScript. */
async function byProgram(
  program: 'zstd' | 'lz4',
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 400);
  });
  const exit = new Promise<number | Error>((resolve) => {
    child.on('error', resolve).on('close', (code) => resolve(code ?? 1));
  });
  try {
    await pump(source, child.stdin, child.stdout, sink);
  } finally {
    child.stdout.destroy();
    child.stdin.destroy();
  }
  const code = await exit;
  if (code === 0) return null;
  if (code instanceof Error) return unavailable(program, code);
  return damaged(program, complaint.trim().split('\n')[0] ?? '');
}

function unavailable(program: 'zstd' | 'lz4', error: Error): CompressionFault {
  const reason = systemCode(error) === 'ENOENT' ? 'is not installed' : `cannot be started: ${error.message}`;
  const remedy =
    program === 'zstd'
      ? 'install it, use Node 22.15 or newer, or decompress first'
      : 'install it, or decompress first';
  return {
    code: 'cannot-decompress',
    message: `${program}-compressed, and the ${program} program ${reason}; ${remedy}`,
  };
}

function damaged(format: string, detail: string): CompressionFault {
  const code = PREMATURE.test(detail) ? 'cut-short' : 'damaged-compression';
  return { code, message: `${format} stream is damaged: ${detail.replace(PREFIX, '')}` };
}

/** Drives a decoder to its end; gives its error back. */
async function pump(
  source: AsyncIterable<Uint8Array>,
  input: Writable,
  output: Readable,
  sink: (chunk: Uint8Array) => void,
): Promise<Error | null> {
  const guarded = guard(sink, () => output.destroy());
  output.on('data', guarded.push);
  const ended = finished(output, { cleanup: true }).then(() => null, asError);
  const refused = finished(input, { readable: false, cleanup: true }).then(() => null, asError);
  for await (const chunk of source) {
    if (input.destroyed || output.destroyed) break;
    await Promise.race([write(input, chunk), ended, refused]);
  }
  if (!input.destroyed) input.end();
  const failure = await ended;
  guarded.rethrow();
  return failure;
}

/** The chunk's buffer is reused after this: it must have been taken wholly. */
function write(stream: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    // A failed write is told by the stream's end as well, where it is looked at.
    stream.write(chunk, () => resolve());
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
