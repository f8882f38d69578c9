/**
 * LZ4 frames (LZ4 Frame Format 1.6.4): several in a row, linked or independent blocks, block by block. The blocks are lz4js's work;
 * its own frame reader stops after the first frame and wants the file as a whole.
 */
import { decompressBlock } from 'lz4js';
import type { CompressionFault } from './compression.ts';

const MAGIC = 0x184d2204;
const SKIPPABLE = 0x184d2a50;
const MIN_HEADER = 7;
/** Blocks may refer to this much before them. */
const HISTORY = 65_536;
const BLOCK_SIZES: Readonly<Record<number, number>> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };

/** What is wrong at a place of the stream. */
class Lz4Error extends Error {}

/** Decompresses `source` into `sink`; memory is one block of input and one of output. */
export async function unlz4(
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  const reader = new ByteReader(source);
  try {
    while (await reader.has(1)) await readFrame(reader, sink);
    return null;
  } catch (error) {
    if (!(error instanceof Lz4Error)) throw error;
    const cut = reader.ended && reader.left === 0;
    const code = cut ? ('cut-short' as const) : ('damaged-compression' as const);
    return { code, message: `lz4 stream is damaged: ${error.message}, at byte ${reader.position}` };
  } finally {
    await reader.close();
  }
}

async function readFrame(reader: ByteReader, sink: (chunk: Uint8Array) => void): Promise<void> {
  const magic = await reader.word('a frame begins');
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
    await reader.skip(await reader.word('a skippable frame begins'));
    return;
  }
  if (magic !== MAGIC) throw new Lz4Error('no frame begins where one should');
  const frame = await readDescriptor(reader);
  const window = reader.window(HISTORY + 2 * frame.blockSize);
  let at = 0;
  for (;;) {
    const size = await reader.word('a block begins');
    if (size === 0) break;
    const stored = size >>> 31 === 1;
    const length = size & 0x7fffffff;
    if (length > frame.blockSize)
      throw new Lz4Error(`a block claims ${length} bytes, the frame allows ${frame.blockSize}`);
    const block = await reader.take(length, 'a block');
    if (at + frame.blockSize > window.length) at = keepHistory(window, at);
    const end = stored ? place(window, block, at) : unfold(window, block, at);
    if (frame.blockChecksum) await reader.take(4, 'a checksum');
    sink(window.subarray(at, end));
    at = end;
  }
  if (frame.contentChecksum) await reader.take(4, 'a checksum');
}

async function readDescriptor(reader: ByteReader) {
  const [flags, descriptor] = await reader.take(2, 'a frame header');
  if (flags === undefined || descriptor === undefined || flags >> 6 !== 1)
    throw new Lz4Error('unknown frame version');
  const blockSize = BLOCK_SIZES[(descriptor >> 4) & 7];
  if (blockSize === undefined) throw new Lz4Error('unknown block size');
  const contentSize = (flags & 8) !== 0 ? 8 : 0;
  if ((flags & 1) !== 0) throw new Lz4Error('needs a dictionary');
  await reader.take(contentSize + MIN_HEADER - 6, 'a frame header');
  return { blockSize, blockChecksum: (flags & 16) !== 0, contentChecksum: (flags & 4) !== 0 };
}

function place(window: Uint8Array, block: Uint8Array, at: number): number {
  window.set(block, at);
  return at + block.length;
}

function unfold(window: Uint8Array, block: Uint8Array, at: number): number {
  const end = decompressBlock(block, window, 0, block.length, at);
  if (end < at || end > window.length || Number.isNaN(end))
    throw new Lz4Error('a block unfolds beyond its size');
  return end;
}

/** Moves the last 64 KiB to the front. Returns how many there are. */
function keepHistory(window: Uint8Array, end: number): number {
  const from = Math.max(0, end - HISTORY);
  window.copyWithin(0, from, end);
  return end - from;
}

/** Bytes of the source, as many at a time as are asked for. */
class ByteReader {
  position = 0;
  ended = false;
  private carry = new Uint8Array(0);
  private output = new Uint8Array(0);
  private readonly source: AsyncIterator<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Room for output, the same for every frame that needs as much: a file may hold thousands of small frames. */
  window(size: number): Uint8Array {
    if (this.output.length !== size) this.output = new Uint8Array(size);
    return this.output;
  }

  get left(): number {
    return this.carry.length;
  }

  async has(length: number): Promise<boolean> {
    const pieces: Uint8Array[] = [this.carry];
    let held = this.carry.length;
    while (held < length && !this.ended) {
      const next = await this.source.next();
      if (next.done) {
        this.ended = true;
        break;
      }
      // The source uses its buffer again.
      pieces.push(next.value.slice());
      held += next.value.length;
    }
    // Joined once: a block of megabytes may come in many small pieces.
    if (pieces.length > 1) this.carry = joined(pieces, held);
    return held >= length;
  }

  async take(length: number, what: string): Promise<Uint8Array> {
    if (!(await this.has(length))) {
      this.position += this.carry.length;
      this.carry = new Uint8Array(0);
      throw new Lz4Error(`ends inside ${what}`);
    }
    const bytes = this.carry.subarray(0, length);
    this.carry = this.carry.subarray(length);
    this.position += length;
    return bytes;
  }

  /** Releases the source without reading it to its end. */
  async close(): Promise<void> {
    await this.source.return?.();
  }

  async word(what: string): Promise<number> {
    const [a = 0, b = 0, c = 0, d = 0] = await this.take(4, what);
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }

  async skip(length: number): Promise<void> {
    for (let rest = length; rest > 0; ) {
      const part = Math.min(rest, HISTORY);
      await this.take(part, 'a skippable frame');
      rest -= part;
    }
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
