/** What the program promises to scripts: exit codes, and one clear line for whatever goes wrong. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { closecall } from '../support/cli.ts';
import { cliFolder, race } from '../support/cli-folder.ts';

const folder = cliFolder();
const { run } = folder;

folder.file('text.pcap', 'no capture at all, but text');
folder.file('header.pcap', race.subarray(0, 24));
folder.file('cut.pcap', race.subarray(0, race.length - 5));
folder.file('none/readme.txt', 'no capture');
folder.file('-dash.pcap', race);
mkdirSync(join(folder.path, 'folder'));
for (const name of ['circle.pcap', 'circle.json', 'circle.svg']) symlinkSync(name, join(folder.path, name));

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
    ['extract race.pcap', 0],
    ['extract race.pcap --fail-on error', 1],
    ['extract healthy.pcap', 2],
    ['extract race.pcap ffff', 2],
    ['extract gone.pcap', 3],
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
    ['explain fin-during-request late-reuse', 0],
    ['explain nonsense', 2],
    ['explain fin-during-request nonsense', 2],
    ['completion', 0],
    ['completion bash', 2],
    ['-h', 0],
    ['scan race.pcap --color=always', 2],
    ['scan race.pcap --strict=true', 0],
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
  const unquoted = await closecall(['explain', 'CLOSED,', 'NO', 'ANSWER'], { cwd: folder.path });
  expect(unquoted.stdout).toBe(await explained('closed-without-answer'));
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
    [
      'scan race.pcap --kind fin-during-requst',
      'closecall: there is no kind of finding called fin-during-requst\n' +
        '  did you mean fin-during-request? closecall explain lists all of them\n',
    ],
    [
      'timers race.pcap --kind late-reuse',
      'closecall: there is no option --kind here\n  commands that have it: scan, show, report, extract\n',
    ],
    ['tcpdump -w x.pcap', 'closecall: there is no option -w\n  closecall tcpdump has --output for it\n'],
    [
      'extract race.pcap -o x.json',
      'closecall: extract writes packets (.pcapng), no JSON\n  closecall scan FILES... -o x.json writes that\n',
    ],
    [
      'report race.pcap -o x.pdf',
      'closecall: report writes a page (.html) or its data (.json), no PDF\n' +
        '  print the page: the browser saves it as PDF\n',
    ],
    [
      'timers race.pcap -o x.html',
      'closecall: timers writes text or json, no HTML\n' +
        '  the ending .json chooses JSON, .txt or none text\n',
    ],
    ['scan race.pcap -j', 'closecall: there is no option -j\n  closecall --help says what is possible\n'],
    [
      'scan race.pcap --json --format csv',
      'closecall: --json and --format do not go together\n  leave one of them out\n',
    ],
    [
      'scan race.pcap --color=always',
      'closecall: --color takes no value\n  --color is on, --no-color is off\n',
    ],
    [
      'completion bash',
      'closecall: completion bash is not possible\n  closecall completion prints the script\n',
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
