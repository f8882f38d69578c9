/**
 * Idle limits as they come out of the box: servers, gateways' pools, and the boxes on the path between them.
 *
 * `late` is how the limit shows on the wire: the close comes between `late[0]` and `late[1]` seconds after the
 * setting has run out. docs/knowledge.md says where the figures come from and which of them to recheck.
 */
import { POOL_IDLE_SETTINGS, SERVER_IDLE_SETTINGS } from './idle-settings.ts';
import type { Product } from './product.ts';

/** How sure a figure is: measured on the real product, read in its source or documentation, or heard from others. */
type Source = 'measured' | 'source' | 'documentation' | 'second-hand';

export interface IdleDefault {
  readonly product: Product;
  /** The version, worker type or configuration that has this default; null where there is only one. */
  readonly variant: string | null;
  readonly setting: string;
  /** Null where nothing closes idle connections until somebody sets it. */
  readonly seconds: number | null;
  /** Least and greatest lateness in seconds; null where nobody measured it. */
  readonly late: readonly [number, number] | null;
  readonly source: Source;
}

/** A timer of its own per connection; the lateness is the machine's load. Greatest seen: 0.08 s (Go). */
const EXACT = [0, 0.1] as const;
/** One loop that looks at all connections about once a second. */
const POLLED = [0, 1.02] as const;
/** Node.js adds a second to the time it announces, so that a client which believes the announcement is safe. */
const BUFFERED = [1, 1.1] as const;

type Row = readonly [Product, string | null, number | null, readonly [number, number] | null, Source];

/** Ordered by how often one meets them: candidates that fit equally well are named in this order. */
const SERVERS: readonly Row[] = [
  ['node', '20', 5, BUFFERED, 'measured'],
  ['tomcat', 'server.xml as shipped', 20, POLLED, 'measured'],
  ['tomcat', 'embedded, Spring Boot', 60, POLLED, 'measured'],
  ['apache', null, 5, EXACT, 'measured'],
  ['nginx', null, 75, EXACT, 'measured'],
  ['gunicorn', 'gthread', 2, POLLED, 'measured'],
  ['gunicorn', 'gevent, eventlet', 2, null, 'source'],
  ['uvicorn', null, 5, EXACT, 'measured'],
  ['puma', '6 and before', 20, null, 'source'],
  ['puma', '7 and later', 65, null, 'source'],
  ['kestrel', null, 130, null, 'documentation'],
  ['kestrel', 'older', 120, null, 'source'],
  ['caddy', null, 300, EXACT, 'measured'],
  ['varnish', null, 5, EXACT, 'measured'],
  ['jetty', null, 30, null, 'source'],
  ['undertow', null, 60, null, 'source'],
  ['hypercorn', null, 5, null, 'source'],
  ['actix', null, 5, null, 'source'],
  ['node', 'before the 1 s buffer', 5, null, 'second-hand'],
  ['node', 'development branch', 65, BUFFERED, 'source'],
  ['traefik', 'entry point', 180, null, 'source'],
  ['iis', null, 120, null, 'documentation'],
  ['uwsgi', 'HTTP router', 60, null, 'source'],
  ['hyper', 'with a timer', 30, null, 'source'],
  ['go', null, null, EXACT, 'measured'],
  ['haproxy', null, null, EXACT, 'measured'],
  ['reactor-netty', null, null, null, 'source'],
];

const POOLS: readonly Row[] = [
  ['nginx', null, 60, EXACT, 'measured'],
  ['aws-alb', null, 60, null, 'documentation'],
  ['ingress-nginx', null, 60, null, 'source'],
  ['envoy', null, 3600, null, 'documentation'],
  ['istio', null, 3600, null, 'source'],
  ['haproxy', null, 5, null, 'measured'],
  ['traefik', null, 90, null, 'source'],
  ['go', 'default transport', 90, null, 'source'],
  ['caddy', null, 120, null, 'source'],
  ['varnish', null, 60, EXACT, 'measured'],
  ['kong', null, 60, null, 'source'],
  ['apisix', null, 60, null, 'source'],
  ['openresty', null, 60, null, 'source'],
  ['squid', null, 60, null, 'documentation'],
  ['aws-clb', null, 60, null, 'documentation'],
  ['cloudfront', null, 5, null, 'documentation'],
  ['cloudflare', null, 900, null, 'documentation'],
  ['gcp-lb', null, 600, null, 'documentation'],
  ['oci-lb', null, 300, null, 'documentation'],
  ['undici', null, 4, null, 'source'],
  ['java-httpclient', null, 30, null, 'source'],
  ['okhttp', null, 300, null, 'source'],
  ['hyper', null, 90, null, 'source'],
  ['apache', null, null, null, 'measured'],
  ['reactor-netty', null, null, null, 'source'],
];

/** Timers of cloud balancers: named here, but no advice changes them (idle-settings.ts says why). */
const BALANCER_SETTINGS: Readonly<Partial<Record<Product, string>>> = {
  'aws-alb': 'idle_timeout.timeout_seconds',
  'aws-clb': 'ConnectionSettings.IdleTimeout',
  cloudflare: 'Proxy Idle Timeout',
  'gcp-lb': 'backend keepalive timeout',
  'oci-lb': 'backend keep-alive',
};

export const SERVER_IDLE_DEFAULTS: readonly IdleDefault[] = SERVERS.map((row) =>
  toDefault(row, SERVER_IDLE_SETTINGS[row[0]]?.setting),
);

export const POOL_IDLE_DEFAULTS: readonly IdleDefault[] = POOLS.map((row) =>
  toDefault(row, POOL_IDLE_SETTINGS[row[0]]?.setting),
);

function toDefault(row: Row, setting: string | undefined): IdleDefault {
  const [product, variant, seconds, late, source] = row;
  const name = setting ?? BALANCER_SETTINGS[product] ?? 'idle timeout';
  return { product, variant, setting: name, seconds, late, source };
}

/** A box between gateway and upstream that forgets connections on which nothing moves, keep-alive probes included. */
export interface PathLimit {
  readonly name: string;
  /** What to turn to change it; null where it is fixed. */
  readonly setting: string | null;
  readonly seconds: number;
  /** What the next packet meets: a reset, silence, or one of them depending on the configuration. */
  readonly reaction: 'reset' | 'silence' | 'either';
  readonly source: Source;
}

export const PATH_LIMITS: readonly PathLimit[] = [
  path('AWS NLB', 'tcp.idle_timeout.seconds', 350, 'reset', 'documentation'),
  path('AWS NAT gateway', null, 350, 'reset', 'second-hand'),
  path('AWS Network Firewall', 'TcpIdleTimeoutSeconds', 350, 'silence', 'documentation'),
  path('AWS security group, Nitro v6', 'TcpEstablishedTimeout', 350, 'silence', 'documentation'),
  path('Azure Load Balancer', 'idleTimeoutInMinutes', 240, 'either', 'documentation'),
  path('Azure NAT gateway', 'idleTimeoutInMinutes', 240, 'reset', 'second-hand'),
  path('Google Cloud firewall', null, 600, 'silence', 'second-hand'),
  path('Google Cloud NAT', 'tcpEstablishedIdleTimeoutSec', 1200, 'silence', 'second-hand'),
  path('IPVS', 'ipvsadm --set', 900, 'reset', 'source'),
  path('Linux conntrack', 'nf_conntrack_tcp_timeout_established', 432_000, 'either', 'source'),
];

function path(
  name: string,
  setting: string | null,
  seconds: number,
  reaction: PathLimit['reaction'],
  source: Source,
): PathLimit {
  return { name, setting, seconds, reaction, source };
}
