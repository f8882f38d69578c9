/**
 * Zstandard (RFC 8878), in JavaScript. Node's own decoder is four times as fast, but ends with the first frame, and in Node 22 tells nothing
 * where the last one is cut.
 */
import { Decompress } from 'fzstd';
import type { CompressionFault } from './compression.ts';

/** Bytes handed on at a time: fzstd goes one call deeper for every frame in them, and an empty frame has 9 bytes. */
const PIECE = 1 << 14;

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
