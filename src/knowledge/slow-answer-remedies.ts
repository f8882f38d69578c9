/** Somebody's patience ran out: the upstream's with its own handler, or the gateway's with the upstream. */
import type { Product } from './product.ts';
import { productName } from './product.ts';
import type { Remedy } from './remedy.ts';
import { remedy } from './remedy.ts';
import { GATEWAY_READ_LIMITS, hasWorkLimit, SERVER_WORK_LIMITS } from './time-limits.ts';
import { setTo, setToIn } from './time-setting.ts';

/** A limit of 1.25 times the observed need, rounded up to 5 s, leaves room for a slower day. */
const HEADROOM = 1.25;

export interface WriteTimeout {
  /** The upstream's limit as the waits show it; null where they don't. */
  readonly limitSeconds: number | null;
  /** The longest wait that ended in a close. */
  readonly longestWaitSeconds: number | null;
  /** `first-write`: the close came when the handler wrote (Go). `kill`: at the limit itself. Null: not known. */
  readonly style: 'first-write' | 'kill' | null;
  readonly upstreamProduct: Product | null;
}

/** The upstream closed a request that took longer than it allows. */
export function writeTimeoutRemedies(seen: WriteTimeout): Remedy[] {
  return [raiseWorkLimit(seen), answerInTime(seen.upstreamProduct, seen.limitSeconds, 'the write timeout')];
}

function raiseWorkLimit(seen: WriteTimeout): Remedy {
  const { limitSeconds: limit, longestWaitSeconds: longest, upstreamProduct: product } = seen;
  const setting = product === null ? undefined : SERVER_WORK_LIMITS[product];
  const name = setting?.setting ?? 'write or worker timeout';
  const where = product ?? 'upstream';
  // With first-write the wait is what the handler needed; a killed worker never shows what it would have needed.
  const needed = seen.style === 'first-write' ? longest : null;
  const seconds = needed !== null ? withHeadroom(needed) : limit !== null ? roundUp(2 * limit) : null;
  if (seconds === null) {
    return remedy(where, name, 'above the slowest request', `upstream: ${name} above the slowest request`);
  }
  const why =
    needed === null
      ? `cut off at ${limit} s: the time that it needs does not show`
      : `the slowest failed request took ${needed.toFixed(1)} s`;
  if (product !== null && setting !== undefined) {
    const change = setTo(product, setting, seconds);
    return { ...change, text: `${change.text} (${why})` };
  }
  return remedy(where, name, `${seconds}s`, `upstream: ${name} ${seconds} s (${why})`);
}

/**
 * The response stopped before its end.
 *
 * @param byReset whether a reset cut it: killed processes and crashes reset more often, timeouts mostly send a FIN
 */
export function truncatedRemedies(upstreamProduct: Product | null, byReset: boolean): Remedy[] {
  const limit = longDownloads(upstreamProduct);
  return byReset ? [crashRemedy(), limit] : [limit, crashRemedy()];
}

/** The process may have ended in the middle of its work. */
export function crashRemedy(): Remedy {
  return remedy(
    'application',
    'memory limit',
    'above its peak',
    'look for OOMKilled or a crash at that time',
  );
}

function longDownloads(product: Product | null): Remedy {
  if (product === 'go') {
    const text = 'Go WriteTimeout counts the download too: SetWriteDeadline per response for long ones';
    return remedy('go', 'ResponseController.SetWriteDeadline', 'above the longest download', text);
  }
  if (product !== null && product in GATEWAY_READ_LIMITS && !hasWorkLimit(product)) {
    const text = `capture behind ${productName(product)}: it may only have passed on what was cut there`;
    return remedy(product, 'capture', 'one hop further in', text);
  }
  const name =
    (product === null ? undefined : SERVER_WORK_LIMITS[product]?.setting) ?? 'write or worker timeout';
  const owner = product === null ? 'upstream:' : productName(product);
  return remedy(
    product ?? 'upstream',
    name,
    'above the longest download',
    `${owner} ${name} above the longest download`,
  );
}

/**
 * The gateway stopped waiting for an answer.
 *
 * @param lateResponseSeconds when the whole answer came after all; null where none was seen
 * @param limitSeconds when the gateway gave up; null where that is not constant
 */
export function proxyTimeoutRemedies(
  lateResponseSeconds: number | null,
  limitSeconds: number | null,
  gatewayProduct: Product | null,
): Remedy[] {
  const earlier = answerInTime(null, limitSeconds, "the gateway's limit");
  if (lateResponseSeconds === null) return [earlier];
  const seconds = withHeadroom(lateResponseSeconds);
  const wait = setToIn(GATEWAY_READ_LIMITS, gatewayProduct, seconds, 'read timeout');
  const why = `the answer came after ${lateResponseSeconds.toFixed(1)} s`;
  return [{ ...wait, text: `${wait.text} (${why})` }, earlier];
}

/** How a gateway gave up where nothing tells its timeout from a client that left. */
export interface GaveUp {
  readonly manner: string | null;
  /** When the whole answer came after all, and when the gateway left; null where that was not seen. */
  readonly lateResponseSeconds: number | null;
  readonly waitSeconds: number | null;
  readonly gatewayProduct: Product | null;
}

/** No gateway is told to give up this early; people leave, and clients have timeouts. */
const SHORTEST_READ_LIMIT = 0.9;

/** The gateway closed, by its own timeout or because its client had left: its log knows which. */
export function gaveUpRemedies({
  manner,
  lateResponseSeconds,
  waitSeconds,
  gatewayProduct,
}: GaveUp): Remedy[] {
  const ask =
    "the gateway's access log tells who left: 499 (HAProxy C---) the client, 504 (s---) its own timeout";
  const which = remedy('gateway', 'access log', '499 or 504', ask);
  if (manner === 'sending') return [readSooner(), which];
  if (manner === 'answer-lost') return [findLostPackets(), which];
  const isClient = waitSeconds !== null && waitSeconds < SHORTEST_READ_LIMIT;
  if (isClient) {
    // Clocks that were set back give waits below zero.
    const seconds = waitSeconds < 0.01 ? '< 0.01' : waitSeconds.toFixed(2);
    const text = `its client's own timeout, most likely: ${seconds} s is short for a gateway's`;
    return [which, remedy('client', 'timeout', 'above the slowest answer', text)];
  }
  return [which, ...proxyTimeoutRemedies(lateResponseSeconds, null, gatewayProduct)];
}

/** The upstream answered in time, and its packets did not get through: full-size ones, most often (RFC 1191, RFC 8899). */
export function findLostPackets(): Remedy {
  const text =
    "the answer was sent again, never acknowledged: full-size packets don't get through. ping -M do -s 1472, allow ICMP 'too big'";
  return remedy('network', 'MTU', 'the same on the whole path', text);
}

function readSooner(): Remedy {
  const text =
    'read the request body as it comes: the upstream let its receive window fill until the gateway gave up';
  return remedy('application', 'request body', 'read as it comes', text);
}

function answerInTime(product: Product | null, limit: number | null, bound: string): Remedy {
  const seconds = limit === null ? null : shortlyBefore(limit);
  const value = seconds === null ? `below ${bound}` : `${seconds}s`;
  if (product === 'go') {
    return remedy('go', 'http.TimeoutHandler', value, `answer 503 in time: Go http.TimeoutHandler ${value}`);
  }
  const told = seconds === null ? value : `${seconds} s`;
  return remedy('application', 'request deadline', value, `answer 503 in time: request deadline ${told}`);
}

function withHeadroom(seconds: number): number {
  return roundUp(seconds * HEADROOM);
}

function roundUp(seconds: number): number {
  return Math.max(5, Math.ceil(seconds / 5) * 5);
}

/** A deadline that leaves time to write the answer: 5 s before the limit, or a fifth of a short one. */
function shortlyBefore(limit: number): number {
  return limit >= 20 ? Math.floor(limit - 5) : Math.max(0.1, Math.floor(limit * 8) / 10);
}
