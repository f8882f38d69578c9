import { describe, expect, test } from '@jest/globals';
import { logLines, logMeaning } from '../../src/knowledge/log-lines.ts';
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
    expect(logLines('fin-during-request', null)).toEqual([
      'nginx: upstream prematurely closed connection while reading response header from upstream',
      'HAProxy: 502 with termination state SH--',
      'Envoy: 503 UC upstream_reset_before_response_started{connection_termination}',
      'Apache httpd: AH01102: error reading status line from remote server (20014)',
    ]);
  });

  test('a reset after idle reads as errno 104', () => {
    expect(logLines('rst-after-idle', 'answers-request')[0]).toBe(
      'nginx: recv() failed (104: Connection reset by peer) while reading response header from upstream',
    );
  });

  test('the packet that ended it decides between the two', () => {
    const nginx = (end: 'fin' | 'rst'): string | undefined =>
      logLines('truncated-response', null, end).find((line) => line.startsWith('nginx'));
    expect(nginx('fin')).toContain('prematurely closed connection while reading upstream');
    expect(nginx('rst')).toContain('readv() failed (104');
  });

  test('the manner adds the upstream’s own line', () => {
    expect(logLines('premature-close-before-headers', 'instant')[0]).toContain('http: panic serving');
    expect(logLines('premature-close-before-headers', 'timer')[0]).toContain('WORKER TIMEOUT');
    expect(logLines('premature-close-before-headers', null)[0]).toMatch(/^nginx/);
  });

  test.each(KINDS)('%s leaves one to four lines, one per product', (kind) => {
    const lines = logLines(kind, null);
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(new Set(lines.map((line) => line.split(':')[0])).size).toBe(lines.length);
  });

  test('an unknown kind leaves none', () => {
    expect(logLines('idle-close', null)).toEqual([]);
  });
});

test('messages name only kinds that exist, and none is listed twice', () => {
  const kinds = new Set(LOG_MESSAGES.flatMap((message) => message.kinds.map((kind) => kind.split('/')[0])));
  expect(kinds).toEqual(new Set(KINDS));
  const names = LOG_MESSAGES.map((message) => `${message.product} ${message.text}`);
  expect(new Set(names).size).toBe(names.length);
});

describe('logMeaning', () => {
  const nginx = (message: string): string =>
    `2026/11/21 19:55:03 [error] 631#631: *5 ${message}, client: 10.77.0.1, server: , request: "GET /a HTTP/1.1"`;
  const haproxy = (status: number, state: string): string =>
    `10.77.0.1:53568 [21/Nov/2026:19:55:04.048] f b/s1 0/0/0/-1/49 ${status} 209 - - ${state} 10/10/1/1/0 0/0 "GET / HTTP/1.1"`;

  test.each([
    [
      nginx('upstream prematurely closed connection while reading response header from upstream'),
      'nginx',
      'fin-during-request',
    ],
    [
      nginx('recv() failed (104: Connection reset by peer) while reading response header from upstream'),
      'nginx',
      'rst-after-idle',
    ],
    [
      nginx('readv() failed (104: Connection reset by peer) while reading upstream'),
      'nginx',
      'truncated-response',
    ],
    [
      nginx('connect() failed (111: Connection refused) while connecting to upstream'),
      'nginx',
      'connect-refused',
    ],
    [
      nginx('connect() failed (113: No route to host) while connecting to upstream'),
      'nginx',
      'connect-unreachable',
    ],
    [
      nginx('upstream timed out (110: Connection timed out) while connecting to upstream'),
      'nginx',
      'connect-timeout',
    ],
    [
      nginx('upstream timed out (110: Connection timed out) while reading response header from upstream'),
      'nginx',
      'proxy-timeout',
    ],
    [
      nginx('upstream sent goaway with error 0 while reading response header from upstream'),
      'nginx',
      'goaway-race',
    ],
    [
      nginx(
        'epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too',
      ),
      'nginx',
      'client-abort',
    ],
    [haproxy(502, 'SH--'), 'haproxy', 'fin-during-request'],
    [haproxy(504, 'sHNN'), 'haproxy', 'proxy-timeout'],
    [
      '1795293963.989 server=172.21.10.2:8080 status=502 tsc=SH-- bytes=209 Tc=40 Tr=-1',
      'haproxy',
      'late-reuse',
    ],
    [
      '[2026-11-21T19:55:03.100Z] "POST /pay HTTP/1.1" 503 UC 0 95 2 - "-" "curl"',
      'envoy',
      'fin-during-request',
    ],
    ['{"response_code":503,"response_flags":"UF,URX"}', 'envoy', 'connect-refused'],
    [
      '[proxy_http:error] [pid 641:tid 647] (20014)Internal error (specific information not available): [client 10.77.0.1:35324] AH01102: error reading status line from remote server 10.77.0.2:9003',
      'apache',
      'fin-during-request',
    ],
    [
      '(104)Connection reset by peer: [client 172.25.11.1:37108] AH01084: pass request body failed to 172.24.11.2:8080',
      'apache',
      'response-lost-to-reset',
    ],
    [
      '{"level":"error","logger":"http.log.error.log0","msg":"EOF","status":502}',
      'caddy',
      'fin-during-request',
    ],
    ['{"msg":"dial tcp 172.25.3.2:8080: connect: connection refused"}', 'caddy', 'connect-refused'],
    ['--  FetchError     HTC eof (-1)', 'varnish', 'rst-after-idle'],
    [
      '2026/11/21 20:41:36.451184 http: panic serving 172.25.3.1:42514: assignment to entry in nil map',
      'go',
      'premature-close-before-headers',
    ],
    [
      '[2026-11-21 19:59:19 +0000] [7592] [CRITICAL] WORKER TIMEOUT (pid:7853)',
      'gunicorn',
      'premature-close-before-headers',
    ],
    [
      "[21-Nov-2026 20:05:49] WARNING: [pool a] child 21903, script '/t.php' execution timed out (2.303712 sec), terminating",
      'php-fpm',
      'reset-with-unread-request',
    ],
  ])('%s', (line, product, kind) => {
    const meaning = logMeaning(line);
    expect(meaning?.product).toBe(product);
    expect(meaning?.kinds).toContain(kind);
  });

  test.each([
    '',
    '10.0.0.1 - - [21/Nov/2026:19:55:03 +0000] "GET /SHOP HTTP/1.1" 200 5 "-" "curl/8"',
    '2026/11/21 19:55:03 [notice] 631#631: exiting',
    'http: TLS handshake error from 10.0.0.1:1: EOF',
  ])('says nothing about other lines: %s', (line) => {
    expect(logMeaning(line)).toBeNull();
  });

  test('beginnings of messages without their ends are nobody’s, however often they come', () => {
    for (const part of [
      '(104: ',
      'connect() to ',
      'dial tcp ',
      '"GET" 503 AB,',
      'FetchError ',
      '(20014)x: [client ',
    ]) {
      for (const times of [10, 1_000, 100_000]) expect(logMeaning(part.repeat(times))).toBeNull();
    }
  });
});
