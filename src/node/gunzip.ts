/**
 * gzip (RFC 1952), read so that damage costs as little as possible.
 *
 * Node's own Gunzip gives up the whole output of the piece in which it meets a bad checksum or bytes that follow
 * the last member. Here members are framed by hand around a raw inflater: output is handed on before a checksum
 * is looked at, several members are one stream (§2.2), and what follows the last one is named, not fatal.
 */
import { crc32, createInflateRaw } from 'node:zlib';
import type { CompressionFault } from '../input/compression.ts';
import { MAGIC, RESERVED_FLAGS } from '../input/gzip-pieces.ts';
import { systemCode } from './problem.ts';
import { guard } from './sink.ts';
import { SliceReader } from './slices.ts';

/** Flag bits of a member's header (§2.3.1). */
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

/** Bytes of one piece of output. zlib's 16 KiB take twice as long: every piece costs a trip to another thread. */
const OUTPUT_SIZE = 1 << 20;
/** Bytes of output that the inflater makes room for at least. */
const SMALLEST_OUTPUT = 1 << 12;

/** Names and comments in headers are short; an endless one is damage. */
const LONGEST_STRING = 1 << 16;

class GzipFault extends Error {
  readonly fault: CompressionFault;

  constructor(code: CompressionFault['code'], message: string) {
    super(message);
    this.fault = { code, message };
  }
}

/** Decompresses all members of `source` into `sink`; returns what was wrong, null where nothing was. */
export async function gunzip(
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  const input = new SliceReader(source);
  let outputSize = OUTPUT_SIZE;
  try {
    for (let start = 0; await skipMagic(input, start); start = input.position) {
      await skipHeader(input);
      const length = await inflateMember(input, sink, outputSize);
      // Members are mostly alike: thousands of small ones must not cost a megabyte of memory each.
      outputSize = Math.min(Math.max(2 * length, SMALLEST_OUTPUT), OUTPUT_SIZE);
    }
    return null;
  } catch (error) {
    if (error instanceof GzipFault) return error.fault;
    throw error;
  } finally {
    await input.close();
  }
}

/** True where a member begins, false at the end of the input; anything else is a fault. */
async function skipMagic(input: SliceReader, start: number): Promise<boolean> {
  for (const [index, expected] of MAGIC.entries()) {
    const byte = await input.byte();
    if (byte < 0 && index === 0) return false;
    if (byte < 0 && start === 0) throw cut(input);
    if (byte === expected) continue;
    if (byte !== 0 || index > 0 || !(await onlyZeros(input))) throw await trailing(input, start);
    return false;
  }
  return true;
}

/** Zeros after the last member are padding (tapes, block devices), not damage. */
async function onlyZeros(input: SliceReader): Promise<boolean> {
  for (let slice = await input.slice(); slice !== null; slice = await input.slice()) {
    if (slice.some((byte) => byte !== 0)) return false;
    input.consume(slice.length);
  }
  return true;
}

async function trailing(input: SliceReader, start: number): Promise<GzipFault> {
  for (let slice = await input.slice(); slice !== null; slice = await input.slice()) {
    input.consume(slice.length);
  }
  const count = input.position - start;
  return new GzipFault(
    'trailing-bytes',
    `ignored ${count} bytes that follow the gzip data, from byte ${start} of the file`,
  );
}

/** The rest of a member's header, after its magic bytes (§2.3). */
async function skipHeader(input: SliceReader): Promise<void> {
  const flags = await needed(input);
  if (flags & RESERVED_FLAGS) throw damage(input, 'a member header has reserved flags set');
  // Modification time (4 bytes), extra flags, operating system.
  await skip(input, 6);
  if (flags & FEXTRA) await skip(input, await number(input, 2));
  if (flags & FNAME) await skipString(input);
  if (flags & FCOMMENT) await skipString(input);
  if (flags & FHCRC) await skip(input, 2);
}

async function skip(input: SliceReader, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await needed(input);
}

async function skipString(input: SliceReader): Promise<void> {
  for (let length = 0; (await needed(input)) !== 0; length++) {
    if (length > LONGEST_STRING)
      throw damage(input, `a name in a header is longer than ${LONGEST_STRING} bytes`);
  }
}

async function needed(input: SliceReader): Promise<number> {
  const byte = await input.byte();
  if (byte < 0) throw cut(input);
  return byte;
}

/** An unsigned little-endian number. */
async function number(input: SliceReader, bytes: number): Promise<number> {
  let value = 0;
  for (let i = 0; i < bytes; i++) value += (await needed(input)) * 2 ** (8 * i);
  return value;
}

/** The deflated data and the trailer: CRC-32 and length of what it unfolds to. Returns the length. */
async function inflateMember(
  input: SliceReader,
  sink: (chunk: Uint8Array) => void,
  outputSize: number,
): Promise<number> {
  let checksum = 0;
  let length = 0;
  const take = (chunk: Uint8Array) => {
    checksum = crc32(chunk, checksum);
    length += chunk.length;
    sink(chunk);
  };
  await inflate(input, take, outputSize);
  const expected = await number(input, 4);
  const expectedLength = await number(input, 4);
  if (expected !== checksum) throw damage(input, 'the checksum does not match the data');
  if (expectedLength !== length % 2 ** 32) throw damage(input, 'the stored length does not match the data');
  return length;
}

/** Inflates up to the last block of the member and leaves `input` right behind it. */
async function inflate(
  input: SliceReader,
  sink: (chunk: Uint8Array) => void,
  outputSize: number,
): Promise<void> {
  const stream = createInflateRaw({ chunkSize: outputSize });
  const guarded = guard(sink, () => stream.destroy());
  let failure: Error | null = null;
  let over = false;
  const end = new Promise<void>((resolve) => {
    const finish = (error?: Error) => {
      failure ??= error ?? null;
      over = true;
      resolve();
    };
    stream.on('data', guarded.push).on('end', finish).on('close', finish).on('error', finish);
  });
  const start = input.position;
  for (let slice = await input.slice(); slice !== null && !over; slice = await input.slice()) {
    const piece = slice;
    // After the last block the inflater takes nothing more and never calls back: it ends instead.
    await Promise.race([new Promise<void>((resolve) => stream.write(piece, () => resolve())), end]);
    input.consume(start + stream.bytesWritten - input.position);
  }
  if (!over) stream.end();
  await end;
  stream.destroy();
  guarded.rethrow();
  if (failure) throw systemCode(failure) === 'Z_BUF_ERROR' ? cut(input) : damage(input, reason(failure));
}

function reason(error: Error): string {
  return `the compressed data is damaged (${error.message})`;
}

function cut(input: SliceReader): GzipFault {
  return new GzipFault('cut-short', `the gzip data ends too early, after byte ${input.position} of the file`);
}

function damage(input: SliceReader, what: string): GzipFault {
  return new GzipFault('damaged-compression', `gzip: ${what}, near byte ${input.position} of the file`);
}
