/**
 * Limits other than idle ones: how long a server lets a handler work, how long a gateway waits for an answer and
 * for a connection. Defaults stand in the comments where they explain a number seen in a capture.
 */
import type { Product } from './product.ts';
import type { TimeSettings } from './time-setting.ts';
import { timeSetting as setting } from './time-setting.ts';

/** Ends a request that is still being worked on: the upstream then closes without an answer. */
export const SERVER_WORK_LIMITS: TimeSettings = {
  // No default. The close comes with the handler's first write after the limit, not at the limit.
  go: setting('Server.WriteTimeout', 'duration', 'Go http.Server WriteTimeout %'),
  // 30 s: the master kills the worker, within a second of the limit.
  gunicorn: setting('timeout', 'seconds', 'gunicorn --timeout %'),
  // Off by default. The master looks once a second; a killed worker always resets.
  'php-fpm': setting('request_terminate_timeout', 'duration', 'php-fpm request_terminate_timeout = %'),
  // 60 s, for a worker that is stuck.
  puma: setting('worker_timeout', 'seconds', 'Puma worker_timeout %'),
  // 60 s.
  unicorn: setting('timeout', 'seconds', 'unicorn timeout %'),
  // Off by default.
  uwsgi: setting('harakiri', 'seconds', 'uWSGI harakiri = %'),
};

/** Whether the product itself ends requests that take too long. */
export function hasWorkLimit(product: Product): boolean {
  return product in SERVER_WORK_LIMITS;
}

/** Whether a supervisor of the product kills what takes too long, where others let the work go on and drop its answer. */
export function killsSlowWork(product: Product): boolean {
  return product !== 'go' && hasWorkLimit(product);
}

/** The gateway's patience with a silent upstream; running out it closes and answers 504 (Apache: 502). */
export const GATEWAY_READ_LIMITS: TimeSettings = {
  // 60 s, Apache's Timeout.
  apache: setting('ProxyTimeout', 'seconds', 'Apache ProxyTimeout %'),
  // 60 s.
  'aws-alb': setting('idle_timeout.timeout_seconds', 'seconds', 'ALB idle_timeout.timeout_seconds %'),
  caddy: setting('response_header_timeout', 'duration', 'Caddy transport http { response_header_timeout % }'),
  // 30 s; 120 s at most.
  cloudfront: setting('OriginReadTimeout', 'seconds', 'CloudFront OriginReadTimeout %'),
  // 15 s.
  envoy: setting('route timeout', 'duration', 'Envoy route timeout: %'),
  go: setting('Transport.ResponseHeaderTimeout', 'duration', 'Go http.Transport ResponseHeaderTimeout %'),
  haproxy: setting('timeout server', 'duration', 'HAProxy timeout server %'),
  // 60 s.
  'ingress-nginx': setting('proxy-read-timeout', 'seconds', 'ingress-nginx proxy-read-timeout: "%"'),
  // 60 s.
  kong: setting('read_timeout', 'milliseconds', 'Kong service read_timeout %'),
  // 60 s, between two reads.
  nginx: setting('proxy_read_timeout', 'duration', 'nginx proxy_read_timeout %'),
  traefik: setting(
    'responseHeaderTimeout',
    'duration',
    'Traefik forwardingTimeouts.responseHeaderTimeout: %',
  ),
  // 60 s.
  varnish: setting('first_byte_timeout', 'seconds', 'varnishd -p first_byte_timeout=%'),
};

/** The gateway's patience with a SYN. */
export const GATEWAY_CONNECT_LIMITS: TimeSettings = {
  apache: setting('ProxyPass connectiontimeout', 'seconds', 'Apache ProxyPass ... connectiontimeout=%'),
  // 3 s.
  caddy: setting('dial_timeout', 'duration', 'Caddy transport http { dial_timeout % }'),
  envoy: setting('connect_timeout', 'duration', 'Envoy cluster connect_timeout: %'),
  haproxy: setting('timeout connect', 'duration', 'HAProxy timeout connect %'),
  // 5 s.
  'ingress-nginx': setting('proxy-connect-timeout', 'seconds', 'ingress-nginx proxy-connect-timeout: "%"'),
  // 10 s.
  istio: setting(
    'connectionPool.tcp.connectTimeout',
    'duration',
    'Istio DestinationRule tcp.connectTimeout: %',
  ),
  // 60 s.
  nginx: setting('proxy_connect_timeout', 'duration', 'nginx proxy_connect_timeout %'),
  // 30 s.
  traefik: setting('forwardingTimeouts.dialTimeout', 'duration', 'Traefik forwardingTimeouts.dialTimeout: %'),
  // 3.5 s.
  varnish: setting('connect_timeout', 'seconds', 'varnishd -p connect_timeout=%'),
};
