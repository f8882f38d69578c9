/** One thread of the pool: analyses one capture after another, in the order in which they are asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { analyzeSet } from '../input/analyze-set.ts';
import { toInputs } from './path-input.ts';
import type { Answer, Order, WorkerOptions } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('this module runs in a worker thread only');

const options = workerData as WorkerOptions;
const stop = new AbortController();
const answer = (message: Answer) => port.postMessage(message);

port.on('message', (order: Order) => {
  if (order === 'stop') stop.abort();
  else void analyze(order.paths);
});

async function analyze(paths: readonly string[]): Promise<void> {
  const { results, problems } = await analyzeSet(toInputs(paths), {
    ...options,
    signal: stop.signal,
    onBytes: (bytes, path) => answer({ type: 'read', bytes, path }),
  });
  answer({ type: 'done', analysis: { results, problems } });
}
