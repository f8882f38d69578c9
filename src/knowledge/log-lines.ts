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

function writes(message: LogMessage, kind: string, manner: string | null, end: LogMessage['end']): boolean {
  if (end !== null && message.end !== null && message.end !== end) return false;
  return message.kinds.includes(kind) || (manner !== null && message.kinds.includes(`${kind}/${manner}`));
}

/** The few that somebody would look for, of what may be in the logs of this gateway and this upstream; null: not known. */
export function likelyLines(
  lines: readonly string[],
  upstream: Product | null,
  gateway: Product | null,
): string[] {
  return lines
    .filter((line) => {
      const own = UPSTREAMS_OWN.find((product) => isBy(line, product));
      if (own !== undefined) return upstream === null || own === upstream;
      return gateway === null || isBy(line, gateway);
    })
    .slice(0, MOST_LINES);
}

function isBy(line: string, product: Product): boolean {
  return line.startsWith(`${productName(product)}: `);
}

const UPSTREAMS_OWN = [
  ...new Set(LOG_MESSAGES.filter(({ speaks }) => speaks !== null).map(({ product }) => product)),
];
