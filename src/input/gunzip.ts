/** gzip by the platform's own `DecompressionStream` (Compression Streams standard), which browsers and Node have alike. */
import { type ByteStream, fromStream } from '../byte-source.ts';
import { CaptureError } from '../capture/errors.ts';
import type { CompressionFault } from './compression.ts';
import { GzipPieces } from './gzip-pieces.ts';

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
  const pieces = new GzipPieces(source);
  try {
    for (;;) {
      const { size, fault } = await gunzipMember(new DecompressionStream('gzip'), pieces, sink);
      if (fault === null || !pieces.toMemberAfter(size)) return fault;
    }
  } finally {
    await pieces.close();
  }
}

/** One member, or what there is before something is wrong: another member that follows is wrong to most platforms. */
async function gunzipMember(
  stream: InstanceType<DecompressionStreamLike>,
  pieces: GzipPieces,
  sink: (chunk: Uint8Array) => void,
): Promise<{ size: number; fault: CompressionFault | null }> {
  // Damage shows on the reading side, with what was read before it.
  const fed = feed(pieces, stream.writable.getWriter()).catch(() => {});
  const output = fromStream(stream.readable);
  let size = 0;
  try {
    for (;;) {
      const next = await nextOf(output);
      if ('fault' in next) return { size, fault: next.fault };
      if (next.chunk === null) return { size, fault: null };
      size += next.chunk.length;
      sink(next.chunk);
    }
  } finally {
    await output.return(undefined);
    // A stream that failed refuses, and has let its input go; one that goes on would wait for a reader.
    await stream.readable.cancel().catch(() => {});
    await fed;
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
  pieces: GzipPieces,
  writer: { write(chunk: Uint8Array): Promise<void>; close(): Promise<void> },
): Promise<void> {
  for (let piece = await pieces.next(); piece !== null; piece = await pieces.next())
    await writer.write(piece);
  await writer.close();
}
