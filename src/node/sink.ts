/** A sink that can be called from an event handler, where nothing may throw. */
interface GuardedSink {
  readonly push: (chunk: Uint8Array) => void;
  /** Throws what the sink threw, if it did. */
  readonly rethrow: () => void;
}

/** Keeps the first error that `sink` throws and calls `stop` then; later chunks are ignored. */
export function guard(sink: (chunk: Uint8Array) => void, stop: () => void): GuardedSink {
  const thrown: unknown[] = [];
  return {
    push(chunk) {
      if (thrown.length > 0) return;
      try {
        sink(chunk);
      } catch (error) {
        thrown.push(error);
        stop();
      }
    },
    rethrow() {
      if (thrown.length > 0) throw thrown[0];
    },
  };
}
