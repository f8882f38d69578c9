/** The one-call form: bytes in any shape the web platform gives them, a report out. */
import type { Analysis, AnalyzeOptions } from './analysis.ts';
import { Analyzer } from './analyzer.ts';
import { type CaptureSource, chunksOf } from './byte-source.ts';
import { sniff } from './capture/detect-format.ts';
import { CaptureError } from './capture/errors.ts';
import { combine } from './combine.ts';
import { gunzip } from './gunzip.ts';
import type { CaptureResult } from './result.ts';

export interface SourceOptions extends AnalyzeOptions {
  /** How the report calls the capture. Default `capture`. */
  readonly name?: string;
}

/**
 * Analyses one capture (pcap or pcapng, plain or gzip). Reads the source once, in order, and keeps no more of it than open
 * connections and findings need. Throws `CaptureError` where the bytes are no capture.
 */
export async function analyze(source: CaptureSource, options: SourceOptions = {}): Promise<Analysis> {
  const analyzer = new Analyzer(options);
  analyzer.beginFile(options.name ?? 'capture');
  const damage = await feedAll(analyzer, chunksOf(source)[Symbol.asyncIterator]());
  analyzer.endFile();
  const result = analyzer.finish();
  return combine([damage === null ? result : withDamage(result, damage)]);
}

/** Returns what was wrong with the compression; everything before it was analysed. */
async function feedAll(analyzer: Analyzer, source: AsyncIterator<Uint8Array>): Promise<string | null> {
  const first = await source.next();
  if (first.done) return null;
  const chunks = startingWith(first.value, source);
  if (sniff(first.value) !== 'gzip') {
    for await (const chunk of chunks) analyzer.feed(chunk);
    return null;
  }
  try {
    for await (const chunk of gunzip(chunks)) analyzer.feed(chunk);
    return null;
  } catch (error) {
    if (error instanceof CaptureError) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function withDamage(result: CaptureResult, damage: string): CaptureResult {
  const issue = { code: 'damaged-compression', message: `gzip data is damaged or cut: ${damage}` };
  const captures = result.captures.map((capture) => ({
    ...capture,
    complete: false,
    issues: [...capture.issues, issue],
  }));
  return { ...result, captures };
}
