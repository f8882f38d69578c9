/**
 * How each product spells its idle timeout, on either side of the connection.
 *
 * A server's setting says how long it keeps an idle client connection; a gateway's says how long it keeps an idle
 * connection to the upstream in its pool. nginx, Caddy, HAProxy, Varnish, Traefik and Go have both, under different
 * names: mixing them up is how published advice goes backwards.
 */
import type { TimeSettings } from './time-setting.ts';
import { timeSetting as setting } from './time-setting.ts';

/** Keep-alive of a server towards those who send it requests. */
export const SERVER_IDLE_SETTINGS: TimeSettings = {
  actix: setting('keep_alive', 'seconds', 'actix-web HttpServer keep_alive(Duration::from_secs(%))'),
  apache: setting('KeepAliveTimeout', 'seconds', 'Apache KeepAliveTimeout %'),
  caddy: setting('servers.timeouts.idle', 'duration', 'Caddy servers { timeouts { idle % } }'),
  go: setting('Server.IdleTimeout', 'duration', 'Go http.Server IdleTimeout %'),
  gunicorn: setting('keepalive', 'seconds', 'gunicorn --keep-alive % (not with sync workers)'),
  haproxy: setting('timeout http-keep-alive', 'duration', 'HAProxy timeout http-keep-alive %'),
  hyper: setting('header_read_timeout', 'seconds', 'hyper http1 header_read_timeout(Duration::from_secs(%))'),
  hypercorn: setting('keep_alive_timeout', 'seconds', 'hypercorn keep_alive_timeout = %'),
  iis: setting('connectionTimeout', 'seconds', 'IIS site limits, connection timeout % s'),
  jetty: setting('idleTimeout', 'milliseconds', 'Jetty jetty.http.idleTimeout=%'),
  kestrel: setting(
    'Limits.KeepAliveTimeout',
    'seconds',
    'Kestrel KeepAliveTimeout = TimeSpan.FromSeconds(%)',
  ),
  nginx: setting('keepalive_timeout', 'duration', 'nginx server{} keepalive_timeout %'),
  node: setting('server.keepAliveTimeout', 'milliseconds', 'Node server.keepAliveTimeout = %'),
  puma: setting('persistent_timeout', 'seconds', 'Puma persistent_timeout %'),
  'reactor-netty': setting(
    'HttpServer.idleTimeout',
    'seconds',
    'reactor-netty idleTimeout(Duration.ofSeconds(%))',
  ),
  tomcat: setting('keepAliveTimeout', 'milliseconds', 'Tomcat keepAliveTimeout="%"'),
  traefik: setting('respondingTimeouts.idleTimeout', 'duration', 'Traefik respondingTimeouts.idleTimeout: %'),
  undertow: setting('NO_REQUEST_TIMEOUT', 'milliseconds', 'Undertow NO_REQUEST_TIMEOUT %'),
  uvicorn: setting('--timeout-keep-alive', 'seconds', 'uvicorn --timeout-keep-alive %'),
  uwsgi: setting('http-timeout', 'seconds', 'uWSGI --http-timeout %'),
  varnish: setting('timeout_idle', 'seconds', 'varnishd -p timeout_idle=%'),
};

/**
 * Keep-alive of a gateway or client pool towards its upstreams. The cloud balancers' timers are missing on purpose:
 * they are fixed, or shared with the limit for slow responses, so the upstream is the side to change.
 */
export const POOL_IDLE_SETTINGS: TimeSettings = {
  apache: setting('ProxyPass ttl', 'seconds', 'Apache ProxyPass ... ttl=%'),
  apisix: setting('keepalive_timeout', 'duration', 'APISIX nginx_config.http.upstream.keepalive_timeout: %'),
  caddy: setting('keepalive', 'duration', 'Caddy reverse_proxy transport http { keepalive % }'),
  cloudfront: setting('OriginKeepaliveTimeout', 'seconds', 'CloudFront OriginKeepaliveTimeout %'),
  envoy: setting('common_http_protocol_options.idle_timeout', 'duration', 'Envoy cluster idle_timeout: %'),
  go: setting('Transport.IdleConnTimeout', 'duration', 'Go http.Transport IdleConnTimeout %'),
  haproxy: {
    ...setting('pool-purge-delay', 'duration', 'HAProxy server ... pool-purge-delay %'),
    soft: true,
  },
  hyper: setting('pool_idle_timeout', 'seconds', 'hyper pool_idle_timeout(Duration::from_secs(%))'),
  'ingress-nginx': setting(
    'upstream-keepalive-timeout',
    'seconds',
    'ingress-nginx upstream-keepalive-timeout: "%"',
  ),
  istio: setting('connectionPool.http.idleTimeout', 'duration', 'Istio DestinationRule http.idleTimeout: %'),
  'java-httpclient': setting(
    'jdk.httpclient.keepalive.timeout',
    'seconds',
    'java -Djdk.httpclient.keepalive.timeout=%',
  ),
  kong: setting('upstream_keepalive_idle_timeout', 'seconds', 'Kong upstream_keepalive_idle_timeout=%'),
  nginx: setting('keepalive_timeout', 'duration', 'nginx upstream{} keepalive_timeout %'),
  okhttp: setting('ConnectionPool keepAliveDuration', 'seconds', 'OkHttp ConnectionPool(5, %, SECONDS)'),
  openresty: setting('lua_socket_keepalive_timeout', 'duration', 'OpenResty lua_socket_keepalive_timeout %'),
  'reactor-netty': setting('maxIdleTime', 'seconds', 'reactor-netty maxIdleTime(Duration.ofSeconds(%))'),
  squid: setting('server_idle_pconn_timeout', 'seconds', 'Squid server_idle_pconn_timeout % seconds'),
  traefik: setting('forwardingTimeouts.idleConnTimeout', 'duration', 'Traefik idleConnTimeout: %'),
  undici: setting('keepAliveTimeout', 'milliseconds', 'undici Agent keepAliveTimeout: %'),
  varnish: setting('backend_idle_timeout', 'seconds', 'varnishd -p backend_idle_timeout=%'),
};
