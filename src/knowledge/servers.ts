/** Which product a `Server` response header names (RFC 9110 §10.2.4). */
import { POOL_IDLE_SETTINGS } from './idle-settings.ts';
import type { Product } from './product.ts';
import { GATEWAY_READ_LIMITS } from './time-limits.ts';

/**
 * First match wins: Tomcat's old connector and the products built on nginx come before what they are built on.
 * Express, Spring Boot's Tomcat, Go and Puma send no such header, so most applications stay unnamed.
 */
const SIGNATURES: readonly (readonly [start: string, product: Product])[] = [
  ['apache-coyote', 'tomcat'],
  ['apache tomcat', 'tomcat'],
  ['apache', 'apache'],
  ['openresty', 'openresty'],
  ['apisix', 'apisix'],
  ['kong', 'kong'],
  ['nginx', 'nginx'],
  ['istio-envoy', 'istio'],
  ['envoy', 'envoy'],
  ['awselb', 'aws-alb'],
  ['cloudflare', 'cloudflare'],
  ['cloudfront', 'cloudfront'],
  ['caddy', 'caddy'],
  ['gunicorn', 'gunicorn'],
  ['uvicorn', 'uvicorn'],
  ['hypercorn', 'hypercorn'],
  ['werkzeug', 'werkzeug'],
  ['jetty', 'jetty'],
  ['undertow', 'undertow'],
  ['wildfly', 'undertow'],
  ['jboss-eap', 'undertow'],
  ['kestrel', 'kestrel'],
  ['microsoft-iis', 'iis'],
  ['microsoft-httpapi', 'iis'],
  ['varnish', 'varnish'],
  ['squid', 'squid'],
  ['php-fpm', 'php-fpm'],
];

/** Longer values are not names. */
const LONGEST = 256;

/**
 * The product that wrote the header, or null. It is the last server that cared to write one: behind a chain of
 * proxies not necessarily the one whose connection was captured.
 */
export function serverProduct(header: string): Product | null {
  const value = header.slice(0, LONGEST).trim().toLowerCase();
  const found = SIGNATURES.find(([start]) => value.startsWith(start) && endsName(value, start.length));
  return found?.[1] ?? null;
}

/** The same where it signs for a gateway; null also for a product that sends nothing on, which was only passed through. */
export function gatewayProduct(header: string): Product | null {
  const product = serverProduct(header);
  if (product === null) return null;
  return product in POOL_IDLE_SETTINGS || product in GATEWAY_READ_LIMITS ? product : null;
}

/** `nginx/1.22.1`, `Jetty(9.4.57)` and `hypercorn-h11` name the product; `nginxify` names another. */
function endsName(value: string, at: number): boolean {
  return at === value.length || !/[a-z0-9]/.test(value.charAt(at));
}

/** The product that a protocol alone names: of the servers that speak FastCGI over TCP hardly any is not php-fpm. */
export function productSpeaking(protocol: string): Product | null {
  return protocol === 'fastcgi' ? 'php-fpm' : null;
}
