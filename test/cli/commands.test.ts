/** What single commands and their options do, from the words to the text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/report/schema.ts';
import { closecall } from '../support/cli.ts';
import { cliFolder, healthy, race } from '../support/cli-folder.ts';

const folder = cliFolder();
const { run } = folder;

describe('a filter', () => {
  test('that leaves nothing is no all-clear', async () => {
    const { stdout } = await run('race.pcap --port 9999');
    expect(stdout).toContain('\nfiltered: --port 9999 (0 of 1 finding)');
    expect(stdout).toContain('No finding fits --port 9999. Without it there is 1 finding: 1 request failed.');
    expect(stdout).not.toContain('No request failed');
  });
});

describe('the commands that are printed', () => {
  test('narrow a page as the text was narrowed', async () => {
    const { stdout } = await run('race.pcap --filter ran:no --port 8080');
    expect(stdout).toContain('closecall report race.pcap --port 8080 --filter ran:no -o incident.html\n');
  });

  /** What a shell makes of the line behind `label`. */
  const follow = async (stdout: string, label: string) => {
    const line = stdout.split('\n').find((text) => text.trimStart().startsWith(`${label}  `)) ?? '';
    const command = line.slice(line.indexOf('closecall ')).replace(/^closecall/, '"$0" "$1"');
    const main = join(import.meta.dirname, '../../dist/cli/main.js');
    const { spawnSync } = await import('node:child_process');
    return spawnSync('sh', ['-c', command, process.execPath, main], { cwd: folder.path, encoding: 'utf8' });
  };

  test.each([
    ['several files', ['race.pcap', 'healthy.pcap']],
    ['a pattern', ['*ac*.pcap']],
    ['many files, as a shell expands a pattern', [1, 2, 3, 4, 5].map((n) => `many files/it's ${n}.pcap`)],
  ])('show what they are about: %s', async (_what, inputs) => {
    for (const n of [1, 2, 3, 4, 5]) folder.file(`many files/it's ${n}.pcap`, n === 3 ? race : healthy);
    const { stdout } = await closecall(inputs, { cwd: folder.path });
    expect(await follow(stdout, 'see')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^KEEP-ALIVE RACE/),
    });
  });
});

describe('--log', () => {
  test('ties the failures of logs to findings, and the printed command names the logs again', async () => {
    const report = JSON.parse((await run('scan race.pcap --json')).stdout) as Report;
    const time = report.findings[0]?.time ?? '';
    folder.file(
      'error.log',
      `started\n${time} "POST /x HTTP/1.1" 502\n${time} "POST /nowhere HTTP/1.1" 502\n`,
    );
    const target = report.findings[0]?.request?.target ?? '';
    folder.file('access.log', `${time} "POST ${target} HTTP/1.1" 502\n`);
    const { stdout } = await run('scan race.pcap --log access.log --log error.log');
    expect(stdout).toMatch(/\nlog +access\.log: 1 line tells a failure; all of them are findings here\n/);
    expect(stdout).toMatch(/error\.log: 2 lines tell failures; 0 are findings here, not so line 2\n/);
    const [, see = ''] = /see +closecall (.*)/.exec(stdout) ?? [];
    expect((await run(see)).stdout).toMatch(/\nlogged +access\.log line 1\n/);
    expect((await run('scan race.pcap --log access.log --redact share')).stdout).not.toContain('access.log');
    expect((await run('scan race.pcap --log gone.log')).code).toBe(3);
  });

  test('is told in data and pages, and by whoever reads these', async () => {
    const report = async (words: string) => JSON.parse((await run(words)).stdout) as Report;
    const told = await report('scan race.pcap --json --log access.log');
    expect(told.proxyLogs).toMatchObject([{ path: 'access.log', failures: 1, found: 1, missedLine: null }]);
    expect(told.findings[0]?.logged).toEqual([{ path: 'access.log', line: 1 }]);
    await run('report race.pcap --log access.log -o logged.html');
    expect((await report('scan logged.html --json')).findings).toEqual(told.findings);
    expect((await run('show logged.html')).stdout).toMatch(/\nlogged +access\.log line 1\n/);
    expect(readFileSync(join(folder.path, 'logged.html'), 'utf8')).toContain('access.log:1');
    expect((await run('scan race.pcap --format ndjson --log access.log')).stdout).toContain('"type":"log"');
    expect((await run('report logged.html --redact share -o -')).stdout).not.toContain('access.log');
  });
});

describe('--config', () => {
  test('gives settings to every command, and the command line wins', async () => {
    folder.file('team.json', '{"tz": "+08:00", "failOn": "error", "lang": "zh-CN"}');
    const { code, stdout } = await run('scan race.pcap --config team.json');
    expect([code, stdout]).toEqual([1, expect.stringContaining('+08:00\n')]);
    expect((await run('scan race.pcap --config team.json --fail-on none')).code).toBe(0);
    expect((await run('timers race.pcap --config team.json')).code).toBe(1);
    await run('report race.pcap --config team.json -o team.html');
    expect(readFileSync(join(folder.path, 'team.html'), 'utf8')).toContain('<html lang="zh-CN"');
  });

  test.each([
    ['scan race.pcap --config gone.json', /: no such file or directory/],
    ['scan race.pcap --config race.pcap', /is not JSON/],
    ['scan race.pcap --config', /--config needs a file/],
    ['scan race.pcap --config team.json --config team.json', /--config is given twice/],
    ['scan race.pcap --output', /--output needs a value/],
  ])('%s is wrong use', async (line, told) => {
    const { code, stderr } = await run(line);
    expect([code, stderr]).toEqual([2, expect.stringMatching(told)]);
  });
});

describe('--names', () => {
  test('gives addresses names in texts and pages, and leaves data alone', async () => {
    const server = (JSON.parse((await run('scan race.pcap --json')).stdout) as Report).findings[0]?.connection
      .server;
    folder.file('hosts', `${server?.slice(0, server.lastIndexOf(':'))} orders-1\n`);
    const { stdout } = await run('scan race.pcap --names hosts --tz +08:00 --host orders-1');
    expect(stdout).toMatch(/KEEP-ALIVE RACE +orders-1:8080/);
    expect(stdout).toMatch(/see +closecall show race\.pcap \w+ --names hosts --tz \+08:00\n/);
    expect((await run('show race.pcap --names hosts')).stdout).toContain('upstream orders-1:8080');
    expect((await run('scan race.pcap --names hosts --json')).stdout).not.toContain('orders-1');
    await run('report race.pcap --names hosts -o named.html');
    expect(readFileSync(join(folder.path, 'named.html'), 'utf8')).toContain('orders-1:8080');
    expect((await run('scan race.pcap --names gone')).code).toBe(2);
  });
});

describe('show', () => {
  test('tells verdict, drawing and evidence in this order', async () => {
    const { stdout } = await run('show race.pcap');
    expect(stdout).toMatch(
      /^KEEP-ALIVE RACE[\s\S]+\nran\? {4}NO\.[\s\S]+ X [\s\S]+\nwhy [\s\S]+\nopen {4}wireshark/,
    );
  });

  test('reads a saved report, without the drawing', async () => {
    await run('scan race.pcap -o saved.json');
    const { stdout, code } = await run('show saved.json');
    expect(code).toBe(0);
    expect(stdout).toContain('KEEP-ALIVE RACE');
    expect(stdout).toContain('closecall show race.pcap');
    expect((await run('show saved.json --fail-on error')).code).toBe(1);
  });

  test('says what is wrong with JSON that is no report', async () => {
    folder.file('other.json', '{"schema": "something-else"}');
    const { stderr, code } = await run('show other.json');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^closecall: other\.json is no closecall report: /);
  });

  test('draws any connection by its number', async () => {
    expect((await run('show healthy.pcap --connection 0')).stdout).toMatch(
      /^CONNECTION 0 {2}.*no finding on it/,
    );
  });
});

describe('report', () => {
  test('a page that a filter narrowed says so, and claims nothing of what it left out', async () => {
    await run('report race.pcap --filter who:client -o narrowed.html');
    const page = readFileSync(join(folder.path, 'narrowed.html'), 'utf8');
    expect(page).toContain('No failed request fits the filter of this report.');
    expect(page).toMatch(/Filtered: 0 of \d+ findings? are in here/);
    expect(page).not.toContain('No failed request among');
  });

  test('without an input writes the page that reads captures', async () => {
    const { code, stderr } = await run('report -o empty.html');
    expect([code, stderr]).toEqual([
      0,
      'closecall: wrote empty.html, a page that reads the captures dropped on it\n',
    ]);
    const page = readFileSync(join(folder.path, 'empty.html'), 'utf8');
    expect(page).toContain('Open a capture');
    expect(page).toContain('worker-src blob:');
  });

  test('without an input and a name never takes the place of a report', async () => {
    const cwd = join(folder.path, 'pages');
    folder.file('pages/race.pcap', race);
    const write = (...words: readonly string[]) => closecall(['report', ...words], { cwd });
    await write('race.pcap');
    expect((await write()).stderr).toMatch(/^closecall: wrote closecall\.html, a page/);
    expect(readdirSync(cwd).sort()).toEqual(['closecall-report.html', 'closecall.html', 'race.pcap']);
    await write('race.pcap', '-o', 'closecall.html');
    const { code, stderr } = await write();
    expect([code, stderr]).toEqual([
      2,
      'closecall: --output closecall.html exists, and is not overwritten with an empty page\n' +
        '  name the captures to report on, or another file: closecall report -o closecall.html\n',
    ]);
    expect((await write('-o', 'other.html')).code).toBe(0);
    expect((await write('-o', 'other.html')).code).toBe(0);
  });

  test('writes its data alone, and reads it again', async () => {
    expect((await run('report race.pcap -o race.closecall.json')).code).toBe(0);
    const { stdout } = await run('show race.closecall.json');
    expect(stdout).toContain('KEEP-ALIVE RACE');
    expect(stdout).toMatch(/ X /);
  });
});
