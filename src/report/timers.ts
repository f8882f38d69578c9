/** Observed timers as the report prints them. */
import { likelyServers } from '../knowledge/idle-timeouts.ts';
import { productName } from '../knowledge/product.ts';
import { serverProduct } from '../knowledge/servers.ts';
import type { Tally } from '../result.ts';
import type { IdleSamples, IdleTimer } from '../timers/idle.ts';
import type { Timer } from './schema.ts';

export function toTimers(idle: IdleSamples, tally: Tally): Timer[] {
  return idle.timers().map((timer) => toTimer(timer, tally));
}

function toTimer(timer: IdleTimer, tally: Tally): Timer {
  return {
    endpoint: timer.endpoint,
    side: timer.side,
    timer: 'idle',
    seconds: timer.seconds,
    spreadSeconds: [...timer.spreadSeconds],
    samples: timer.samples,
    product: timer.side === 'upstream' ? productText(timer, tally) : null,
    confidence: timer.samples >= 10 ? 'likely' : 'possible',
    exposure: null,
  };
}

/** What the server said it is, else whose default the timer looks like. */
function productText(timer: IdleTimer, tally: Tally): string | null {
  const said = tally.upstreams.get(timer.endpoint)?.product ?? null;
  const product = said === null ? null : serverProduct(said);
  if (product !== null) return productName(product);
  const guess = likelyServers(timer.seconds, timer.spreadSeconds, timer.samples)[0];
  return guess?.confidence === 'likely' ? guess.name : null;
}
