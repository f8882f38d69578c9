/** gzip by the platform's own `DecompressionStream` (Compression Streams standard), which browsers and Node have alike. */
import { type ByteStream, fromStream } from '../byte-source.ts';
import { CaptureError } from '../capture/errors.ts';
import type { CompressionFault } from './compression.ts';

/** The part of the standard that is used, by its shape: the library compiles without the DOM's types. */
type DecompressionStreamLike = new (
  format: 'gzip',
) => {
  readonly readable: ByteStream & { cancel(): Promise<void> };
  readonly writable: {
    getWriter(): { write(chunk: Uint8Array): Promise<void>; close(): Promise<void> };
  };
};

/** How platforms say that the input ended too early, and that something follows the first member. */
const PREMATURE = /truncated|premature|unexpected end|incomplete/i;
const TRAILING = /junk|trailing|after end/i;

/** Decompresses `source` into `sink`. Throws what `sink` throws, and `CaptureError` where the platform has no gzip. */
export async function gunzip(
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<CompressionFault | null> {
  const { DecompressionStream } = globalThis as { DecompressionStream?: DecompressionStreamLike };
  if (DecompressionStream === undefined) {
    throw new CaptureError(
      'compressed',
      'gzip cannot be unfolded on this platform: decompress the capture first',
      0,
    );
  }
  const stream = new DecompressionStream('gzip');
  const fed = feed(source, stream.writable.getWriter());
  // Damage shows on the reading side, with what was read before it.
  fed.catch(() => {});
  const output = fromStream(stream.readable);
  try {
    for (;;) {
      const next = await nextOf(output);
      if ('fault' in next) return next.fault;
      if (next.chunk === null) return null;
      sink(next.chunk);
    }
  } finally {
    // Where the reading ends early, the source is let go as well. A stream that failed refuses, and has let it go.
    await output.return(undefined);
    await stream.readable.cancel().catch(() => {});
  }
}

async function nextOf(
  output: AsyncGenerator<Uint8Array>,
): Promise<{ chunk: Uint8Array | null } | { fault: CompressionFault }> {
  try {
    const next = await output.next();
    return { chunk: next.done ? null : next.value };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    return { fault: faultOf(`${text} ${cause}`.trim()) };
  }
}

function faultOf(text: string): CompressionFault {
  if (PREMATURE.test(text)) return { code: 'cut-short', message: `the gzip data ends too early (${text})` };
  if (TRAILING.test(text))
    return { code: 'trailing-bytes', message: 'bytes follow the gzip data and were not read' };
  return { code: 'damaged-compression', message: `gzip: the compressed data is damaged (${text})` };
}

async function feed(
  chunks: AsyncIterable<Uint8Array>,
  writer: { write(chunk: Uint8Array): Promise<void>; close(): Promise<void> },
): Promise<void> {
  // The source may use its buffer again.
  for await (const chunk of chunks) await writer.write(chunk.slice());
  await writer.close();
}
