/** The one-call form: bytes in any shape the web platform gives them, a report out. */
import type { Analysis, AnalyzeOptions } from './analysis.ts';
import { Analyzer } from './analyzer.ts';
import { combine } from './combine.ts';

/** A web `ReadableStream` of bytes, by its shape: the library compiles without the DOM's types. */
export interface ByteStream {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
    releaseLock(): void;
  };
}

/** A `Blob` or `File`, by its shape. */
export interface BlobLike {
  stream(): ByteStream;
}

export type CaptureSource = Uint8Array | ByteStream | BlobLike | AsyncIterable<Uint8Array>;

export interface SourceOptions extends AnalyzeOptions {
  /** How the report calls the capture. Default `capture`. */
  readonly name?: string;
}

/**
 * Analyses one uncompressed capture (pcap or pcapng). Reads the source once, in order, and keeps no more of it than open
 * connections and findings need. Throws `CaptureError` where the bytes are no capture.
 */
export async function analyze(source: CaptureSource, options: SourceOptions = {}): Promise<Analysis> {
  const analyzer = new Analyzer(options);
  analyzer.beginFile(options.name ?? 'capture');
  if (source instanceof Uint8Array) analyzer.feed(source);
  else for await (const chunk of chunksOf(source)) analyzer.feed(chunk);
  analyzer.endFile();
  return combine([analyzer.finish()]);
}

function chunksOf(source: ByteStream | BlobLike | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  if ('getReader' in source) return fromStream(source);
  if (Symbol.asyncIterator in source) return source;
  return fromStream(source.stream());
}

/** Not every browser's streams are async iterable; their readers all work. */
async function* fromStream(stream: ByteStream): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (value !== undefined) yield value;
    }
  } finally {
    reader.releaseLock();
  }
}
