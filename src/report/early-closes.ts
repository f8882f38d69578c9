/** What ended a request or an answer half-way: a time limit of the upstream, or a crash. */
import { type Product, productName } from '../knowledge/product.ts';
import { panicRemedies, truncatedRemedies, writeTimeoutRemedies } from '../knowledge/remedies.ts';
import { hasWorkLimit } from '../knowledge/time-limits.ts';
import type { WaitLimit } from '../timers/waits.ts';
import type { Cause, Explained } from './explained.ts';
import { CLEARLY, SHORTEST_LIMIT_SECONDS } from './limits.ts';
import type { Finding } from './schema.ts';

/** What the upstream's other requests tell of its limits. */
export interface Limits {
  /** Null where no wait may be a limit's. */
  readonly waits: WaitLimit | null;
  /** The longest after which an answer began that came whole; 0 without any. */
  readonly longestAnswerSeconds: number;
}

/** Closed before any byte of an answer, by a process that stayed. */
export function closedEarly(finding: Finding, limits: Limits, product: Product | null): Explained {
  if (finding.manner === 'instant') {
    return {
      cause: {
        name: 'crash, panic or abort while handling the request',
        confidence: 'possible',
        because: ['closed within milliseconds of the request: no timer is that short'],
      },
      remedy: panicRemedies(product),
    };
  }
  const wait = finding.measures.waitSeconds;
  const crash = crashBy(wait, limits);
  if (crash !== null) {
    const name = 'crash, abort or kill while handling the request';
    return { cause: { name, confidence: 'possible', because: [crash] }, remedy: panicRemedies(product) };
  }
  const { waits } = limits;
  const limit = waits?.seconds ?? null;
  return {
    manner: limit === null ? finding.manner : 'timer',
    cause: waits === null ? null : waitCause(waits, product),
    remedy: writeTimeoutRemedies({
      limitSeconds: limit,
      longestWaitSeconds: waits?.longest ?? wait,
      style: waits?.style ?? null,
      upstreamProduct: product,
    }),
  };
}

/** Closed inside the answer. */
export function cutShort(finding: Finding, limits: Limits, product: Product | null): Explained {
  const byReset = finding.manner === 'reset';
  const crash = crashBy(finding.measures.waitSeconds, limits);
  if (!byReset && crash === null) {
    const { waits } = limits;
    return {
      cause: waits === null ? null : waitCause(waits, product),
      remedy: truncatedRemedies(product, false),
    };
  }
  const because = crash ?? 'a reset: time limits mostly end with a FIN';
  const name = 'crash, abort or kill in the middle of the answer';
  return {
    cause: { name, confidence: 'possible', because: [because] },
    remedy: truncatedRemedies(product, true),
  };
}

/** Why no time limit explains a close after that many seconds; null where one may. */
function crashBy(wait: number | null, { longestAnswerSeconds }: Limits): string | null {
  if (wait === null) return null;
  if (wait < SHORTEST_LIMIT_SECONDS)
    return `closed ${wait.toFixed(2)} s after the request: hardly any time limit is that short`;
  if (wait * CLEARLY < longestAnswerSeconds)
    return `closed ${wait.toFixed(2)} s after the request, others were answered after ${longestAnswerSeconds.toFixed(2)} s`;
  return null;
}

function waitCause(waits: WaitLimit, product: Product | null): Cause {
  const [shortest, longest] = [waits.shortest.toFixed(2), waits.longest.toFixed(2)];
  const range = shortest === longest ? `${shortest} s` : `${shortest} to ${longest} s`;
  const counted = waits.samples === 1 ? '1 request was' : `${waits.samples} requests were`;
  const because = [`${counted} closed without a whole answer after ${range}`];
  if (waits.style === 'first-write')
    because.push('the waits differ: the limit acts when the handler first writes (Go)');
  if (waits.style === 'kill') because.push('the waits are equal: the limit itself ends the work');
  // What only passes answers on has no such limit: it is that of what stands behind it.
  const who = product === null || !hasWorkLimit(product) ? '' : ` of ${productName(product)}`;
  return {
    name: waits.seconds === null ? `a time limit${who}` : `a time limit${who} of about ${waits.seconds} s`,
    confidence: 'possible',
    because,
  };
}
