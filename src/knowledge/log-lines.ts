/** From a finding to the lines it leaves in logs. */
import type { LogMessage } from './log-table.ts';
import { LOG_MESSAGES } from './log-table.ts';
import type { Product } from './product.ts';
import { productName } from './product.ts';

/** More lines than this nobody reads; the commonest products come first. */
const MOST_LINES = 4;

/**
 * How a finding reads in the logs, one line per product, e.g. `nginx: upstream prematurely closed connection …`.
 *
 * @param end whether the upstream's FIN or RST ended it; null for both
 */
export function logLines(kind: string, manner: string | null, end: LogMessage['end']): string[] {
  const seen = new Set<Product>();
  return LOG_MESSAGES.filter((message) => writes(message, kind, manner, end))
    .filter((message) => !seen.has(message.product) && seen.add(message.product))
    .slice(0, MOST_LINES)
    .map((message) => `${productName(message.product)}: ${message.text}`);
}

function writes(message: LogMessage, kind: string, manner: string | null, end: LogMessage['end']): boolean {
  if (end !== null && message.end !== null && message.end !== end) return false;
  return message.kinds.includes(kind) || (manner !== null && message.kinds.includes(`${kind}/${manner}`));
}
