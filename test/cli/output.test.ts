/** Where results go: standard output, files that are never overwritten, terminals and pipes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { Report } from '../../src/report/schema.ts';
import { type CliOptions, MAIN } from '../support/cli.ts';
import { cliFolder, race } from '../support/cli-folder.ts';
import { lz4Frame } from '../support/compressed-bytes.ts';

const folder = cliFolder();
const { run } = folder;

mkdirSync(join(folder.path, 'folder'));

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

test('a file that standard output is, and that holds only a part of it, is told', async () => {
  if (process.platform === 'win32') return;
  const line = 'ulimit -f 1; exec "$0" "$1" scan race.pcap --json --connections > part.json';
  const child = spawn('sh', ['-c', line, process.execPath, MAIN], { cwd: folder.path });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const [code] = await once(child, 'close');
  expect([code, stderr]).toEqual([
    2,
    'closecall: standard output cannot be written: the file may not become longer\n  the file holds only a part\n',
  ]);
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
