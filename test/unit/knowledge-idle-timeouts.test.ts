import { describe, expect, test } from '@jest/globals';
import { PATH_LIMITS, POOL_IDLE_DEFAULTS, SERVER_IDLE_DEFAULTS } from '../../src/knowledge/idle-defaults.ts';
import { likelyMiddlebox, likelyServers } from '../../src/knowledge/idle-timeouts.ts';
import type { Product } from '../../src/knowledge/product.ts';

function serverDefaults(product: Product): (number | null)[] {
  return SERVER_IDLE_DEFAULTS.filter((timer) => timer.product === product).map((timer) => timer.seconds);
}

function poolDefault(product: Product): number | null | undefined {
  return POOL_IDLE_DEFAULTS.find((timer) => timer.product === product)?.seconds;
}

describe('defaults', () => {
  test.each<[Product, (number | null)[]]>([
    ['node', [5, 5, 65]],
    ['tomcat', [20, 60]],
    ['apache', [5]],
    ['nginx', [75]],
    ['gunicorn', [2, 2]],
    ['uvicorn', [5]],
    ['puma', [20, 65]],
    ['kestrel', [130, 120]],
    ['caddy', [300]],
    ['varnish', [5]],
    ['jetty', [30]],
    ['undertow', [60]],
    ['hypercorn', [5]],
    ['actix', [5]],
    ['traefik', [180]],
    ['iis', [120]],
    ['hyper', [30]],
    ['uwsgi', [60]],
  ])('the server %s closes idle connections after %j s', (product, seconds) => {
    expect(serverDefaults(product)).toEqual(seconds);
  });

  test.each<Product>(['go', 'haproxy', 'reactor-netty'])(
    'the server %s has no idle limit until it is set',
    (p) => {
      expect(serverDefaults(p)).toEqual([null]);
    },
  );

  test.each<[Product, number | null]>([
    ['nginx', 60],
    ['ingress-nginx', 60],
    ['kong', 60],
    ['apisix', 60],
    ['openresty', 60],
    ['haproxy', 5],
    ['envoy', 3600],
    ['istio', 3600],
    ['traefik', 90],
    ['go', 90],
    ['caddy', 120],
    ['varnish', 60],
    ['squid', 60],
    ['aws-alb', 60],
    ['cloudfront', 5],
    ['cloudflare', 900],
    ['gcp-lb', 600],
    ['oci-lb', 300],
    ['undici', 4],
    ['java-httpclient', 30],
    ['okhttp', 300],
    ['apache', null],
    ['reactor-netty', null],
  ])('the pool of %s gives idle connections up after %j s', (product, seconds) => {
    expect(poolDefault(product)).toBe(seconds);
  });

  test('no timer is listed twice', () => {
    for (const timers of [SERVER_IDLE_DEFAULTS, POOL_IDLE_DEFAULTS]) {
      const names = timers.map((timer) => `${timer.product} ${timer.variant} ${timer.seconds}`);
      expect(new Set(names).size).toBe(names.length);
    }
    expect(new Set(PATH_LIMITS.map((limit) => limit.name)).size).toBe(PATH_LIMITS.length);
  });
});

describe('likelyServers', () => {
  test('under three closes nothing is named', () => {
    expect(likelyServers(75, [75, 75], 2)).toEqual([]);
  });

  test.each<[number, [number, number], number, Product]>([
    [75.01, [75, 75.01], 12, 'nginx'],
    [6.003, [6, 6.057], 66, 'node'],
    [20.17, [20.01, 20.86], 60, 'tomcat'],
    [65, [65, 65.01], 20, 'puma'],
    [130, [130, 130.01], 20, 'kestrel'],
    [300, [300, 300.01], 20, 'caddy'],
    [180, [180, 180.01], 20, 'traefik'],
  ])('a telling default is likely: %d s', (seconds, spread, count, product) => {
    expect(likelyServers(seconds, spread, count)[0]).toMatchObject({ product, confidence: 'likely' });
  });

  test('few closes are no more than possible', () => {
    expect(likelyServers(75.01, [75, 75.01], 4)).toEqual([
      expect.objectContaining({ product: 'nginx', confidence: 'possible' }),
    ]);
  });

  test('a default that several products share names none of them', () => {
    const found = likelyServers(5.001, [5, 5.01], 200);
    expect(found.map((server) => server.product)).toEqual(['apache', 'uvicorn', 'varnish', 'hypercorn']);
    expect(found.every((server) => server.confidence === 'possible')).toBe(true);
  });

  test('the shape tells Tomcat from Puma at 20 s', () => {
    expect(likelyServers(20.2, [20.01, 20.9], 60)[0]?.product).toBe('tomcat');
    expect(likelyServers(20, [20, 20.01], 60)[0]).toMatchObject({ product: 'puma', confidence: 'possible' });
  });

  test('closes spread over the second after 2 s look like gunicorn gthread, exact ones do not', () => {
    const spread = likelyServers(2.06, [2.013, 2.91], 117);
    expect(spread[0]).toMatchObject({ name: 'gunicorn (gthread)', confidence: 'possible' });
    expect(spread[0]?.because).toContain('the closes vary by 0.90 s, as a check once a second makes them');
    expect(likelyServers(2.0005, [2, 2.03], 45)[0]?.name).toBe('gunicorn (gevent, eventlet)');
  });

  test('a value that people choose by hand is never likely', () => {
    for (const seconds of [2, 30, 60, 120]) {
      for (const server of likelyServers(seconds, [seconds, seconds + 0.01], 500)) {
        expect(server.confidence).toBe('possible');
      }
    }
  });

  test('a configured value keeps the shape: 7 s polled may be Tomcat, 7 s exact may be Go', () => {
    expect(likelyServers(7.168, [7.012, 7.86], 60).map((server) => server.product)).toEqual([
      'tomcat',
      'gunicorn',
    ]);
    expect(likelyServers(7, [7, 7.003], 60).map((server) => server.product)).toEqual(['go', 'haproxy']);
  });

  test('an odd value is nobody’s', () => {
    expect(likelyServers(7.31, [7.31, 7.32], 60)).toEqual([]);
  });

  test('timers do not fire early', () => {
    expect(likelyServers(74.7, [74.7, 74.72], 60)).toEqual([]);
  });
});

describe('likelyMiddlebox', () => {
  test.each([
    [240, 'Azure Load Balancer'],
    [351, 'AWS NLB'],
    [905, 'IPVS'],
  ])('a reset after %d s of idle fits the nearest limit below', (idle, name) => {
    expect(likelyMiddlebox(idle, 'reset')[0]).toMatchObject({ name, confidence: 'likely' });
  });

  test('silence points at other boxes than a reset', () => {
    expect(likelyMiddlebox(351, 'silence').map((box) => box.name)).not.toContain('AWS NLB');
    expect(likelyMiddlebox(351, 'reset').map((box) => box.name)).not.toContain('AWS Network Firewall');
  });

  test('an age far above a limit, or a figure from hearsay, is only possible', () => {
    expect(likelyMiddlebox(1904, 'reset').every((box) => box.confidence === 'possible')).toBe(true);
    expect(likelyMiddlebox(351, 'reset').find((box) => box.name === 'AWS NAT gateway')?.confidence).toBe(
      'possible',
    );
  });

  test('below every known limit no box is named', () => {
    expect(likelyMiddlebox(239, 'reset')).toEqual([]);
  });
});
