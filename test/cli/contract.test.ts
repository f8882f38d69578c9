import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { Report } from '../../src/report/schema.ts';
import { type CliOptions, closecall, start } from '../support/cli.ts';
import { lz4Frame } from '../support/compressed-bytes.ts';
import { EXCHANGE, POST } from '../support/http-lines.ts';
import { tcpScript } from '../support/tcp-script.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

const race = tcpScript`
  ${EXCHANGE}
  5.050   C > S   ${POST}
  +0.010  S > C   FIN ack=28
  +0.010  S > C   RST (bare) seq=41
`.bytes;
const healthy = tcpScript`
  ${EXCHANGE}
  +1      S > C   FIN
  +0      C > S   FIN
  +0.020  S > C   ACK
`.bytes;

folder.file('race.pcap', race);
folder.file('healthy.pcap', healthy);
folder.file('race.pcap.gz', gzipSync(race));
folder.file('empty.pcap', '');
folder.file('text.pcap', 'no capture at all, but text');
folder.file('header.pcap', race.subarray(0, 24));
folder.file('cut.pcap', race.subarray(0, race.length - 5));
folder.file('none/readme.txt', 'no capture');
folder.file('-dash.pcap', race);
mkdirSync(join(folder.path, 'folder'));
for (const name of ['circle.pcap', 'circle.json', 'circle.svg']) symlinkSync(name, join(folder.path, name));

const run = (line: string, options: CliOptions = {}) =>
  closecall(line.split(' '), { cwd: folder.path, ...options });

describe('exit codes', () => {
  test.concurrent.each([
    ['scan race.pcap', 0],
    ['race.pcap', 0],
    ['scan race.pcap --fail-on error', 1],
    ['scan race.pcap --fail-on error --kind connect-refused', 0],
    ['scan healthy.pcap --fail-on note', 0],
    ['scan header.pcap', 0],
    ['scan cut.pcap', 0],
    ['scan cut.pcap --strict', 3],
    ['scan gone.pcap', 3],
    ['scan empty.pcap', 3],
    ['scan text.pcap', 3],
    ['scan *.nothing', 3],
    ['scan race.pcap gone.pcap --fail-on error', 3],
    ['scan', 2],
    ['scan none', 2],
    ['scan race.pcap --nonsense', 2],
    ['scan race.pcap --format xml', 2],
    ['scan race.pcap --tz Mars', 2],
    ['scan race.pcap --port http', 2],
    ['scan race.pcap --kind nonsense', 2],
    ['scan race.pcap --kind keep-alive-race,nonsense', 2],
    ['scan race.pcap --filter foo:bar', 2],
    ['show race.pcap --filter t>99:99', 2],
    ['report race.pcap --filter ran:maybe -o page.html', 2],
    ['scan race.pcap --host orders', 2],
    ['scan race.pcap --since noon', 2],
    ['scan race.pcap --format parquet', 2],
    ['scan race.pcap -o table.parquet', 2],
    ['extract race.pcap', 2],
    ['watch -', 2],
    ['scna race.pcap', 2],
    ['scan race.pcap -o page.html', 2],
    ['scan race.pcap -o folder', 2],
    ['scan race.pcap -o gone/report.json', 2],
    ['scan race.pcap --tz UTC --tz UTC', 2],
    ['show race.pcap', 0],
    ['show race.pcap --fail-on error', 1],
    ['show race.pcap --filter ran:no --port 8080', 0],
    ['show race.pcap --filter ran:likely', 2],
    ['show', 2],
    ['show race.pcap ffff', 2],
    ['show race.pcap healthy.pcap', 0],
    ['show race.pcap gone.pcap', 3],
    ['show race.pcap --connection 0', 0],
    ['show race.pcap --connection 7', 2],
    ['show healthy.pcap --connection 0', 0],
    ['show healthy.pcap', 2],
    ['show gone.pcap', 3],
    ['explain', 0],
    ['explain fin-during-request', 0],
    ['explain history', 0],
    ['explain nonsense', 2],
    ['completion', 0],
    ['completion --help', 0],
    ['--version', 0],
    ['--help', 0],
  ])('closecall %s: %i', async (line, code) => {
    const result = await run(line);
    expect({ ...result, code: result.code }).toMatchObject({ code });
    if (code === 2) expect(result.stdout).toBe('');
  });
});

test('explain takes the titles that scan prints', async () => {
  const explained = async (kind: string) => (await closecall(['explain', kind], { cwd: folder.path })).stdout;
  expect(await explained('CLOSED, NO ANSWER')).toBe(await explained('closed-without-answer'));
  expect(await explained('Forgotten on the path')).toBe(await explained('forgotten-on-path'));
});

describe('what goes wrong is one clear line', () => {
  test.each([
    ['scan gone.pcap', 'closecall: gone.pcap: no such file or directory\n'],
    ['scan *.nothing', 'closecall: *.nothing: no file matches this pattern\n'],
    ['scan race.pcap -o folder', 'closecall: --output folder is a directory\n  give it the name of a file\n'],
    [
      'scan race.pcap --kind late',
      'closecall: there is no kind of finding called late\n' +
        '  did you mean late-reuse? closecall explain lists all of them\n',
    ],
    [
      'scan race.pcap --filter ran:no,foo:bar',
      'closecall: --filter: ran:no,foo:bar (character 1) can match nothing\n' +
        '  ran: takes no, possibly, likely, answered, unknown, or how one of them begins\n',
    ],
    [
      'show race.pcap --filter who:client',
      'closecall: no finding fits --filter who:client\n' +
        '  without it there is 1 finding: closecall scan lists the incidents\n',
    ],
    ['scan race.pcap --nmaes x', 'closecall: there is no option --nmaes\n  did you mean --names?\n'],
    [
      'scan race.pcap --keylog keys.txt',
      'closecall: there is no option --keylog here\n' +
        '  TLS is judged without keys: who closed, and what had arrived, is told by TCP\n',
    ],
    [
      'scan race.pcap --bogus x',
      'closecall: there is no option --bogus\n  closecall --help says what is possible\n',
    ],
    ['scan race.pcap --filer x', 'closecall: there is no option --filer\n  did you mean --filter?\n'],
    [
      'scan race.pcap --format xml',
      'closecall: --format xml is not possible: text, json, ndjson, csv, markdown, junit, sarif\n' +
        '  closecall --help says what is possible\n',
    ],
    [
      'compare race.pcap healthy.pcap',
      'closecall: there is no command compare yet\n' +
        '  scan both with --json, and look at summary.failedRequests and at the incidents\n',
    ],
    [
      'raport race.pcap',
      'closecall: there is no command raport, and no file of that name\n  did you mean report?\n',
    ],
    [
      'report race.pcap -o race.png',
      'closecall: report writes a page (.html) or its data (.json), no PNG\n' +
        '  closecall show FILES... -o race.png writes that\n',
    ],
    [
      'report -o data.json',
      'closecall: without an input there are no data to write\n' +
        '  name the captures, or a page: -o closecall.html\n',
    ],
    [
      'scan race.pcap -o page.html',
      'closecall: scan writes text, json, ndjson, csv, markdown, junit, sarif, no HTML\n' +
        '  closecall report FILES... -o page.html writes a page\n',
    ],
  ])('closecall %s', async (line, stderr) => {
    expect((await run(line)).stderr).toBe(stderr);
  });

  test.each(['empty.pcap', 'text.pcap'])('%s is named with the reason and the place', async (name) => {
    const { stdout, stderr } = await run(`scan ${name}`);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^closecall: ${name}: .{10,120}\\n$`));
  });

  test('what can be read is reported all the same', async () => {
    const { stdout, stderr } = await run('scan gone.pcap race.pcap empty.pcap');
    expect(stderr.match(/^closecall: /gm)).toHaveLength(2);
    expect(stdout).toContain('KEEP-ALIVE RACE');
  });
});

describe('standard output is data', () => {
  const json = async (line: string, options?: CliOptions) =>
    Report.parse(JSON.parse((await run(line, options)).stdout));

  test('JSON is the report of the schema', async () => {
    const report = await json('scan race.pcap --json --connections');
    expect(report.findings).toMatchObject([
      { kind: 'fin-during-request', executed: 'no', capture: 'race.pcap' },
    ]);
    expect(report.connections).toHaveLength(1);
    expect((await json('scan race.pcap --format json')).connections).toBeUndefined();
  });

  test('JSON is there even where nothing could be read', async () => {
    expect((await json('scan empty.pcap --json')).captures).toMatchObject([
      { path: 'empty.pcap', complete: false },
    ]);
    expect((await json('scan gone.pcap --json')).captures).toEqual([]);
  });

  test('NDJSON is one record per line, each with its type and the schema', async () => {
    const { stdout } = await run('scan race.pcap --format ndjson --connections');
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ type }) => type)).toEqual([
      'capture',
      'connection',
      'finding',
      'incident',
      'summary',
    ]);
    expect(new Set(records.map(({ schema }) => schema))).toEqual(new Set(['closecall-report/1']));
  });

  test('standard input is read, compressed or not', async () => {
    for (const input of [race, gzipSync(race)]) {
      const report = await json('scan - --json', { input });
      expect(report.captures).toMatchObject([{ path: '-', packets: 9 }]);
      expect(report.findings).toHaveLength(1);
    }
  });

  test('the same file gives the same findings compressed', async () => {
    const [plain, packed] = [await json('scan race.pcap --json'), await json('scan race.pcap.gz --json')];
    expect(packed.findings).toEqual(
      plain.findings.map((finding) => ({ ...finding, capture: 'race.pcap.gz' })),
    );
  });
});

describe('what is no capture is named, with the way to one', () => {
  folder.file('browser.har', '{"log": {"version": "1.2", "entries": []}}');
  folder.file('ek.json', '{"index":{"_index":"packets"}}\n{"layers":{}}');
  folder.file('dump.txt', '12:03:04.123456 IP 10.0.0.1.80 > 10.0.0.2.81: Flags [S]');
  folder.file('trace.etl', Buffer.from('0000010048000000', 'hex'));
  folder.file('old.cap', Buffer.from('5843500030303200', 'hex'));

  test.each([
    ['browser.har', /is a HAR file of a browser or a proxy: no packets are in it\n {2}.*tcpdump/],
    ['ek.json', /is the text that tshark -T ek prints: no packets are in it\n {2}tshark -w/],
    ['dump.txt', /this is text \(it begins with "12:0"\): tcpdump and tshark write packets with -w/],
    ['trace.etl', /pktmon etl2pcap FILE\.etl\n$/],
    ['old.cap', /NetXRay or Windows Sniffer capture \(convert it: editcap -F pcapng\)/],
  ])('%s', async (name, told) => {
    const { code, stderr, stdout } = await run(`scan ${name}`);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(told);
  });
});

describe('--output', () => {
  test('a full disk is told in a sentence', async () => {
    if (!existsSync('/dev/full')) return;
    const { code, stderr } = await run('scan race.pcap -o /dev/full');
    expect([code, stderr]).toEqual([
      2,
      'closecall: --output /dev/full cannot be written: the disk is full\n  an earlier file of that name is as it was\n',
    ]);
  });

  test('writes the file whole or not at all, and the ending chooses the format', async () => {
    expect((await run('scan race.pcap -o out.json')).stdout).toBe('');
    expect(JSON.parse(readFileSync(join(folder.path, 'out.json'), 'utf8')).schema).toBe('closecall-report/1');
    await run('scan race.pcap -o out.ndjson');
    expect(readFileSync(join(folder.path, 'out.ndjson'), 'utf8').split('\n').length).toBeGreaterThan(3);
    await run('scan race.pcap -o out.txt');
    expect(readFileSync(join(folder.path, 'out.txt'), 'utf8')).toContain('KEEP-ALIVE RACE');
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('leaves an old file alone where nothing could be done', async () => {
    folder.file('old.json', 'old');
    await run('scan race.pcap --bogus -o old.json');
    expect(readFileSync(join(folder.path, 'old.json'), 'utf8')).toBe('old');
    expect(existsSync(join(folder.path, 'gone'))).toBe(false);
  });
});

describe('--output never overwrites', () => {
  folder.file('race.pcap.lz4', lz4Frame([race]));
  folder.file('notes.txt', 'no capture');
  folder.file('section.pcapng', Buffer.from('0a0d0d0a1c000000', 'hex'));

  test.concurrent.each([
    ['scan race.pcap -o race.pcap'],
    ['scan race.pcap -o ./folder/../race.pcap'],
    ['scan race.pcap -o healthy.pcap'],
    ['scan race.pcap -o race.pcap.gz'],
    ['scan race.pcap -o race.pcap.lz4'],
    ['scan race.pcap --json -o section.pcapng'],
    ['scan notes.txt -o notes.txt'],
    ['scan no*.txt -o notes.txt'],
    ['report race.pcap -o race.pcap'],
    ['report race.pcap -o healthy.pcap'],
    ['report . -o race.pcap.gz'],
  ])('a capture or an input: closecall %s', async (line) => {
    const output = join(folder.path, line.slice(line.lastIndexOf(' ') + 1));
    const before = readFileSync(output);
    const { code, stderr, stdout } = await run(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^closecall: --output \S+ is .* not overwritten\n {2}give the output another name/,
    );
    expect(readFileSync(output)).toEqual(before);
  });

  test('a link to a capture', async () => {
    symlinkSync(join(folder.path, 'race.pcap'), join(folder.path, 'link.json'));
    expect((await run('scan healthy.pcap -o link.json')).code).toBe(2);
    expect(readFileSync(join(folder.path, 'race.pcap'))).toEqual(Buffer.from(race));
  });

  test('a device: it is written to', async () => {
    // By a link, so that a program that fails here does not take the device away from the machine.
    symlinkSync('/dev/null', join(folder.path, 'null'));
    expect((await run('scan race.pcap -o null')).code).toBe(0);
    expect(lstatSync(join(folder.path, 'null')).isSymbolicLink()).toBe(true);
  });

  test('while a report of an earlier run is replaced', async () => {
    folder.file('again.json', '{"schema": "old"}');
    expect((await run('scan race.pcap -o again.json')).code).toBe(0);
    expect(readFileSync(join(folder.path, 'again.json'), 'utf8')).toContain('closecall-report/1');
  });
});

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
  ])('%s is bad configuration', async (line, told) => {
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

describe('colour', () => {
  const isColoured = async (line: string, env: Record<string, string> = {}) =>
    (await run(line, { env })).stdout.includes('\u001b[');

  test('is off where the output is no terminal', async () => {
    expect(await isColoured('race.pcap')).toBe(false);
  });

  test('FORCE_COLOR turns it on, NO_COLOR and --no-color win', async () => {
    expect(await isColoured('race.pcap', { FORCE_COLOR: '1' })).toBe(true);
    expect(await isColoured('race.pcap', { FORCE_COLOR: '0' })).toBe(false);
    expect(await isColoured('race.pcap', { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
    expect(await isColoured('race.pcap --no-color', { FORCE_COLOR: '1' })).toBe(false);
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

describe('an interruption', () => {
  test('ends a silent pipe at once and reports what came until then', async () => {
    const child = start(['scan', '-', '--json']);
    child.stdin.write(race);
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    // The handler stands once the modules are loaded; a second signal would end the program without a report.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(JSON.parse(stdout).findings).toHaveLength(1);
  });

  test('ends at once where it is the second, and leaves no output', async () => {
    if (process.platform === 'win32') return;
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', ['-m', '600', 'unread'], { cwd: folder.path });
    const child = start(['scan', '-', '--json', '-o', 'unread'], { cwd: folder.path });
    child.stdin.write(race);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill('SIGINT');
    // From here on it waits for a reader of its output, as it might for seconds of work.
    await once(child.stderr, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([null, 'SIGINT']);
    rmSync(join(folder.path, 'unread'));
  });
});

describe('a named pipe', () => {
  test.each([
    ['that nobody writes to', null],
    ['whose writer is silent', 'sleep 30 > pipe'],
  ])('%s does not keep an interrupted program', async (_, writer) => {
    if (process.platform === 'win32') return;
    const { execFileSync, spawn } = await import('node:child_process');
    execFileSync('mkfifo', ['-m', '600', 'pipe'], { cwd: folder.path });
    const silent = writer === null ? null : spawn('sh', ['-c', `exec ${writer}`], { cwd: folder.path });
    const child = start(['scan', 'race.pcap', 'pipe', '--jobs', '1'], { cwd: folder.path });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    silent?.kill('SIGKILL');
    rmSync(join(folder.path, 'pipe'));
    expect(code).toBe(130);
  });
});

describe('what the system does not let be read or written', () => {
  test.each([
    ['scan circle.pcap', 3],
    ['show circle.pcap', 3],
    ['timers circle.pcap', 3],
    ['show circle.pcap race.pcap', 3],
    ['report circle.pcap -o page.html', 3],
    ['scan race.pcap -o circle.json', 2],
    ['show race.pcap -o circle.svg', 2],
  ])('is told in a sentence: %s', async (line, expected) => {
    const { code, stderr } = await run(line);
    expect([code, stderr]).toEqual([
      expected,
      expect.stringMatching(/^closecall: .*too many symbolic links/),
    ]);
    expect(stderr).not.toMatch(/internal error/);
  });
});

describe('odd words', () => {
  test.each([
    'show race.pcap -o',
    'scan --no-output race.pcap',
    'scan --no-port race.pcap',
    'scan --tz=+99:99 race.pcap',
  ])('%s is wrong use', async (line) => {
    const { code, stderr } = await run(line);
    expect([code, stderr]).toEqual([2, expect.not.stringMatching(/internal error/)]);
  });

  test('what follows -- are names, whatever they begin with', async () => {
    const { code, stdout } = await run('scan --quiet -- -dash.pcap');
    expect([code, stdout]).toEqual([0, expect.stringContaining('KEEP-ALIVE RACE')]);
  });
});

describe('a closed pipe', () => {
  test('ends the program quietly', async () => {
    const program = `"${process.execPath}" "${join(import.meta.dirname, '../../dist/cli/main.js')}"`;
    const { spawnSync } = await import('node:child_process');
    const { stderr } = spawnSync('sh', ['-c', `${program} explain --no-color | head -c 1`], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
  });
});
