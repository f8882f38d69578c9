import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { meantBy, parseLogLine } from '../../cli/log-line.ts';
import { Zone } from '../../cli/render/zone.ts';
import { selectFindings } from '../../cli/select.ts';
import { analyze } from '../../src/node/index.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { findingOf, reportOf } from '../support/report-fixture.ts';

describe('the time of a line is read in the form of', () => {
  test.each([
    ["nginx's error log", '2026/11/21 20:36:45 [error] 1#1: *21 upstream', '2026-11-21T20:36:45.5'],
    ['the Common Log Format', '10.0.0.1 - - [21/Nov/2026:20:36:45 +0100] "GET', '2026-11-21T20:36:45.5+0100'],
    [
      'HAProxy behind syslog',
      'Nov 21 20:36:46 lb haproxy[7]: 10.0.0.1:5 [21/Nov/2026:20:36:45.123] fe be/s',
      '2026-11-21T20:36:45.123',
    ],
    [
      "Apache's error log",
      '[Sat Nov 21 20:41:31.897549 2026] [proxy_http:error]',
      '2026-11-21T20:41:31.897549',
    ],
    ['Envoy', '[2026-11-21T20:36:45.123Z] "GET /a HTTP/1.1" 503 UC', '2026-11-21T20:36:45.123Z'],
    ['Spring, with a comma', '2026-11-21 20:36:45,123 ERROR', '2026-11-21T20:36:45.123'],
    ['seconds since 1970', '{"level":"error","ts":1795293683.545,"msg":"EOF"}', '1795293683.545'],
    ['milliseconds since 1970', '{"time":1795293683545}', '1795293683.545'],
    ['a time of day', '9:36:45 upstream reset', '09:36:45.5'],
  ])('%s', (_what, text, time) => {
    expect(parseLogLine(text).time).toBe(time);
  });

  test('none where there is none: numbers are no times', () => {
    expect(parseLogLine('upstream 10.0.0.2:8080 closed, 12345678901234567890 bytes').time).toBeNull();
  });
});

describe('the request of a line is read, without its query', () => {
  test.each([
    ['in quotes', 'request: "POST /pay?card=1 HTTP/1.1", upstream', 'POST', '/pay'],
    ['in JSON', '{"request":{"method":"POST","host":"a","uri":"/v?x"}}', 'POST', '/v'],
    ['of a forward proxy', '"GET http://orders:8080/a/b?c HTTP/1.1" 502', 'GET', '/a/b'],
    ['of a host alone', '"GET http://orders HTTP/1.1" 502', 'GET', '/'],
  ])('%s', (_what, text, method, target) => {
    expect(parseLogLine(text).request).toEqual({ method, target });
  });
});

describe('the finding that a line is about', () => {
  const request = { number: 1, method: 'POST', target: '/api/orders', host: 'orders', frame: 61 };
  const at = (time: string, id: string) => ({ time, request: { ...request, id, time } });
  const early = findingOf({ id: 'e', ...at('2026-11-20T03:12:04.200000000Z', 'req-early') });
  const late = findingOf({ id: 'l', ...at('2026-11-20T03:12:04.900000000Z', 'req-late') });
  const other = findingOf({
    id: 'o',
    ...at('2026-11-20T03:12:04.500000000Z', 'req-other'),
    connection: { index: 9, client: '10.20.0.5:45999', server: '10.20.3.17:80' },
  });
  const remark = findingOf({ id: 'r', severity: 'note', ...at('2026-11-20T03:12:04.500000000Z', 'req-r') });
  const report = reportOf({ findings: [early, late, other, remark] });
  const first = (line: string, tz = 'UTC') => selectFindings(report, { line }, new Zone(tz))[0]?.id;

  test.each([
    [
      'is that with its request id, however late it was written',
      '2026-11-20T03:13:00Z 502 rid=req-late',
      'l',
    ],
    ['is nearest in time', '1795144324.85 "POST /api/orders?x HTTP/1.1" 502 10.20.3.17:8080', 'l'],
    [
      'has its upstream, and not one whose port begins alike',
      '2026-11-20T03:12:04.5Z upstream 10.20.3.17:80, closed',
      'o',
    ],
    ['has its upstream, printed as IPv4-mapped', '03:12:04.9 dial [::ffff:10.20.3.17]:80: EOF', 'o'],
    ['is on its connection', '03:12:05 from=10.20.0.5:45999 "POST /api/orders HTTP/1.1"', 'o'],
    ['is a failure rather than a remark', '2026-11-20T03:12:04.5Z upstream 10.20.3.17:8080', 'e'],
  ])('%s', (_what, line, id) => {
    expect(first(line)).toBe(id);
  });

  test('times without a zone are read in that of --tz', () => {
    expect(first('2026/11/20 11:12:04 [error] upstream 10.20.3.17:80, closed', '+08:00')).toBe('o');
    expect(() => first('2026/11/20 11:12:04 [error] upstream')).toThrow('no finding within 5 minutes');
  });

  test('a line about another request, or about none, is told', () => {
    expect(() => first('03:12:04 "GET /cart HTTP/1.1" 502')).toThrow('no finding is about GET /cart');
    expect(() => first('something broke')).toThrow('tells no time, no request and no address');
  });
});

describeWithCorpus('lines of real logs', (corpus) => {
  test.each([
    ['go_idle_race_a', 'nginx'],
    ['go_writetimeout_a', 'nginx'],
    ['go_panic_a', 'nginx'],
  ])('%s: without its id, a 502 of %s leads to its request among the nearest', async (scenario) => {
    const { report } = await analyze(join(corpus, 'captures/lab', scenario, 'proxy_side.pcap'));
    const log = readFileSync(join(corpus, 'captures/lab', scenario, 'proxy_access.log'), 'utf8');
    const lines = log.split('\n').filter((line) => line.includes('" 502 '));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const id = /request_id=(\w+)/.exec(line)?.[1] ?? '';
      const bare = line.replaceAll(/\w*id=\S+/g, '');
      const found = selectFindings(report, { line: bare }, new Zone('UTC')).map(({ request }) => request?.id);
      expect(found.slice(0, 6)).toContain(id);
      const meant = meantBy(parseLogLine(line), report.findings);
      expect(new Set(meant.map(({ request }) => request?.id))).toEqual(new Set([id]));
    }
  });
});
