/** gzip by the platform's own `DecompressionStream` (Compression Streams standard), which browsers and Node have alike. */

import { type ByteStream, fromStream } from './byte-source.ts';
import { CaptureError } from './capture/errors.ts';

/** The part of the standard that is used, by its shape: the library compiles without the DOM's types. */
type DecompressionStreamLike = new (
  format: 'gzip',
) => {
  readonly readable: ByteStream;
  readonly writable: {
    getWriter(): { write(chunk: Uint8Array): Promise<void>; close(): Promise<void> };
  };
};

/** The unfolded bytes. Throws `CaptureError` where the platform has no gzip; what it says of damaged bytes is passed on. */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { DecompressionStream } = globalThis as { DecompressionStream?: DecompressionStreamLike };
  if (DecompressionStream === undefined) {
    throw new CaptureError(
      'compressed',
      'gzip cannot be unfolded on this platform: decompress the capture first',
      0,
    );
  }
  const stream = new DecompressionStream('gzip');
  const fed = feed(chunks, stream.writable.getWriter());
  // Damage shows on the reading side, with what was read before it.
  fed.catch(() => {});
  yield* fromStream(stream.readable);
  await fed;
}

async function feed(
  chunks: AsyncIterable<Uint8Array>,
  writer: { write(chunk: Uint8Array): Promise<void>; close(): Promise<void> },
): Promise<void> {
  // The source may use its buffer again.
  for await (const chunk of chunks) await writer.write(chunk.slice());
  await writer.close();
}
