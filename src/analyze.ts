/** The one-call form: bytes in any shape the web platform gives them, a report out. */
import type { Analysis, AnalyzeOptions } from './analysis.ts';
import { Analyzer } from './analyzer.ts';
import { type CaptureSource, chunksOf } from './byte-source.ts';
import { combine } from './combine.ts';
import { withFaults } from './input/faults.ts';
import { unpack } from './input/unpack.ts';

export interface SourceOptions extends AnalyzeOptions {
  /** How the report calls the capture. Default `capture`. */
  readonly name?: string;
}

/**
 * Analyses one capture (pcap or pcapng, plain or compressed with gzip, zstd or lz4). Reads the source once, in order, and keeps no
 * more of it than open connections and findings need. Throws `CaptureError` where the bytes are no capture.
 */
export async function analyze(source: CaptureSource, options: SourceOptions = {}): Promise<Analysis> {
  const analyzer = new Analyzer(options);
  const name = options.name ?? 'capture';
  analyzer.beginFile(name);
  const fault = await unpack(chunksOf(source), (chunk) => analyzer.feed(chunk));
  analyzer.endFile();
  return combine([withFaults(analyzer.finish(), new Map([[name, fault]]))], options);
}
