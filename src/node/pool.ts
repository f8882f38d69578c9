/**
 * Captures analysed side by side, in this thread and others, with the results in the order of the captures whatever thread was first.
 *
 * Another thread that fails takes its own capture with it and nothing else. On interruption the threads stop reading and hand
 * over what they have found.
 */
import { Worker } from 'node:worker_threads';
import type { AbortSignalLike } from '../byte-source.ts';
import { analyzeSet, type SetAnalysis } from '../input/analyze-set.ts';
import { received } from '../result.ts';
import { toInputs } from './path-input.ts';
import type { Answer, Order, WorkerOptions } from './worker-messages.ts';

export interface PoolOptions {
  /** Threads at most, this one included. */
  readonly jobs: number;
  readonly signal: AbortSignalLike | undefined;
  readonly onBytes: ((bytes: number, path: string) => void) | undefined;
  readonly analysis: WorkerOptions;
}

/** A capture: the paths of its files, and their size in bytes. */
interface Task {
  readonly paths: readonly string[];
  readonly size: number;
}

/** Analyses `tasks`. An interruption leaves out those that nobody has begun. */
export async function analyzeInPool(tasks: readonly Task[], options: PoolOptions): Promise<SetAnalysis[]> {
  const results: (SetAnalysis | undefined)[] = [];
  // The large ones first: what is left for the end is small, and no thread works alone for long.
  const waiting = [...tasks.keys()].sort((a, b) => sizeAt(tasks, b) - sizeAt(tasks, a));
  const work = async (analyze: (paths: readonly string[]) => Promise<SetAnalysis>) => {
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      if (options.signal?.aborted) return;
      results[at] = await analyze((tasks[at] as Task).paths);
    }
  };
  const others = Array.from({ length: Math.min(options.jobs, tasks.length) - 1 }, () => new Thread(options));
  try {
    const { signal, onBytes, analysis } = options;
    const here = (paths: readonly string[]) => analyzeSet(toInputs(paths), { ...analysis, signal, onBytes });
    const there = others.map((thread) => work((paths) => thread.analyze(paths)));
    await Promise.all([...there, work(here)]);
  } finally {
    for (const thread of others) thread.end();
  }
  return results.filter((result) => result !== undefined);
}

function sizeAt(tasks: readonly Task[], at: number): number {
  return tasks[at]?.size ?? 0;
}

/** A worker, and a new one in its place where it fails. */
export class Thread {
  readonly #options: PoolOptions;
  readonly #stop = () => this.#worker?.postMessage('stop' satisfies Order);
  #worker: Worker | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
    options.signal?.addEventListener('abort', this.#stop);
  }

  analyze(paths: readonly string[]): Promise<SetAnalysis> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve) => {
      const finish = (analysis: SetAnalysis) => {
        worker.off('message', take).off('error', fail).off('exit', leave);
        resolve(analysis);
      };
      const fail = ({ message }: Error) => {
        this.#worker = null;
        finish(failure(paths, message));
      };
      const leave = (code: number) => fail(new Error(`its thread ended with ${code}`));
      const take = (answer: Answer) => {
        if (answer.type === 'read') this.#options.onBytes?.(answer.bytes, answer.path);
        else finish({ ...answer.analysis, results: answer.analysis.results.map(received) });
      };
      worker.on('message', take).on('error', fail).on('exit', leave);
      worker.postMessage({ paths } satisfies Order);
    });
  }

  end(): void {
    this.#options.signal?.removeEventListener('abort', this.#stop);
    void this.#worker?.terminate();
  }

  /** The worker lies beside this module, in the package as in the bundle. */
  #start(): Worker {
    // Options of the program's start, such as `--input-type`, may not fit a thread.
    const options = { workerData: this.#options.analysis, execArgv: [] };
    return new Worker(new URL('./worker.js', import.meta.url), options);
  }
}

function failure(paths: readonly string[], reason: string): SetAnalysis {
  const message = `could not be analysed, please report it: ${reason}`;
  return { results: [], problems: paths.map((path) => ({ path, code: 'internal-error', message })) };
}
