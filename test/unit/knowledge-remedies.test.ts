import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { POOL_IDLE_SETTINGS, SERVER_IDLE_SETTINGS } from '../../src/knowledge/idle-settings.ts';
import type { KeepAliveRace } from '../../src/knowledge/keep-alive-race.ts';
import {
  keepAliveRaceRemedies,
  safeGatewayIdle,
  safeUpstreamIdle,
} from '../../src/knowledge/keep-alive-race.ts';
import type { Product } from '../../src/knowledge/product.ts';
import { PRODUCTS } from '../../src/knowledge/product.ts';
import * as remedies from '../../src/knowledge/remedies.ts';
import type { Remedy } from '../../src/knowledge/remedy.ts';
import type { Remedy as ReportedRemedy } from '../../src/report/schema.ts';

function race(
  upstreamIdleSeconds: number | null,
  gatewayIdleSeconds: number | null,
  upstreamProduct: Product | null = null,
  gatewayProduct: Product | null = null,
): Remedy[] {
  return keepAliveRaceRemedies({ upstreamIdleSeconds, gatewayIdleSeconds, upstreamProduct, gatewayProduct });
}

const texts = (found: readonly Remedy[]): string[] => found.map((remedy) => remedy.text);

test('a change is the report’s remedy as it stands', () => {
  const reported: ReportedRemedy[] = race(7, 60, 'tomcat', 'nginx');
  expect(reported[0]).toEqual({
    where: 'tomcat',
    setting: 'keepAliveTimeout',
    value: '75000',
    text: 'Tomcat keepAliveTimeout="75000"',
  });
});

describe('keep-alive race', () => {
  test('the upstream goes above the gateway, or the gateway below the upstream', () => {
    expect(texts(race(7, 60, 'tomcat', 'nginx'))).toEqual([
      'Tomcat keepAliveTimeout="75000"',
      'nginx upstream{} keepalive_timeout 5s',
    ]);
  });

  test('with the limits swapped the advice is gone: the gateway already closes first', () => {
    expect(race(60, 7, 'tomcat', 'nginx')).toEqual([]);
  });

  test('with the products swapped each gets the setting of its new role', () => {
    expect(texts(race(5, 120, 'nginx', 'caddy'))).toEqual([
      'nginx server{} keepalive_timeout 135s',
      'Caddy reverse_proxy transport http { keepalive 4s }',
    ]);
    expect(texts(race(5, 120, 'caddy', 'nginx'))).toEqual([
      'Caddy servers { timeouts { idle 135s } }',
      'nginx upstream{} keepalive_timeout 4s',
    ]);
  });

  test('equal limits still race, by the round trip', () => {
    expect(race(60, 60)).toHaveLength(2);
  });

  test('values come in the notation of the setting', () => {
    expect(race(5, 60, 'node', 'envoy').map((remedy) => remedy.value)).toEqual(['75000', '4s']);
    expect(race(5, 60, 'gunicorn', 'varnish').map((remedy) => remedy.value)).toEqual(['75', '4']);
  });

  test.each([
    [5, 10],
    [20, 25],
    [60, 75],
    [60.1, 75],
    [90, 105],
    [300, 320],
    [600, 620],
    [900, 920],
  ])('above a gateway of %d s the upstream is safe at %d s', (gateway, upstream) => {
    expect(safeUpstreamIdle(gateway)).toBe(upstream);
  });

  test.each([
    [1.9, null],
    [2, 1],
    [5, 4],
    [7, 5],
    [20, 15],
    [60, 45],
    [75, 60],
    [350, 335],
  ])('below an upstream of %d s the gateway is safe at %s s', (upstream, gateway) => {
    expect(safeGatewayIdle(upstream)).toBe(gateway);
  });

  test('while the upstream is always first only the gateway’s side has a number', () => {
    const found = race(7, null);
    expect(found).toHaveLength(1);
    expect(found[0]?.value).toBe('5s');
    expect(found[0]?.text).toContain("needs the gateway's limit: not visible here");
  });

  test('a gateway’s default stands in for its limit, and is called that', () => {
    expect(texts(race(7, null, 'tomcat', 'nginx'))).toEqual([
      'nginx upstream{} keepalive_timeout 5s',
      'Tomcat keepAliveTimeout="75000", if nginx keeps its default of 60 s, not visible here',
    ]);
  });

  test('with only the gateway’s limit the upstream is raised above it', () => {
    expect(texts(race(null, 60, 'go'))).toEqual(['Go http.Server IdleTimeout 75s']);
  });

  test('with neither limit the direction remains', () => {
    expect(race(null, null)[0]?.value).toBe("below the upstream's limit");
    expect(race(1.2, null)[0]?.value).toBe("above the gateway's limit");
  });

  test('cloud balancers keep their timer: the upstream is raised', () => {
    expect(race(5, 60, 'node', 'aws-alb').map((remedy) => remedy.where)).toEqual(['node']);
    expect(race(600, 600, 'jetty', 'gcp-lb').map((remedy) => remedy.value)).toEqual(['620000']);
  });

  test('a soft pool limit needs several times its value', () => {
    expect(race(20, 5, 'tomcat', 'haproxy').map((remedy) => remedy.value)).toEqual(['35000', '3s']);
    expect(race(30, 5, 'tomcat', 'haproxy')).toEqual([]);
  });

  const seconds = fc.option(fc.double({ min: -1, max: 5000, noNaN: true }), { nil: null });
  const product = fc.option(fc.constantFrom(...PRODUCTS), { nil: null });
  const anyRace: fc.Arbitrary<KeepAliveRace> = fc.record({
    upstreamIdleSeconds: seconds,
    gatewayIdleSeconds: seconds,
    upstreamProduct: product,
    gatewayProduct: product,
  });

  test('every change has a place, a setting, a value and a text; no value is negative or broken', () => {
    fc.assert(
      fc.property(anyRace, (seen) => {
        const found = keepAliveRaceRemedies(seen);
        expect(found.length).toBeLessThanOrEqual(2);
        found.forEach(expectComplete);
      }),
    );
  });

  test('either change alone ends the race', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 5000, noNaN: true }),
        fc.double({ min: 0.1, max: 5000, noNaN: true }),
        (u, g) => {
          expect(race(safeUpstreamIdle(g), g)).toEqual([]);
          expect(race(u, safeGatewayIdle(u))).toEqual([]);
        },
      ),
    );
  });
});

describe('other situations', () => {
  const limit = {
    limitSeconds: 60,
    longestWaitSeconds: 66.804,
    style: 'first-write',
    upstreamProduct: 'go',
  } as const;

  test('a first-write limit goes above the slowest failed request', () => {
    expect(texts(remedies.writeTimeoutRemedies(limit))).toEqual([
      'Go http.Server WriteTimeout 85s (the slowest failed request took 66.8 s)',
      'answer 503 in time: Go http.TimeoutHandler 55s',
    ]);
  });

  test('a killed worker does not show what it needed', () => {
    const [raise] = remedies.writeTimeoutRemedies({
      ...limit,
      limitSeconds: 30,
      style: 'kill',
      upstreamProduct: 'gunicorn',
    });
    expect(raise?.text).toBe('gunicorn --timeout 60 (cut off at 30 s: the time that it needs does not show)');
  });

  test('one failure without a known limit gets no number', () => {
    const found = remedies.writeTimeoutRemedies({
      ...limit,
      limitSeconds: null,
      style: null,
      upstreamProduct: null,
    });
    expect(found[0]?.value).toBe('above the slowest request');
  });

  test('a late answer tells the read timeout that would have been needed', () => {
    expect(remedies.proxyTimeoutRemedies(66.8, null, null)[0]).toMatchObject({
      setting: 'read timeout',
      value: '85s',
    });
    expect(remedies.proxyTimeoutRemedies(66.8, 60, 'haproxy')[0]).toMatchObject({
      where: 'haproxy',
      value: '85s',
    });
  });

  test('without an answer no longer wait is advised', () => {
    expect(texts(remedies.proxyTimeoutRemedies(null, 60, null))).toEqual([
      'answer 503 in time: request deadline 55 s',
    ]);
  });

  test('a restart is announced for as long as the gateway keeps idle connections', () => {
    const found = remedies.restartRemedies({ gatewayIdleSeconds: 60, upstreamProduct: 'go' });
    expect(found[0]?.text).toBe('preStop sleep 15');
    expect(found[1]?.text).toContain('for 60 s');
  });

  test('below a box’s limit, or probes more often than it', () => {
    expect(remedies.middleboxRemedies(351, 'nginx', 'reset').map((remedy) => remedy.value)).toEqual([
      '335s',
      '120',
      '700',
    ]);
    expect(remedies.middleboxRemedies(241, 'haproxy', 'reset').map((remedy) => remedy.value)).toEqual([
      '35s',
      '120',
      '8',
    ]);
    expect(remedies.middleboxRemedies(905, 'nginx', 'reset').at(-1)?.text).toContain(
      'ipvsadm --set 1800 120 300',
    );
  });

  test('an age that fits several limits undercuts the lowest', () => {
    expect(remedies.middleboxRemedies(1904, 'nginx', 'reset')[0]?.value).toBe('225s');
  });

  test('TCP keep-alive stays below a short limit', () => {
    expect(remedies.middleboxRemedies(3, null, 'reset').map((remedy) => remedy.value)).toEqual(['2s', '1']);
  });

  test('a tunnel that was not silent is no matter of idle limits', () => {
    expect(texts(remedies.tunnelRemedies('nginx', 0.04))[0]).toBe(
      'look for OOMKilled or a crash at that time',
    );
    expect(texts(remedies.tunnelRemedies('nginx', 60))[0]).toMatch(/^ping every 30 s/);
  });

  const someProduct = fc.option(fc.constantFrom(...PRODUCTS), { nil: null });
  const someSeconds = fc.option(fc.double({ min: 0.001, max: 500_000, noNaN: true }), { nil: null });

  test('every situation gives one to three complete changes, none of them twice', () => {
    fc.assert(
      fc.property(someProduct, someSeconds, someSeconds, fc.boolean(), (product, a, b, flag) => {
        const style = flag ? ('kill' as const) : null;
        for (const found of [
          remedies.writeTimeoutRemedies({
            limitSeconds: a,
            longestWaitSeconds: b,
            style,
            upstreamProduct: product,
          }),
          remedies.panicRemedies(product),
          remedies.partialHeadRemedies(product),
          remedies.goawayRemedies(),
          remedies.resetOnAcceptRemedies(),
          remedies.restartRemedies({ gatewayIdleSeconds: a, upstreamProduct: product }),
          remedies.refusedRemedies(flag ? 'gone' : 'absent'),
          remedies.gaveUpRemedies({
            manner: flag ? 'sending' : 'before-headers',
            lateResponseSeconds: a,
            waitSeconds: b,
            gatewayProduct: product,
          }),
          remedies.processGoneRemedies(product),
          remedies.lostStateRemedies(),
          remedies.unreachableRemedies(),
          remedies.connectTimeoutRemedies(product),
          remedies.acceptQueueRemedies(product),
          remedies.middleboxRemedies(a ?? 1, product, flag ? 'reset' : 'silence'),
          remedies.unreadRequestRemedies(product),
          remedies.truncatedRemedies(product, flag),
          remedies.proxyTimeoutRemedies(a, b, product),
          remedies.foreignResetRemedies(),
          remedies.tunnelRemedies(product, a),
        ]) {
          expect(found.length).toBeGreaterThanOrEqual(1);
          expect(found.length).toBeLessThanOrEqual(3);
          expect(new Set(texts(found)).size).toBe(found.length);
          found.forEach(expectComplete);
        }
      }),
    );
  });
});

test('each setting’s line has one place for the value', () => {
  for (const settings of [SERVER_IDLE_SETTINGS, POOL_IDLE_SETTINGS]) {
    for (const { line } of Object.values(settings)) expect(line.split('%')).toHaveLength(2);
  }
});

function expectComplete(remedy: Remedy): void {
  for (const field of [remedy.where, remedy.setting, remedy.value, remedy.text]) {
    expect(field).not.toBe('');
    expect(field).not.toMatch(/NaN|undefined|Infinity|%/);
  }
  expect(remedy.value).not.toMatch(/^-\d(?!$)/);
  expect(remedy.text.length).toBeLessThanOrEqual(160);
}
