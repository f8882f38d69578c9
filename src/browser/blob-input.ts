/** A capture that somebody dropped on a page: a `File`, read in slices, so that its size is bounded by the disk only. */
import { sniff } from '../capture/detect-format.ts';
import type { CaptureInput, FileFacts, ReadOptions } from '../input/capture-input.ts';
import { captureFormat, HEAD_SIZE, type Head, isCompressed, unpackedHead } from '../input/head.ts';
import { ReadError } from '../input/problem.ts';
import { unpack } from '../input/unpack.ts';

/** Bytes read at a time: few at first, because a slice that unpacks to a thousand times its size must not hide that it goes on. */
const FIRST_SLICE = 64 << 10;
const SLICE = 4 << 20;

/** Bytes handed on at a time; about a millisecond's work. */
const PIECE = 1 << 16;

/** Asked after every piece; a promise is waited for, so that a page can answer its reader meanwhile. */
export type Pace = () => Promise<void> | null;

export class BlobInput implements CaptureInput {
  readonly name: string;
  readonly #blob: Blob;
  readonly #pace: Pace | null;

  /** Without a pace, whole slices are handed on at once. */
  constructor(name: string, blob: Blob, pace: Pace | null) {
    this.name = name;
    this.#blob = blob;
    this.#pace = pace;
  }

  async begin(): Promise<Head | null> {
    try {
      const first = await this.#slice(0, HEAD_SIZE);
      const outside = sniff(first);
      const bytes = isCompressed(outside) ? await this.#unpackedHead(outside) : first;
      return { format: isCompressed(outside) ? captureFormat(sniff(bytes)) : outside, outside, bytes };
    } catch {
      return null;
    }
  }

  async read(sink: (chunk: Uint8Array) => void, options: ReadOptions): Promise<FileFacts> {
    const fault = await unpack(this.#pieces(options), sink);
    return { bytes: this.#blob.size, sha256: null, fault };
  }

  async #unpackedHead(compression: 'gzip' | 'zstd' | 'lz4'): Promise<Uint8Array> {
    const { decompress } = await import('../input/decompress.ts');
    return unpackedHead(compression, this.#pieces({}), decompress);
  }

  async *#pieces({ signal, onBytes }: ReadOptions): AsyncGenerator<Uint8Array, void, void> {
    let size = FIRST_SLICE;
    for (let at = 0; at < this.#blob.size && !signal?.aborted; size = Math.min(2 * size, SLICE)) {
      const slice = await this.#slice(at, at + size);
      at += size;
      onBytes?.(slice.length);
      if (this.#pace === null) yield slice;
      else yield* paced(slice, this.#pace);
    }
  }

  async #slice(from: number, to: number): Promise<Uint8Array> {
    try {
      return new Uint8Array(await this.#blob.slice(from, to).arrayBuffer());
    } catch (error) {
      // The file was moved, changed or removed since it was dropped, or is a folder.
      const message = error instanceof Error ? error.message : String(error);
      throw new ReadError({ path: this.name, code: 'unreadable', message: `cannot be read: ${message}` });
    }
  }
}

async function* paced(slice: Uint8Array, pace: Pace): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < slice.length; at += PIECE) {
    yield slice.subarray(at, at + PIECE);
    const rest = pace();
    if (rest !== null) await rest;
  }
}
