/** The worker's side: one analysis, asked for by one message. */
import { decode } from './decode.ts';
import type { Answer, Order } from './messages.ts';

/** The part of a dedicated worker's global scope that is used. */
interface Scope {
  postMessage(message: Answer): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Order>) => void): void;
}

export function serve(scope: Scope): void {
  const stop = new AbortController();
  scope.addEventListener('message', ({ data }) => {
    if (data.type === 'stop') stop.abort();
    else void decode(data.files, (message) => scope.postMessage(message), { signal: stop.signal });
  });
}
