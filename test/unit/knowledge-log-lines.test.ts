import { describe, expect, test } from '@jest/globals';
import { logLines } from '../../src/knowledge/log-lines.ts';
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
    expect(logLines('fin-during-request', null, null)).toEqual([
      'nginx: upstream prematurely closed connection while reading response header from upstream',
      'HAProxy: 502 with termination state SH--',
      'Envoy: 503 UC upstream_reset_before_response_started{connection_termination}',
      'Apache httpd: AH01102: error reading status line from remote server (20014)',
    ]);
  });

  test('a reset after idle reads as errno 104', () => {
    expect(logLines('rst-after-idle', 'answers-request', null)[0]).toBe(
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
    expect(logLines('premature-close-before-headers', 'instant', null)[0]).toContain('http: panic serving');
    expect(logLines('premature-close-before-headers', 'timer', null)[0]).toContain('WORKER TIMEOUT');
    expect(logLines('premature-close-before-headers', null, null)[0]).toMatch(/^nginx/);
  });

  test.each(KINDS)('%s leaves one to four lines, one per product', (kind) => {
    const lines = logLines(kind, null, null);
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(new Set(lines.map((line) => line.split(':')[0])).size).toBe(lines.length);
  });

  test('an unknown kind leaves none', () => {
    expect(logLines('idle-close', null, null)).toEqual([]);
  });
});

test('messages name only kinds that exist, and none is listed twice', () => {
  const kinds = new Set(LOG_MESSAGES.flatMap((message) => message.kinds.map((kind) => kind.split('/')[0])));
  expect(kinds).toEqual(new Set(KINDS));
  const names = LOG_MESSAGES.map((message) => `${message.product} ${message.text}`);
  expect(new Set(names).size).toBe(names.length);
});
