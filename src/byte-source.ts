/** Bytes in any shape the web platform gives them, as one async iterable. */

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

export function chunksOf(source: CaptureSource): AsyncIterable<Uint8Array> {
  if (source instanceof Uint8Array) return once(source);
  if ('getReader' in source) return fromStream(source);
  if (Symbol.asyncIterator in source) return source;
  return fromStream(source.stream());
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Not every browser's streams are async iterable; their readers all work. */
export async function* fromStream(stream: ByteStream): AsyncGenerator<Uint8Array> {
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
