import { describe, expect, test } from '@jest/globals';
import type { CapturedSpan } from '../../cli/captured-span.ts';
import { checkFilter } from '../../cli/check-filter.ts';
import { type Filter, filterReport, filterWords, NO_FILTER, pathMatches } from '../../cli/filter.ts';
import { Zone } from '../../cli/render/zone.ts';
import { type Complaint, selectFindings } from '../../cli/select.ts';
import { type TypedWindow, windowOf } from '../../cli/window.ts';
import { toIncidents } from '../../src/report/incidents.ts';
import { redact } from '../../src/report/redact.ts';
import type { Finding } from '../../src/report/schema.ts';
import { findingOf, incidentOf, reportOf } from '../support/report-fixture.ts';

const UTC = new Zone('UTC');

const at = (time: string): Pick<Finding, 'time' | 'request'> => ({ time, request: null });

const race = findingOf();
const masked = findingOf({
  id: 'aa00000002',
  ...at('2026-11-20T03:12:09.000000000Z'),
  connection: { index: 4, client: '10.20.0.5:45480', server: '10.20.3.18:8080' },
  masked: { connection: 9, frame: 99, status: 200, confidence: 'likely' },
});
const refused = findingOf({
  id: 'bb00000003',
  kind: 'connect-refused',
  family: 'no-connection',
  ...at('2026-11-20T03:20:00.000000000Z'),
  connection: { index: 7, client: '10.20.0.5:45490', server: '[2001:db8::9]:443' },
});
const note = findingOf({ id: 'cc00000004', severity: 'note', ...at('2026-11-20T03:30:00.000000000Z') });
const report = reportOf({
  findings: [note, masked, race, refused],
  incidents: [incidentOf([race, masked], { id: '7f3a' }), incidentOf([refused], { id: 'c019' })],
});

const chosen = (complaint: Complaint, zone = 'UTC') =>
  selectFindings(report, complaint, new Zone(zone)).map(({ id }) => id);

describe('from the complaint to the finding', () => {
  test('nothing said: the worst first, then those that a retry hid, then notes', () => {
    expect(chosen({})).toEqual([race.id, refused.id, masked.id, note.id]);
  });

  test('nothing said: of the incident that scan tells first, though another failed earlier', () => {
    const incidents = [incidentOf([refused], { id: 'c019' }), incidentOf([race, masked], { id: '7f3a' })];
    const other = reportOf({ findings: [masked, race, refused], incidents });
    expect(selectFindings(other, {}, UTC).map(({ id }) => id)).toEqual([refused.id, race.id, masked.id]);
  });

  test('an incident stands for its findings, the worst first', () => {
    expect(chosen({ id: '7f3a' })).toEqual([race.id, masked.id]);
    expect(chosen({ id: 'c0' })).toEqual([refused.id]);
  });

  test('a finding is named by the beginning of its id', () => {
    expect(chosen({ id: 'bb' })).toEqual([refused.id]);
    expect(() => chosen({ id: 'aa0' })).toThrow('aa0 is the beginning of 2 ids');
    expect(() => chosen({ id: 'ffff' })).toThrow('no finding and no incident fits ffff');
  });

  test.each([
    ['a time of day', '03:12:05', 'UTC', race.id],
    ['hours and minutes', '3:20', 'UTC', refused.id],
    ['a time of day in the zone', '04:20:00', 'Europe/Berlin', refused.id],
    ['a date and a time in the zone', '2026-11-20 11:12:08', '+08:00', masked.id],
    ['RFC 3339, whatever the zone', '2026-11-20T03:12:08Z', '+08:00', masked.id],
    ['a date without its year, as scan writes it', '11-20 03:12:08', 'UTC', masked.id],
    ['seconds since 1970', '1795144324.2', 'UTC', race.id],
  ])('%s finds the nearest', (_what, time, zone, id) => {
    expect(chosen({ at: time }, zone)[0]).toBe(id);
  });

  test('a time that is far from everything, or none, is told', () => {
    expect(() => chosen({ at: '05:00' })).toThrow('no finding within 5 minutes of 05:00');
    expect(() => chosen({ at: 'noon' })).toThrow('--at noon is no time');
    for (const at of ['99:99:99', '24:00', '03:60', '03:12:60', '2026-13-01 03:12', '13-01 03:12', '11-20 x'])
      expect(() => chosen({ at })).toThrow(`--at ${at} is no time`);
  });

  test('upstream, request id and connection narrow it down', () => {
    expect(chosen({ upstream: ['10.20.3.18'] })).toEqual([masked.id]);
    expect(chosen({ upstream: ['[2001:db8::9]:443'] })).toEqual([refused.id]);
    expect(chosen({ upstream: ['2001:db8::9'] })).toEqual([refused.id]);
    expect(chosen({ upstream: ['10.20.3.0/24'] })).toEqual([race.id, masked.id, note.id]);
    expect(() => chosen({ upstream: ['orders'] })).toThrow('--upstream orders is no address');
    expect(chosen({ requestId: 'req-7' })).toEqual([race.id]);
    expect(chosen({ connection: 7 })).toEqual([refused.id]);
  });
});

describe('a filtered report', () => {
  const filtered = (filter: Partial<Filter>) => filterReport(report, { ...NO_FILTER, ...filter }, UTC);

  test('is the report itself without filters', () => {
    expect(filtered({})).toBe(report);
  });

  test('counts again what is left', () => {
    const { findings, incidents, summary } = filtered({ kinds: ['keep-alive-race'], hosts: ['10.20.3.18'] });
    expect(findings).toEqual([masked]);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ id: '7f3a', failedRequests: 1, masked: 1, executed: { no: 1 } });
    expect(summary).toMatchObject({ failedRequests: 1, masked: 1, findings: { 'fin-during-request': 1 } });
    expect(summary.requests).toBe(report.summary.requests);
  });

  test('tells of an incident what is left of it', () => {
    const idle = (id: string, target: string, idleSeconds: number) =>
      findingOf({
        id,
        request: race.request && { ...race.request, target },
        measures: { ...race.measures, idleSeconds },
      });
    const findings = [idle('a', '/a', 2), idle('b', '/b', 7)];
    const told = (paths: readonly string[]) =>
      filterReport(reportOf({ findings, incidents: toIncidents(findings) }), { ...NO_FILTER, paths }, UTC)
        .incidents[0]?.what;
    expect(told(['/'])).toContain('idle for 2.00 to 7.00 s');
    expect(told(['/b'])).toContain('idle for 7.00 s');
  });

  test('counts requests, of which one connection may have lost several', () => {
    const pipelined = findingOf({ requestsFailed: 3 });
    const { incidents, summary } = filterReport(
      reportOf({ findings: [pipelined, refused] }),
      {
        ...NO_FILTER,
        kinds: ['fin-during-request'],
      },
      UTC,
    );
    expect(summary.failedRequests).toBe(3);
    expect(incidents[0]).toMatchObject({ failedRequests: 3, executed: { no: 3 } });
  });

  test('tells its filter as options', () => {
    const filter = {
      ...NO_FILTER,
      since: '03:00',
      kinds: ['late-reuse'],
      hosts: ['::1'],
      ports: [80, 443],
      paths: ['/a b'],
      words: 'ran:no',
    };
    expect(filterWords(filter)).toBe(
      "--kind late-reuse --host ::1 --port 80 --port 443 --path '/a b' --since 03:00 --filter ran:no",
    );
    expect(filterWords(NO_FILTER)).toBe('');
  });

  test.each([
    ['kind', { kinds: ['connect-refused'] }, [refused.id]],
    ['port of either end', { ports: [45_490] }, [refused.id]],
    ['path', { paths: ['/api/*'] }, [race.id]],
    ['words of the page', { words: 'kind:connect port:45490' }, [refused.id]],
    ['words, all of them', { words: 'kind:connect nowhere' }, []],
    ['several kinds', { kinds: ['connect-refused', 'keep-alive-race'], ports: [443] }, [refused.id]],
  ])('by %s', (_what, filter, ids) => {
    expect(filtered(filter).findings.map(({ id }) => id)).toEqual(ids);
  });

  test('by the time of day on the clock of the zone', () => {
    const found = (words: string, tz: string) =>
      filterReport(report, { ...NO_FILTER, words }, new Zone(tz)).findings.map(({ id }) => id);
    expect(found('t>03:15 kind:connect', 'UTC')).toEqual([refused.id]);
    expect(found('t>03:25 kind:connect', 'UTC')).toEqual([]);
    expect(found('t>11:15 t<11:21 kind:connect', '+08:00')).toEqual([refused.id]);
  });

  test.each([
    ['/api/orders/8841', '/api', true],
    ['/api/orders/8841', '/api/*/8841', true],
    ['/api/orders/8841', '*orders*', true],
    ['/api/orders/8841', '/api/*/9', false],
    ['/api/orders/8841', 'orders', false],
    ['/aXa', '/a*a', true],
    ['/a', '/a*a', false],
  ])('path %s against %s', (target, path, fits) => {
    expect(pathMatches(target, path)).toBe(fits);
  });

  test('a pattern takes no time that grows with its stars', () => {
    expect(pathMatches(`/${'a'.repeat(50_000)}`, '*a*a*a*a*a*a*b')).toBe(false);
  });

  test('by address, address and port, or network, however it is written', () => {
    const found = (host: string) => filtered({ hosts: [host] }).findings.map(({ id }) => id);
    expect(found('10.20.3.18:8080')).toEqual([masked.id]);
    expect(found('10.20.3.18:8081')).toEqual([]);
    expect(found('2001:DB8:0::9')).toEqual([refused.id]);
    expect(found('[2001:db8::/32]:443')).toEqual([refused.id]);
    expect(found('10.20.3.16/30')).toEqual([note.id, masked.id, race.id]);
  });

  test('by what a report for sharing calls an address', () => {
    const own = reportOf({ findings: [findingOf({ leg: 'client' })] });
    const shared = redact({ report: own, timelines: new Map() }, 'share').report;
    const { client, server } = shared.findings[0]?.connection ?? race.connection;
    for (const end of [client, server]) {
      const asked = { ...NO_FILTER, hosts: [end.slice(0, end.indexOf(':'))] };
      expect(asked.hosts).toEqual([expect.stringMatching(/^(?:client|proxy)-1$/)]);
      expect(() => checkFilter(asked)).not.toThrow();
      expect(filterReport(shared, asked, UTC).findings).toHaveLength(1);
    }
  });

  test('to a time, or times of day that run over midnight', () => {
    const found = (since: string | undefined, until: string | undefined, tz = 'UTC') =>
      filterReport(report, { ...NO_FILTER, since, until }, new Zone(tz)).findings.map(({ id }) => id);
    expect(found('03:15', undefined)).toEqual([note.id, refused.id]);
    expect(found('03:12:09', '03:20')).toEqual([masked.id, refused.id]);
    expect(found('2026-11-20 11:15', '2026-11-20T03:25Z', '+08:00')).toEqual([refused.id]);
    expect(found('23:00', '03:12:05')).toEqual([race.id]);
    expect(found('11-20 11:15', '11-20 11:25', '+08:00')).toEqual([refused.id]);
    expect(found('11-20', '11-20 03:12:05')).toEqual([race.id]);
    expect(found('2026-11-21', undefined)).toEqual([]);
    expect(() => found('2026-11-21', '2026-11-20')).toThrow('--since 2026-11-21 is later than --until');
    expect(() => found('late', undefined)).toThrow('--since late is no time');
  });
});

describe('a time of day, where the captures are of less than a day', () => {
  const evening = { since: '23:00', until: undefined };
  const span = { first: '2026-11-19T21:58:00Z', last: '2026-11-20T02:17:00Z' };
  const isIn = (typed: TypedWindow, time: string, tz = 'UTC', over: CapturedSpan | null = span) =>
    windowOf(typed, new Zone(tz), over)(time, time);

  test.each([
    ['2026-11-19T22:30:00Z', false],
    ['2026-11-19T23:30:00Z', true],
    ['2026-11-20T02:16:00Z', true],
  ])('is one moment: %s after 23:00 is %s', (time, expected) => {
    expect(isIn(evening, time)).toBe(expected);
  });

  test.each([
    [{ since: undefined, until: '01:00' }, '2026-11-19T23:30:00Z', true],
    [{ since: undefined, until: '01:00' }, '2026-11-20T01:30:00Z', false],
    [{ since: '21:00', until: undefined }, '2026-11-19T22:30:00Z', true],
    [{ since: undefined, until: '03:00' }, '2026-11-19T22:30:00Z', true],
    [{ since: '23:00', until: '00:30' }, '2026-11-20T01:30:00Z', false],
    [{ since: '23:00', until: '00:30' }, '2026-11-20T00:10:00Z', true],
  ])('%j holds %s: %s', (typed, time, expected) => {
    expect(isIn(typed, time)).toBe(expected);
  });

  test('on the clock of the zone', () => {
    expect(isIn({ since: '10:00', until: undefined }, '2026-11-20T02:16:00Z', '+08:00')).toBe(true);
    expect(isIn({ since: '10:00', until: undefined }, '2026-11-20T01:16:00Z', '+08:00')).toBe(false);
  });

  test('is one of every day where they are of more', () => {
    const days = { ...span, last: '2026-11-22T00:00:00Z' };
    expect(isIn(evening, '2026-11-20T02:16:00Z', 'UTC', days)).toBe(false);
    expect(isIn(evening, '2026-11-20T23:16:00Z', 'UTC', days)).toBe(true);
  });
});

describe('a filter that can match nothing is told, with its place', () => {
  const check = (words: string) => checkFilter({ ...NO_FILTER, words });

  test.each([
    ['ran:no foo:bar', 'foo:bar (character 8) is no word of filters'],
    ['status:502', 'status:502 (character 1) is no word of filters'],
    ['ports:80', 'ports:80 (character 1) is no word of filters'],
    ['t>99:99', 't>99:99 (character 1) can match nothing'],
    ['t<2026-13-01', 't<2026-13-01 (character 1) can match nothing'],
    ['port:http', 'port:http (character 1) can match nothing'],
    ['port:70000', 'port:70000 (character 1) can match nothing'],
    ['ran:maybe', 'ran:maybe (character 1) can match nothing'],
    ['who:me', 'who:me (character 1) can match nothing'],
    ['kind:nothing', 'there is no kind of finding called nothing'],
    ['len>0', '--filter len>0 asks for packets'],
  ])('%s', (words, message) => {
    expect(() => check(words)).toThrow(message);
  });

  test.each([
    ['a host with its port, in quotes', '"orders:8080"'],
    ['an IPv6 address', 'fe80::1'],
    ['an address in brackets', '[2001:db8::9]:443'],
    ['a URL', 'http://orders/'],
    ['beginnings of values', 'kind:fin ran:lik who:app port:8080 t>9:05 t<2026-11-20T14:05:00.5'],
    ['a time of day', '03:12:04'],
  ])('but not %s', (_what, words) => {
    expect(() => check(words)).not.toThrow();
  });

  test('a time before ten needs no zero', () => {
    const found = (words: string) =>
      filterReport(report, { ...NO_FILTER, words }, UTC).findings.map(({ id }) => id);
    expect(found('t>3:15 t<3:25')).toEqual([refused.id]);
    expect(found('"10.20.3.18:8080"')).toEqual([masked.id]);
  });
});
