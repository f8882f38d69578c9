/**
 * Names of the servers, gateways and client pools that this folder knows facts about.
 *
 * The id is what machines see (`remedy.where`), the name is what people read. One id serves both roles: nginx in
 * front of an application and nginx as the upstream of a load balancer have different settings, not different names.
 */
const NAMES = {
  actix: 'actix-web',
  apache: 'Apache httpd',
  apisix: 'APISIX',
  'aws-alb': 'AWS ALB',
  'aws-clb': 'AWS Classic Load Balancer',
  caddy: 'Caddy',
  cloudflare: 'Cloudflare',
  cloudfront: 'CloudFront',
  envoy: 'Envoy',
  'gcp-lb': 'Google Cloud load balancer',
  go: 'Go net/http',
  gunicorn: 'gunicorn',
  haproxy: 'HAProxy',
  hypercorn: 'hypercorn',
  hyper: 'hyper',
  iis: 'IIS',
  'ingress-nginx': 'ingress-nginx',
  istio: 'Istio',
  'java-httpclient': 'Java HttpClient',
  jetty: 'Jetty',
  kestrel: 'Kestrel',
  kong: 'Kong',
  nginx: 'nginx',
  node: 'Node.js',
  'oci-lb': 'Oracle Cloud load balancer',
  okhttp: 'OkHttp',
  openresty: 'OpenResty',
  'php-fpm': 'php-fpm',
  puma: 'Puma',
  'reactor-netty': 'reactor-netty',
  squid: 'Squid',
  tomcat: 'Tomcat',
  traefik: 'Traefik',
  undertow: 'Undertow',
  undici: 'undici (fetch)',
  unicorn: 'unicorn',
  uvicorn: 'uvicorn',
  uwsgi: 'uWSGI',
  varnish: 'Varnish',
  werkzeug: 'Werkzeug',
} as const;

export type Product = keyof typeof NAMES;

export const PRODUCTS = Object.keys(NAMES) as readonly Product[];

export function productName(product: Product): string {
  return NAMES[product];
}
