/** From a finding to the lines it leaves in logs. */
import type { LogMessage, Spoken } from './log-table.ts';
import { LOG_MESSAGES } from './log-table.ts';
import type { Product } from './product.ts';
import { productName } from './product.ts';

/** More lines than this nobody reads; the commonest products come first. */
const MOST_LINES = 4;

/**
 * How a finding reads in the logs, one line per product, e.g. `nginx: upstream prematurely closed connection …`.
 *
 * @param end whether the upstream's FIN or RST ended it; null for both
 * @param speaks what the upstream speaks: its own lines go by it
 */
export function logLines(
  kind: string,
  manner: string | null,
  end: LogMessage['end'],
  speaks: Spoken,
): string[] {
  const seen = new Set<Product>();
  return LOG_MESSAGES.filter((message) => writes(message, kind, manner, end))
    .filter((message) => message.speaks === null || message.speaks === speaks)
    .filter((message) => !seen.has(message.product) && seen.add(message.product))
    .map((message) => `${productName(message.product)}: ${message.text}`);
}

/** What this upstream itself writes where its own time limit ended the request. */
export function limitLines(kind: string, upstream: Product): string[] {
  return LOG_MESSAGES.filter(
    ({ product, kinds }) => product === upstream && kinds.includes(`${kind}/timer`),
  ).map(({ product, text }) => `${productName(product)}: ${text}`);
}

function writes(message: LogMessage, kind: string, manner: string | null, end: LogMessage['end']): boolean {
  if (end !== null && message.end !== null && message.end !== end) return false;
  return message.kinds.includes(kind) || (manner !== null && message.kinds.includes(`${kind}/${manner}`));
}

/** Gateways that write another one's lines, being built on it. */
const BUILT_ON: Readonly<Partial<Record<Product, Product>>> = {
  apisix: 'nginx',
  'ingress-nginx': 'nginx',
  istio: 'envoy',
  kong: 'nginx',
  openresty: 'nginx',
};

/**
 * The few that somebody would look for, of what may be in the logs of this gateway and this upstream; null: not known. An upstream's own
 * line is a guess where it did not name itself, and comes last.
 */
export function likelyLines(
  lines: readonly string[],
  upstream: Product | null,
  gateway: Product | null,
): string[] {
  const writer = gateway === null ? null : (BUILT_ON[gateway] ?? gateway);
  const gateways = lines.filter((line) => !isUpstreams(line) && (writer === null || isBy(line, writer)));
  if (upstream === null) {
    const guess = lines.filter(isUpstreams).slice(0, 1);
    return [...gateways.slice(0, MOST_LINES - guess.length), ...guess];
  }
  return [...lines.filter((line) => isUpstreams(line) && isBy(line, upstream)), ...gateways].slice(
    0,
    MOST_LINES,
  );
}

function isUpstreams(line: string): boolean {
  return UPSTREAMS_OWN.some((product) => isBy(line, product));
}

function isBy(line: string, product: Product): boolean {
  return line.startsWith(`${productName(product)}: `);
}

const UPSTREAMS_OWN = [
  ...new Set(LOG_MESSAGES.filter(({ speaks }) => speaks !== null).map(({ product }) => product)),
];
