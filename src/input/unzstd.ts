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

/** Decompresses `source` into `sink`; what `sink` throws is passed on. */
export async function unzstd(
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  let refused: { error: unknown } | null = null;
  const stream = new Decompress((chunk) => {
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
      if (read === 0 && chunk[0] === 0x28 && wantsTooMuch(chunk))
        throw new Error('a window of more than 128 MB');
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
