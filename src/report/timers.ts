/** Observed timers as the report prints them. */
import { likelyServers } from '../knowledge/idle-timeouts.ts';
import { productName } from '../knowledge/product.ts';
import { keepAliveRaceRemedies } from '../knowledge/remedies.ts';
import type { Tally } from '../result.ts';
import type { IdleSamples, IdleTimer } from '../timers/idle.ts';
import { gatewayNamed, upstreamNamed } from './products.ts';
import type { Timer } from './schema.ts';

export function toTimers(idle: IdleSamples, tally: Tally): Timer[] {
  const timers = idle.timers();
  const gateways = new Map(
    timers.flatMap(({ side, endpoint, seconds }): [string, number][] =>
      side === 'gateway' ? [[endpoint, seconds]] : [],
    ),
  );
  return timers.map((timer) => {
    if (timer.side === 'gateway') return toTimer(timer, tally);
    const gatewayIdleSeconds = gateways.get(idle.gatewayOf(timer.endpoint) ?? '') ?? null;
    return { ...toTimer(timer, tally), ...advice(timer, idle, tally, gatewayIdleSeconds) };
  });
}

function toTimer(timer: IdleTimer, tally: Tally): Timer {
  return {
    endpoint: timer.endpoint,
    side: timer.side,
    timer: 'idle',
    seconds: timer.seconds,
    spreadSeconds: [...timer.spreadSeconds],
    samples: timer.samples,
    product: timer.side === 'upstream' ? productText(timer, tally) : gatewayText(timer.endpoint, tally),
    confidence: timer.samples >= 10 ? 'likely' : 'possible',
    exposure: null,
  };
}

function advice(
  { endpoint, seconds }: IdleTimer,
  idle: IdleSamples,
  tally: Tally,
  gatewayIdleSeconds: number | null,
): Pick<Timer, 'remedy' | 'longestReuseSeconds'> {
  const reuse = idle.longestReuse(endpoint);
  const remedy = keepAliveRaceRemedies({
    upstreamIdleSeconds: seconds,
    gatewayIdleSeconds,
    upstreamProduct: upstreamNamed(endpoint, tally),
    gatewayProduct: gatewayNamed(idle.gatewayOf(endpoint), tally),
  });
  return { ...(reuse === null ? {} : { longestReuseSeconds: reuse }), remedy };
}

function gatewayText(host: string, tally: Tally): string | null {
  const product = gatewayNamed(host, tally);
  return product === null ? null : productName(product);
}

/** What the server said it is, else whose default the timer looks like. */
function productText(timer: IdleTimer, tally: Tally): string | null {
  const product = upstreamNamed(timer.endpoint, tally);
  if (product !== null) return productName(product);
  const guess = likelyServers(timer.seconds, timer.spreadSeconds, timer.samples)[0];
  return guess?.confidence === 'likely' ? guess.name : null;
}
