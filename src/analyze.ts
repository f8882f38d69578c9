/** The one-call form: bytes in any shape the web platform gives them, a report out. */
import type { Analysis, AnalyzeOptions } from './analysis.ts';
import { Analyzer } from './analyzer.ts';
import { type AbortSignalLike, type CaptureSource, chunksOf, nameOf, sizeOf, until } from './byte-source.ts';
import { combine } from './combine.ts';
import { withFaults } from './input/faults.ts';
import { unpack } from './input/unpack.ts';
import type { Progress } from './progress.ts';

export interface SourceOptions extends AnalyzeOptions {
  /** How the report calls the capture. Default: the name of a `File`, else `capture`. */
  readonly name?: string;
  /** Ends the analysis early; what was read so far is reported. */
  readonly signal?: AbortSignalLike;
  /** Called for every chunk of the source, before it is analysed. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Analyses one capture (pcap or pcapng, plain or compressed with gzip, zstd or lz4). Reads the source once, in order, and keeps no
 * more of it than open connections and findings need. Throws `CaptureError` where the bytes are no capture.
 */
export async function analyze(source: CaptureSource, options: SourceOptions = {}): Promise<Analysis> {
  const { signal, name: path = nameOf(source) ?? 'capture', onProgress } = options;
  const analyzer = new Analyzer(options);
  let bytes = 0;
  analyzer.beginFile(path);
  const fault = await unpack(
    counted(until(signal, chunksOf(source)), (more) => {
      bytes += more;
      onProgress?.({ path, bytes, totalBytes: sizeOf(source) });
    }),
    (chunk) => analyzer.feed(chunk),
  );
  if (signal?.aborted && bytes === 0) return combine([], options);
  analyzer.endFile({ bytes });
  return combine([withFaults(analyzer.finish(), new Map([[path, fault]]))], options);
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}
