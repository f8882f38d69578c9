/**
 * Zstandard (RFC 8878), in JavaScript. Node's own decoder is four times as fast, but ends with the first frame, and in Node 22 tells nothing
 * where the last one is cut.
 */
import { Decompress } from 'fzstd';
import type { CompressionFault } from './compression.ts';

/** Bytes handed on at a time: fzstd goes one call deeper for every frame in them, and an empty frame has 9 bytes. */
const PIECE = 1 << 14;

/** As far back as blocks may refer; zstd itself reads more only when it is told to (`--long`). */
const MAX_WINDOW = 1 << 27;

/** Whether a frame that begins so wants more memory than that (RFC 8878 §3.1.1.1): fzstd takes all of it at once. */
function wantsTooMuch(head: Uint8Array): boolean {
  const [, , , , descriptor = 0, window = 0] = head;
  // A single segment is as large as its content, which only 4 or 8 bytes can say to be too large.
  if ((descriptor & 0x20) === 0) return 2 ** (10 + (window >> 3)) * (1 + (window & 7) / 8) > MAX_WINDOW;
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] as number);
  const size = at + 4 <= head.length ? new DataView(head.buffer, head.byteOffset).getUint32(at, true) : 0;
  return descriptor >> 6 > 1 && size > MAX_WINDOW;
}

/**
 * For every block fzstd moves the whole window: bytes moved that take some seconds, and how many more each byte of output may take, as
 * with blocks of 128 kB in the largest window. Beyond, blocks of a few bytes keep it busy for hours.
 */
const MOST_MOVED = 2 ** 34;
const MOVED_PER_BYTE = 1100;

/** The window of the frame that is being read, bytes, where fzstd 0.1 keeps it. */
function windowOf(stream: Decompress): number {
  const { s: frame } = stream as unknown as { readonly s?: number | { readonly w: Uint8Array } };
  return typeof frame === 'object' ? frame.w.length : 0;
}

/** What is read of a stream may not take forever. */
export class Work {
  private moved = 0;
  private made = 0;

  /** Takes a block of `length` bytes, of a frame with this window. Throws where the stream asks too much. */
  take(length: number, window: number): void {
    if (window > MAX_WINDOW) throw new Error(TOO_WIDE);
    this.moved += window;
    this.made += length;
    if (this.moved > MOST_MOVED + MOVED_PER_BYTE * this.made)
      throw new Error('its window is too large for its blocks, which would take hours: zstd -dc reads it');
  }
}

const TOO_WIDE = 'a window of more than 128 MB';

/** Decompresses `source` into `sink`; what `sink` throws is passed on. */
export async function unzstd(
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  let refused: { error: unknown } | null = null;
  const work = new Work();
  const stream = new Decompress((chunk) => {
    work.take(chunk.length, windowOf(stream));
    try {
      sink(chunk);
    } catch (error) {
      refused = { error };
      throw error;
    }
  });
  let read = 0;
  try {
    for await (const chunk of source) {
      if (read === 0 && chunk[0] === 0x28 && wantsTooMuch(chunk)) throw new Error(TOO_WIDE);
      read += chunk.length;
      for (let at = 0; at < chunk.length; at += PIECE) {
        // fzstd keeps what it is given until a frame is whole; the source uses its buffer again.
        stream.push(chunk.slice(at, at + PIECE));
      }
    }
    stream.push(new Uint8Array(0), true);
    return null;
  } catch (error) {
    if (refused !== null) throw (refused as { error: unknown }).error;
    const text = error instanceof Error ? error.message : String(error);
    const code = /unexpected eof/i.test(text) ? ('cut-short' as const) : ('damaged-compression' as const);
    return { code, message: `zstd stream is damaged: ${text}, after byte ${read}` };
  }
}
