/** Bytes of a file, a pipe or standard input, through one reused buffer. */
import {
  closeSync,
  constants,
  fstatSync,
  open,
  openSync,
  read,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { AbortSignalLike } from '../byte-source.ts';
import { SNIFF_LENGTH } from '../capture/detect-format.ts';
import { systemCode } from './problem.ts';

/** Beyond 1 MiB the buffer falls out of the processor's cache and reading gets slower. */
const BUFFER_SIZE = 1 << 20;

/** After so many bytes other work, such as a signal handler, gets its turn. */
const TURN = 4 << 20;

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
  const descriptor = path === STDIN ? 0 : await opened(path, signal);
  if (descriptor === null) return;
  try {
    const stat = fstatSync(descriptor);
    if (stat.isFile()) yield* readRegular(descriptor, stat.size, signal);
    else yield* readStream(descriptor, signal);
  } finally {
    if (signal?.aborted && path !== STDIN && fstatSync(descriptor).isFIFO()) endWaiting(path);
    if (descriptor !== 0) closeSync(descriptor);
  }
}

/** Null where it was aborted: a named pipe that nobody writes to opens in a thread, so that signals are still heard. */
async function opened(path: string, signal?: AbortSignalLike): Promise<number | null> {
  if (!statSync(path).isFIFO()) return openSync(path, 'r');
  if (signal?.aborted) return null;
  const descriptor = await untilAborted(promisify(open)(path, 'r'), null, signal);
  if (descriptor === null) endWaiting(path);
  return descriptor;
}

/** The process would not end before the thread that waits for a named pipe: it gets a writer, and a byte for nobody. */
function endWaiting(path: string): void {
  try {
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(descriptor, '\0');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Nobody waits any more.
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
  const next = (from: number) => untilAborted(readOnce(descriptor, buffer, from), 0, signal);
  while (!signal?.aborted) {
    let length = await next(0);
    // Even the slowest pipe's first chunk tells the file's format.
    for (let more = length; more > 0 && length < SNIFF_LENGTH; length += more) more = await next(length);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}

/** `stopped` where it is aborted first. The abandoned call ends with the process; what it brings is nobody's. */
function untilAborted<Result, Stopped>(
  result: Promise<Result>,
  stopped: Stopped,
  signal?: AbortSignalLike,
): Promise<Result | Stopped> {
  if (!signal) return result;
  return new Promise((resolve, reject) => {
    const stop = () => resolve(stopped);
    signal.addEventListener('abort', stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
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
