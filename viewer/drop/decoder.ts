/**
 * The decoder beside the page: in a worker made of the page's own script, so that nothing has to be fetched; where the
 * host forbids workers, in the page itself, a few milliseconds at a time.
 */
import { decode } from '../../src/browser/decode.ts';
import type { Answer, Order } from '../../src/browser/messages.ts';
import { t } from '../words/language.ts';

/** What an analysis that runs can be told. */
export interface Running {
  /** Report what was read so far. */
  stop(): void;
  /** Nobody wants to know any more. */
  abandon(): void;
}

/** Milliseconds that the decoder may keep the page waiting where it has no thread of its own. */
const TURN = 8;

/** Tells `answer` everything, asynchronously. `script` is the text of the script that `serve`s in a worker. */
export function startDecoder(
  files: readonly File[],
  script: string | null,
  answer: (message: Answer) => void,
): Running {
  let running: Running | null = null;
  let gone = false;
  const heard = (message: Answer) => {
    if (!gone) answer(message);
  };
  const inPage = () => {
    if (!gone) running = decodeHere(files, heard);
  };
  running = script === null ? null : startWorker(files, script, heard, inPage);
  if (running === null) inPage();
  return {
    stop: () => running?.stop(),
    abandon() {
      gone = true;
      running?.abandon();
    },
  };
}

function startWorker(
  files: readonly File[],
  script: string,
  answer: (message: Answer) => void,
  refused: () => void,
): Running | null {
  const worker = createWorker(script);
  if (worker === null) return null;
  let begun = false;
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    begun = true;
    answer(data);
    if (data.type === 'done' || data.type === 'failed') worker.terminate();
  });
  // A policy of the host that forbids workers is told by this event, not by an exception.
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    worker.terminate();
    if (begun) answer({ type: 'failed', message: whyStopped(event.message) });
    else refused();
  });
  const send = (order: Order) => worker.postMessage(order);
  send({ type: 'analyze', files });
  return { stop: () => send({ type: 'stop' }), abandon: () => worker.terminate() };
}

/** Browsers word it differently, and some say nothing when a thread ends for want of memory. */
function whyStopped(message: string): string {
  if (message !== '' && !/memory|allocation/i.test(message)) return t('the decoder stopped: {0}', message);
  return t(
    'this needs more memory than a page gets: read it on the command line (closecall report FILE), or a part of it here',
  );
}

/** Trusted Types, by their shape: a policy that this page's own content security policy names. */
interface TrustedTypes {
  createPolicy(
    name: 'closecall-worker',
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

let trusted: ReturnType<TrustedTypes['createPolicy']> | null = null;

function createWorker(script: string): Worker | null {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
    // Once: a policy's name can be used one time only. It passes nothing but what was made here.
    trusted ??= trustedTypes?.createPolicy('closecall-worker', { createScriptURL: ownBlob }) ?? {
      createScriptURL: ownBlob,
    };
    return new Worker(trusted.createScriptURL(url));
  } catch {
    return null;
  } finally {
    // The worker has its address; a moment later nobody needs it.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

function ownBlob(url: string): string {
  if (!url.startsWith('blob:')) throw new TypeError('only a script of this page becomes a worker');
  return url;
}

function decodeHere(files: readonly File[], answer: (message: Answer) => void): Running {
  const stop = new AbortController();
  void decode(files, answer, { signal: stop.signal, pace: inTurns() });
  return { stop: () => stop.abort(), abandon: () => stop.abort() };
}

/** After every turn the page gets one. */
function inTurns(): () => Promise<void> | null {
  let began = performance.now();
  return () => {
    if (performance.now() - began < TURN) return null;
    return new Promise((resolve) => {
      setTimeout(() => {
        began = performance.now();
        resolve();
      });
    });
  };
}
