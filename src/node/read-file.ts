/** Bytes of a file, a pipe or standard input, through one reused buffer. */
import { closeSync, fstatSync, openSync, read, readSync } from 'node:fs';
import { SNIFF_LENGTH } from '../capture/detect-format.ts';
import type { AbortSignalLike } from '../input/capture-input.ts';
import { systemCode } from './problem.ts';

/** Beyond 1 MiB the buffer falls out of the processor's cache and reading gets slower. */
const BUFFER_SIZE = 1 << 20;

/** After so many bytes other work, such as a signal handler, gets its turn. */
const TURN = 16 << 20;

const RETRY_MILLISECONDS = 10;

/** How the user names standard input. */
export const STDIN = '-';

/**
 * Yields the bytes of `path` in order. Each chunk is valid until the next one is asked for. Ends early, without an
 * error, once `signal` is aborted. Throws the system's errors.
 */
export async function* readChunks(
  path: string,
  signal?: AbortSignalLike,
): AsyncGenerator<Uint8Array, void, void> {
  const descriptor = path === STDIN ? 0 : openSync(path, 'r');
  try {
    const stat = fstatSync(descriptor);
    if (stat.isFile()) yield* readRegular(descriptor, stat.size, signal);
    else yield* readStream(descriptor, signal);
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
}

/** Synchronous reads: for a file nothing is faster, and a warm page needs no waiting. */
async function* readRegular(descriptor: number, size: number, signal?: AbortSignalLike) {
  const buffer = new Uint8Array(Math.min(Math.max(size, 1), BUFFER_SIZE));
  let sinceTurn = 0;
  while (!signal?.aborted) {
    const length = readSync(descriptor, buffer);
    if (length === 0) return;
    yield buffer.subarray(0, length);
    sinceTurn += length;
    if (sinceTurn < TURN) continue;
    sinceTurn = 0;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** A pipe or terminal may stay silent for hours: the read waits in a thread, so that signals are still heard. */
async function* readStream(descriptor: number, signal?: AbortSignalLike) {
  const buffer = new Uint8Array(BUFFER_SIZE);
  const next = (from: number) => untilAborted(readOnce(descriptor, buffer, from), signal);
  while (!signal?.aborted) {
    let length = await next(0);
    // Even the slowest pipe's first chunk tells the file's format.
    for (let more = length; more > 0 && length < SNIFF_LENGTH; length += more) more = await next(length);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}

/** The abandoned read ends with the process; its bytes are nobody's. */
function untilAborted(length: Promise<number>, signal?: AbortSignalLike): Promise<number> {
  if (!signal) return length;
  return new Promise((resolve, reject) => {
    const stop = () => resolve(0);
    signal.addEventListener('abort', stop, { once: true });
    length.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function readOnce(descriptor: number, buffer: Uint8Array, from: number): Promise<number> {
  for (;;) {
    try {
      return await new Promise<number>((resolve, reject) => {
        read(descriptor, buffer, from, buffer.length - from, null, (error, length) =>
          error ? reject(error) : resolve(length),
        );
      });
    } catch (error) {
      const code = systemCode(error);
      // Windows reports the end of a pipe as an error.
      if (code === 'EOF') return 0;
      // A descriptor that its creator made non-blocking has nothing yet.
      if (code !== 'EAGAIN') throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
    }
  }
}
