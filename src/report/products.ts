/** Which products the two sides of a connection are, as far as they sign what they send. */
import type { Product } from '../knowledge/product.ts';
import { gatewayProduct, serverProduct } from '../knowledge/servers.ts';
import type { Tally } from '../result.ts';

/** `endpoint` is an `ip:port` that requests are sent to. */
export function upstreamNamed(endpoint: string, { upstreams }: Tally): Product | null {
  const signature = upstreams.get(endpoint)?.product ?? null;
  return signature === null ? null : serverProduct(signature);
}

/** `host` is the address under which the gateway sends requests; known where the capture holds its answers to clients too. */
export function gatewayNamed(host: string | null, { gateways }: Tally): Product | null {
  const signature = host === null ? undefined : gateways.get(host);
  return signature === undefined ? null : gatewayProduct(signature);
}
