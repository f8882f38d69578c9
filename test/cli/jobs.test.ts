/** Captures analysed side by side. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { generate } from '../bench/generate.ts';
import { closecall } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const FILES = ['north', 'south', 'west'];
/** Together more than the 16 MiB from which threads are started. */
const SIZE = 7e6;

beforeAll(() => {
  FILES.forEach((name, seed) => {
    generate(join(folder.path, `${name}.pcap`), { shape: 'api', size: SIZE, seed, active: 20, loss: 0.01 });
  });
});

const scan = (jobs: string, ...words: string[]) =>
  closecall(['scan', '--json', '--connections', '-q', '--jobs', jobs, folder.path, ...words]);

describe('--jobs', () => {
  test('changes nothing in the report', async () => {
    const [one, two, eight] = [await scan('1'), await scan('2'), await scan('8')];
    expect(JSON.parse(one.stdout).captures).toHaveLength(FILES.length);
    expect(two).toEqual(one);
    expect(eight).toEqual(one);
  });

  test('an input that cannot be read is a problem of its own', async () => {
    const broken = join(folder.path, 'broken.bin');
    writeFileSync(broken, Buffer.alloc(1000, 7));
    const [one, two] = [await scan('1', broken), await scan('2', broken)];
    expect(two.code).toBe(3);
    expect(two.stderr).toContain('broken.bin');
    expect(two).toEqual(one);
  });

  test.each(['0', 'many', '-1'])('%s is wrong use', async (jobs) => {
    expect(await scan(jobs)).toMatchObject({ code: 2, stderr: expect.stringContaining('--jobs') });
  });
});

test('the library reports progress up to the last byte, also from other threads', async () => {
  const library = pathToFileURL(fileURLToPath(new URL('../../dist/src/node/index.js', import.meta.url)));
  const program = `
    import { analyze } from ${JSON.stringify(library.href)};
    const told = [];
    await analyze(${JSON.stringify(folder.path)}, { jobs: 2, onProgress: (progress) => told.push(progress) });
    console.log(JSON.stringify(told));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  const told = JSON.parse(stdout) as { path: string; bytes: number; totalBytes: number }[];
  expect(new Set(told.map(({ path }) => path)).size).toBe(FILES.length);
  expect(told.at(-1)?.bytes).toBe(told[0]?.totalBytes);
  expect(told.every(({ bytes }, at) => bytes >= (told[at - 1]?.bytes ?? 0))).toBe(true);
});

test('a thread that fails takes its own capture with it and nothing else', async () => {
  const pool = pathToFileURL(fileURLToPath(new URL('../../dist/src/node/pool.js', import.meta.url)));
  const program = `
    import { Thread } from ${JSON.stringify(pool.href)};
    const good = ${JSON.stringify(join(folder.path, 'north.pcap'))};
    const options = { jobs: 2, analysis: { draw: 'not a list'.length } };
    const thread = new Thread(options);
    const failed = await thread.analyze([good]);
    options.analysis = {};
    const told = [failed, await thread.analyze([good])];
    thread.end();
    console.log(JSON.stringify(told.map(({ results, problems }) => [results.length, problems.map(({ code }) => code)])));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  expect(JSON.parse(stdout)).toEqual([
    [0, ['internal-error']],
    [1, []],
  ]);
});
