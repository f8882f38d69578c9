/** From the bytes of a file, compressed or not, to the bytes of a capture. */
import { sniff } from '../capture/detect-format.ts';
import type { CompressionFault, Decompress } from './compression.ts';
import { isCompressed } from './head.ts';

/** Loaded when it is needed: most captures are not compressed, and decoders are large. */
type LoadDecompress = () => Promise<{ readonly decompress: Decompress }>;

/**
 * Feeds `sink`; a chunk is valid during the call only. Throws what `source` and `sink` throw; what is wrong with the compression is
 * returned.
 */
export async function unpack(
  source: AsyncIterable<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
  load: LoadDecompress = () => import('./decompress.ts'),
): Promise<CompressionFault | null> {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return null;
  const format = sniff(first.value);
  const all = startingWith(first.value, chunks);
  if (isCompressed(format)) {
    const { decompress } = await load();
    return decompress(format, all, sink);
  }
  for await (const chunk of all) sink(chunk);
  return null;
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    // Where the consumer stops early, the source is let go.
    await rest.return?.();
  }
}
