/**
 * What to change when the upstream closes idle connections that the gateway still uses.
 *
 * The rule: the side that sends requests must give an idle connection up first. So the upstream's idle limit has to
 * exceed the gateway's by the round trip, a retransmission and both timers' granularity (RFC 9112 §9.5 leaves the
 * times to the two sides; nothing in HTTP/1.1 keeps them from closing under a request).
 */
import { POOL_IDLE_DEFAULTS } from './idle-defaults.ts';
import { POOL_IDLE_SETTINGS, SERVER_IDLE_SETTINGS } from './idle-settings.ts';
import type { Product } from './product.ts';
import { productName } from './product.ts';
import type { Remedy } from './remedy.ts';
import { setTo } from './time-setting.ts';

export interface KeepAliveRace {
  /** Idle age in seconds at which the upstream closes; null where the capture does not show it. */
  readonly upstreamIdleSeconds: number | null;
  /** Idle age in seconds at which the gateway closes; null while the upstream is always first. */
  readonly gatewayIdleSeconds: number | null;
  readonly upstreamProduct: Product | null;
  readonly gatewayProduct: Product | null;
}

/** The settings where the product, and so their name, is not known. */
const SERVER_IDLE = 'idle timeout of client connections';
const POOL_IDLE = 'idle timeout of upstream connections';

/** By this many seconds the upstream has to outlast the gateway: one lost segment on a far link, and a late timer. */
const SAFE_MARGIN = 1;

/** What is measured is a little later than what is set (seconds); it must not push a value to the next round one. */
const LATENESS = 0.5;

/** A pool that closes half of its surplus per turn may keep a connection for several turns. */
const SOFT_TURNS = 5;

/**
 * At most two changes, either of which is enough, the better one first. Empty where the upstream already outlasts
 * the gateway: then the timers are not the cause (a restart or a request limit may be).
 */
export function keepAliveRaceRemedies(race: KeepAliveRace): Remedy[] {
  const upstream = known(race.upstreamIdleSeconds);
  const gateway = known(race.gatewayIdleSeconds);
  if (upstream !== null && gateway !== null && outlasts(upstream, gateway, isSoft(race.gatewayProduct)))
    return [];
  const raise = raiseUpstream(race.upstreamProduct, gateway, race.gatewayProduct);
  const lower = lowerGateway(race.gatewayProduct, upstream, gateway);
  // The gateway's own limit comes first where it was seen: raising the upstream keeps the connections in use.
  const remedies = gateway === null ? [lower, raise] : [raise, lower];
  const found = remedies.filter((remedy) => remedy !== null);
  return found.length > 0 ? found : [compareLimits(race)];
}

/** Seconds above the gateway's limit at which an upstream is safe: 5 -> 10, 60 -> 75, 600 -> 620. */
export function safeUpstreamIdle(gatewaySeconds: number): number {
  const margin = clamp(gatewaySeconds / 4, 5, 15);
  const step = gatewaySeconds < 300 ? 5 : 20;
  return Math.ceil((gatewaySeconds + margin - LATENESS) / step) * step;
}

/** Seconds below the upstream's limit at which a gateway is safe: 7 -> 5, 5 -> 4, 75 -> 60; null under 2 s. */
export function safeGatewayIdle(upstreamSeconds: number): number | null {
  if (upstreamSeconds < 2) return null;
  const below = upstreamSeconds - clamp(upstreamSeconds / 5, SAFE_MARGIN, 15);
  const step = below >= 10 ? 5 : 1;
  return Math.floor(below / step) * step;
}

/** Makes a gateway give idle connections up before something closes or forgets them; null where it cannot. */
export function undercut(gateway: Product | null, limitSeconds: number): Remedy | null {
  if (isFixed(gateway)) return null;
  const seconds = safeGatewayIdle(isSoft(gateway) ? limitSeconds / SOFT_TURNS : limitSeconds);
  return seconds === null ? null : poolRemedy(gateway, seconds);
}

function raiseUpstream(
  product: Product | null,
  gatewaySeconds: number | null,
  gatewayProduct: Product | null,
): Remedy | null {
  const assumed = gatewaySeconds === null && gatewayProduct !== null ? poolDefault(gatewayProduct) : null;
  const limit = gatewaySeconds ?? assumed;
  if (limit === null) return null;
  const turns = isSoft(gatewayProduct) ? SOFT_TURNS : 1;
  const remedy = serverRemedy(product, safeUpstreamIdle(limit * turns));
  if (assumed === null || gatewayProduct === null) return remedy;
  const condition = `if ${productName(gatewayProduct)} keeps its default of ${assumed} s, not visible here`;
  return { ...remedy, text: `${remedy.text}, ${condition}` };
}

function lowerGateway(
  product: Product | null,
  upstreamSeconds: number | null,
  gatewaySeconds: number | null,
): Remedy | null {
  const remedy = upstreamSeconds === null ? null : undercut(product, upstreamSeconds);
  if (remedy === null) return null;
  const unseen = gatewaySeconds === null && (product === null || poolDefault(product) === null);
  return unseen
    ? {
        ...remedy,
        text: `${remedy.text} (raising the upstream's needs the gateway's limit: not visible here)`,
      }
    : remedy;
}

function serverRemedy(product: Product | null, seconds: number): Remedy {
  const setting = product === null ? undefined : SERVER_IDLE_SETTINGS[product];
  if (product !== null && setting !== undefined) return setTo(product, setting, seconds);
  return {
    where: product ?? 'upstream',
    setting: SERVER_IDLE,
    value: `${seconds}s`,
    text: `upstream: idle limit ${seconds} s (e.g. Node keepAliveTimeout, Go IdleTimeout)`,
  };
}

function poolRemedy(product: Product | null, seconds: number): Remedy {
  const setting = product === null ? undefined : POOL_IDLE_SETTINGS[product];
  if (product !== null && setting !== undefined) return setTo(product, setting, seconds);
  return {
    where: product ?? 'gateway',
    setting: POOL_IDLE,
    value: `${seconds}s`,
    text: `gateway: idle limit ${seconds} s, e.g. nginx upstream{} keepalive_timeout ${seconds}s`,
  };
}

/** Nothing to compute a number from: say which limit is missing, and on which side of it the other has to be. */
function compareLimits(race: KeepAliveRace): Remedy {
  const { upstreamIdleSeconds: upstream, upstreamProduct: product } = race;
  if (upstream === null) {
    const text = "gateway: idle limit below the upstream's (neither limit is visible here)";
    return { where: 'gateway', setting: POOL_IDLE, value: "below the upstream's limit", text };
  }
  const setting = (product === null ? undefined : SERVER_IDLE_SETTINGS[product]?.setting) ?? SERVER_IDLE;
  const text = `upstream: ${setting} above the gateway's own limit, not visible here (${upstream.toFixed(2)} s is too short)`;
  return { where: product ?? 'upstream', setting, value: "above the gateway's limit", text };
}

function outlasts(upstream: number, gateway: number, soft: boolean): boolean {
  return upstream >= (soft ? gateway * SOFT_TURNS : gateway) + SAFE_MARGIN;
}

/** The pool's limit out of the box, where the product has exactly one. */
function poolDefault(product: Product): number | null {
  const defaults = POOL_IDLE_DEFAULTS.filter((timer) => timer.product === product);
  return defaults.length === 1 ? (defaults[0]?.seconds ?? null) : null;
}

function isSoft(product: Product | null): boolean {
  return product !== null && POOL_IDLE_SETTINGS[product]?.soft === true;
}

/** Gateways whose limit towards the upstream cannot be lowered without other effects: the cloud balancers. */
function isFixed(product: Product | null): boolean {
  return product !== null && POOL_IDLE_SETTINGS[product] === undefined && poolDefault(product) !== null;
}

/** An idle age that damaged timestamps made zero or negative says nothing. */
function known(seconds: number | null): number | null {
  return seconds !== null && seconds > 0 && Number.isFinite(seconds) ? seconds : null;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
