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
  /** Bytes, and the name of a file, where it tells. */
  readonly size?: number;
  readonly name?: string;
  stream(): ByteStream;
}

/** An `AbortSignal`, by its shape. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export type CaptureSource = Uint8Array | ArrayBuffer | ByteStream | BlobLike | AsyncIterable<Uint8Array>;

export function chunksOf(source: CaptureSource): AsyncIterable<Uint8Array> {
  if (source instanceof Uint8Array) return once(source);
  if (source instanceof ArrayBuffer) return once(new Uint8Array(source));
  if ('getReader' in source) return fromStream(source);
  if (Symbol.asyncIterator in source) return source;
  return fromStream(source.stream());
}

/** Bytes of the whole source; null for streams. */
export function sizeOf(source: CaptureSource): number | null {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return source.byteLength;
  return 'stream' in source ? (source.size ?? null) : null;
}

/** What the source itself is called; null where it has no name. */
export function nameOf(source: CaptureSource): string | null {
  return 'stream' in source ? (source.name ?? null) : null;
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

/** Up to the moment of `signal`, also while nothing comes; a read that is under way is abandoned. */
export async function* until(
  signal: AbortSignalLike | undefined,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (signal === undefined) {
    yield* source;
    return;
  }
  const chunks = source[Symbol.asyncIterator]();
  let stop = () => {};
  const onAbort = () => stop();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      // A promise per chunk: one for all of them would remember every race that it took part in.
      const aborted = new Promise<null>((resolve) => {
        stop = () => resolve(null);
      });
      const next = await Promise.race([aborted, chunks.next()]);
      if (next === null || next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not waited for: behind a read that never ends it would wait as long.
    void chunks.return?.();
  }
}
