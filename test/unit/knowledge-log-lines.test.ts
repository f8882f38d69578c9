import { describe, expect, test } from '@jest/globals';
import { likelyLines, logLines } from '../../src/knowledge/log-lines.ts';
import { LOG_MESSAGES } from '../../src/knowledge/log-table.ts';

const KINDS = [
  'accept-queue-overflow client-abort closed-during-upload connect-refused connect-timeout connect-unreachable',
  'fin-during-request foreign-reset gateway-answered-alone goaway-race late-reuse partial-response-headers',
  'premature-close-before-headers proxy-gave-up proxy-timeout request-unanswered reset-on-accept',
  'reset-with-unread-request response-lost-to-reset restart-race rst-after-idle stream-aborted truncated-response',
  'tunnel-dropped',
]
  .join(' ')
  .split(' ');

describe('logLines', () => {
  test('a keep-alive race reads as a premature close', () => {
    const lines = logLines('fin-during-request', null, null, 'http');
    expect(likelyLines(lines, null, null)).toEqual([
      'nginx: upstream prematurely closed connection while reading response header from upstream',
      'HAProxy: 502 with termination state SH--',
      'Envoy: 503 UC upstream_reset_before_response_started{connection_termination}',
      'Apache httpd: AH01102: error reading status line from remote server (20014)',
    ]);
  });

  test('a reset after idle reads as errno 104', () => {
    expect(logLines('rst-after-idle', 'answers-request', null, 'http')[0]).toBe(
      'nginx: recv() failed (104: Connection reset by peer) while reading response header from upstream',
    );
  });

  test('the packet that ended it decides between the two', () => {
    const nginx = (end: 'fin' | 'rst'): string | undefined =>
      logLines('truncated-response', null, end, 'http').find((line) => line.startsWith('nginx'));
    expect(nginx('fin')).toContain('prematurely closed connection while reading upstream');
    expect(nginx('rst')).toContain('readv() failed (104');
  });

  test('the manner adds the upstream’s own line', () => {
    expect(logLines('premature-close-before-headers', 'instant', null, 'http')[0]).toContain(
      'http: panic serving',
    );
    expect(logLines('premature-close-before-headers', 'timer', null, 'http')[0]).toContain('WORKER TIMEOUT');
    expect(logLines('premature-close-before-headers', null, null, 'http')[0]).toMatch(/^nginx/);
  });

  test('an upstream’s own line needs an upstream that speaks its protocol', () => {
    const first = (speaks: 'http' | 'fastcgi' | 'other', manner: string) =>
      logLines('premature-close-before-headers', manner, 'fin', speaks)[0];
    expect(first('http', 'process-gone')).toMatch(/^nginx/);
    expect(first('fastcgi', 'process-gone')).toMatch(/^php-fpm/);
    expect(first('fastcgi', 'instant')).toMatch(/^nginx/);
    expect(first('http', 'instant')).toMatch(/^Go/);
    expect(first('other', 'instant')).toMatch(/^nginx/);
  });

  test('an upstream that names itself writes its own lines only', () => {
    const lines = logLines('truncated-response', null, null, 'http');
    expect(lines[0]).toMatch(/^Go/);
    expect(likelyLines(lines, 'apache', null)[0]).toMatch(/^nginx/);
    expect(likelyLines(lines, 'go', null)[0]).toMatch(/^Go/);
  });

  test('a gateway that names itself writes its own lines, and no other gateway’s', () => {
    const lines = logLines('truncated-response', null, 'fin', 'http');
    expect(likelyLines(lines, 'tomcat', 'caddy')).toEqual(['Caddy: unexpected EOF']);
    expect(likelyLines(lines, 'go', 'caddy')).toHaveLength(2);
  });

  test('an upstream that did not name itself may have written its line: after the gateways’', () => {
    const found = likelyLines(logLines('truncated-response', null, 'fin', 'http'), null, null);
    expect(found.map((line) => line.split(':')[0])).toEqual([
      'nginx',
      'HAProxy',
      'Apache httpd',
      'Go net/http',
    ]);
  });

  test('a gateway that is built on another writes that one’s lines', () => {
    const lines = logLines('fin-during-request', null, 'fin', 'http');
    for (const gateway of ['openresty', 'ingress-nginx', 'kong', 'apisix'] as const)
      expect(likelyLines(lines, null, gateway)[0]).toMatch(/^nginx: /);
    expect(likelyLines(lines, null, 'istio')[0]).toMatch(/^Envoy: /);
  });

  test('a GOAWAY reads as one in nginx’s log, as 28 races in the lab did', () => {
    expect(logLines('goaway-race', null, null, 'http')[0]).toBe(
      'nginx: upstream sent goaway with error 0 while reading response header from upstream',
    );
  });

  test('only an unreachable port reads as a refusal', () => {
    const line = (manner: string) => logLines('connect-unreachable', manner, null, 'other')[0];
    expect(line('port-unreachable')).toContain('111: Connection refused');
    expect(line('host-unreachable')).toContain('113: No route to host');
  });

  test.each(KINDS)('%s leaves one to four lines, one per product', (kind) => {
    const lines = likelyLines(logLines(kind, null, null, 'http'), null, null);
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(new Set(lines.map((line) => line.split(':')[0])).size).toBe(lines.length);
  });

  test('an unknown kind leaves none', () => {
    expect(logLines('idle-close', null, null, 'http')).toEqual([]);
  });
});

test('messages name only kinds that exist, and none is listed twice', () => {
  const kinds = new Set(LOG_MESSAGES.flatMap((message) => message.kinds.map((kind) => kind.split('/')[0])));
  expect(kinds).toEqual(new Set(KINDS));
  const names = LOG_MESSAGES.map((message) => `${message.product} ${message.text}`);
  expect(new Set(names).size).toBe(names.length);
});
