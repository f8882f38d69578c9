import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readLogs, tieLog, withLogs } from '../../cli/proxy-log.ts';
import { logText, whereLogged } from '../../cli/render/logs.ts';
import { Zone } from '../../cli/render/zone.ts';
import { analyze } from '../../src/node/index.ts';
import { redact } from '../../src/report/redact.ts';
import { Report } from '../../src/report/schema.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { CpuWatch } from '../support/cpu-watch.ts';
import { findingOf, reportOf } from '../support/report-fixture.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const UTC = new Zone('UTC');

const access = (time: string, status: number, target = '/api/orders') =>
  `10.0.0.9 - - [20/Nov/2026:${time} +0000] "POST ${target} HTTP/1.1" ${status} 157`;

const report = reportOf({
  findings: [findingOf(), findingOf({ id: 'b', time: '2026-11-20T03:12:06.000000000Z' })],
});

async function tied(content: string | Uint8Array, zone = UTC) {
  const [log] = await readLogs([folder.file('proxy.log', content)]);
  if (log === undefined) throw new Error('no log');
  const { log: told, lines } = tieLog(log, report, zone);
  return { ...told, lines };
}

describe('a log', () => {
  test('is tied line by line, each finding to one of them', async () => {
    const ties = await tied(
      [access('03:12:00', 200), access('03:12:04', 502), access('03:12:05', 502)].join('\n'),
    );
    expect(ties).toMatchObject({ failures: 2, covered: 2, missedLine: null });
    expect([...ties.lines]).toEqual([
      ['aa00000001', 2],
      ['b', 3],
    ]);
  });

  test('with more failures than findings names the first line that is not found', async () => {
    const lines = [access('03:12:04', 502), access('03:12:04', 503, '/cart'), access('03:12:05', 504)];
    const ties = await tied(lines.join('\r\n'));
    expect(ties).toMatchObject({ failures: 3, covered: 3, missedLine: 2 });
    expect(logText(ties, 'UTC')).toMatch(/3 lines tell failures; 2 are findings here, not so line 2$/);
  });

  test('of another time says so, and in which zone its times were read', async () => {
    const ties = await tied(
      '2026/11/21 03:12:04 [error] 1#1: *1 no live upstreams while connecting to upstream',
    );
    expect(logText(ties, 'UTC')).toMatch(
      /1 line tells a failure, none at a time that was captured .*UTC, --tz/,
    );
  });

  test('without failures is no all-clear for its format', async () => {
    expect(logText(await tied(access('03:12:04', 200)), 'UTC')).toMatch(
      /no line tells a failed upstream request$/,
    );
  });

  test.each([
    ['without a zone, in that of --tz', '2026/11/20 11:12:04 [error] 1#1: *1 upstream', new Zone('+08:00')],
    ['without a date', '03:12:04 upstream', UTC],
    ['in seconds since 1970', '1795144324.2 upstream', UTC],
  ])('may tell its times %s', async (_what, line, zone) => {
    const ties = await tied(
      `${line} prematurely closed connection while reading response header from upstream`,
      zone,
    );
    expect(ties).toMatchObject({ covered: 1, missedLine: null });
  });

  test('may be compressed', async () => {
    expect((await tied(gzipSync(`${access('03:12:04', 502)}\n`))).lines.size).toBe(1);
  });

  test('may come through a pipe', async () => {
    if (process.platform === 'win32') return;
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [logs] = await Promise.all([readLogs([pipe]), writeFile(pipe, access('03:12:04', 502))]);
    expect(logs[0]?.failures.length).toBe(1);
  });

  test('counts no numbers as statuses', async () => {
    const lines = ['"GET / HTTP/1.1" 200 502', 'bytes=502 rt=0.503', 'took 504 ms'];
    expect((await tied(lines.map((line) => `2026-11-20T03:12:04Z ${line}`).join('\n'))).failures).toBe(0);
  });

  test('with a line of any length takes no more memory than a short one', async () => {
    const ties = await tied(`${'x'.repeat(3_000_000)}\n${access('03:12:04', 502)}`);
    expect([...ties.lines.values()]).toEqual([2]);
  });

  test('that tells a path of many numbers is read in little time', async () => {
    const watch = new CpuWatch();
    const path = '/1'.repeat(30_000);
    expect(
      await tied(`${`${access('03:12:04', 200, path)}\n`.repeat(20)}${access('03:12:04', 502)}`),
    ).toMatchObject({ failures: 1, missedLine: null });
    watch.expectAtMost(2, 'a log with paths of numbers');
  });

  test('with the timers of HAProxy tells its status', async () => {
    const ties = await tied('[20/Nov/2026:03:12:04.100] web api/s1 0/0/-1/-1/3005 503 216 - - sC--');
    expect(ties).toMatchObject({ failures: 1, missedLine: null });
  });

  test('with failures by the thousand in one second finds each of as many findings', async () => {
    const watch = new CpuWatch();
    const findings = Array.from({ length: 3_000 }, (_, at) => findingOf({ id: `f${at}` }));
    const lines = Array.from({ length: 3_001 }, () => access('03:12:04', 502)).join('\n');
    const [log] = await readLogs([folder.file('proxy.log', lines)]);
    if (log === undefined) throw new Error('no log');
    const ties = tieLog(log, reportOf({ findings }), UTC);
    expect(ties.log).toMatchObject({ covered: 3_001, missedLine: 3_001 });
    expect(ties.lines.size).toBe(3_000);
    watch.expectAtMost(15, 'thousands of lines on as many findings');
  });

  test('with failures by the million keeps the first of them, and says so', async () => {
    const line = `${access('03:12:04', 502)} ${'x'.repeat(60_000)}\n`;
    const ties = await tied(line.repeat(600));
    expect(ties.cut).toBe(true);
    expect(ties.failures).toBeLessThan(600);
    expect(logText(ties, 'UTC')).toMatch(/558 lines tell failures \(later ones were not looked at\); 2 are/);
  });

  test('that cannot be read is told', async () => {
    await expect(readLogs(['/nowhere/proxy.log'])).rejects.toThrow('--log /nowhere/proxy.log: no such file');
  });
});

describe('a report', () => {
  const told = async () => {
    const lines = [access('03:12:04', 502), access('03:12:05', 503, '/cart')].join('\n');
    return withLogs(report, await readLogs([folder.file('proxy.log', lines)]), UTC);
  };

  test('holds what the logs know: of each its counts, of each finding its lines', async () => {
    const path = join(folder.path, 'proxy.log');
    const { proxyLogs, findings } = await told();
    expect(proxyLogs).toEqual([{ path, failures: 2, covered: 2, found: 1, missedLine: 2, cut: false }]);
    expect(findings.map(({ logged }) => logged)).toEqual([[{ path, line: 1 }], undefined]);
    expect(findings.map(whereLogged)).toEqual([`${path} line 1`, '']);
    expect(Report.safeParse(await told()).success).toBe(true);
  });

  test('for sharing names no log', async () => {
    const shared = redact({ report: await told(), timelines: new Map() }, 'share').report;
    expect(JSON.stringify(shared)).not.toContain('proxy.log');
    expect(shared.proxyLogs).toBeUndefined();
  });

  test('without logs says nothing of them', () => expect(withLogs(report, [], UTC)).toBe(report));
});

describeWithCorpus('logs of real proxies', (corpus) => {
  const lab = join(corpus, 'captures/lab');

  test.each([
    ['go_idle_race_a', 'nginx', ['proxy_error.log', 'proxy_access.log']],
    ['go_restart_a', 'nginx', ['proxy_error.log', 'proxy_access.log']],
    ['connect_refused_a', 'nginx', ['proxy_error.log']],
    ['proxy_read_timeout_a', 'nginx', ['proxy_error.log']],
    ['haproxy_go_a', 'HAProxy', ['proxy_access.log']],
    ['caddy_go_a', 'Caddy', ['proxy_error.json']],
    ['apache_proxy_tomcat_a', 'Apache', ['proxy_error.log', 'proxy_access.log']],
  ])('%s: every failure that %s logged is a finding', async (scenario, _proxy, files) => {
    const { report: found } = await analyze(join(lab, scenario, 'proxy_side.pcap'));
    for (const log of await readLogs(files.map((file) => join(lab, scenario, file)))) {
      const ties = tieLog(log, found, UTC);
      expect(ties.log.failures).toBeGreaterThan(3);
      expect({ path: log.path, missedLine: ties.log.missedLine, tied: ties.lines.size }).toEqual({
        path: log.path,
        missedLine: null,
        tied: ties.log.failures,
      });
    }
  });
});
