import { describe, expect, test } from '@jest/globals';
import { serverProduct } from '../../src/knowledge/servers.ts';

describe('serverProduct', () => {
  test.each([
    ['nginx', 'nginx'],
    ['nginx/1.22.1', 'nginx'],
    ['openresty/1.25.3.1', 'openresty'],
    ['Apache/2.4.71 (Debian)', 'apache'],
    ['Apache', 'apache'],
    ['Apache-Coyote/1.1', 'tomcat'],
    ['Apache Tomcat/10.1', 'tomcat'],
    ['gunicorn', 'gunicorn'],
    ['gunicorn/20.1.0', 'gunicorn'],
    ['uvicorn', 'uvicorn'],
    ['hypercorn-h11', 'hypercorn'],
    ['Werkzeug/2.0.2 Python/3.9.2', 'werkzeug'],
    ['Jetty(9.4.57.v20241219)', 'jetty'],
    ['Kestrel', 'kestrel'],
    ['Microsoft-IIS/10.0', 'iis'],
    ['Caddy', 'caddy'],
    ['Varnish', 'varnish'],
    ['WildFly/10', 'undertow'],
    ['istio-envoy', 'istio'],
    ['envoy', 'envoy'],
    ['awselb/2.0', 'aws-alb'],
    ['cloudflare', 'cloudflare'],
    ['  Nginx  ', 'nginx'],
  ])('%s is %s', (header, product) => {
    expect(serverProduct(header)).toBe(product);
  });

  test.each(['', 'nginxify', 'Apachex/1', 'Express', 'x'.repeat(100_000), '\u0000nginx'])(
    'a header that names nothing known stays unnamed (%#)',
    (header) => {
      expect(serverProduct(header)).toBeNull();
    },
  );
});
