import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { closecall } from '../support/cli.ts';
import { temporaryFolder } from '../support/temporary.ts';

const BUILT = new URL('../../dist/cli/', import.meta.url);
const CODE = `program-${process.version}-${process.platform}-${process.arch}.code`;

const temporary = temporaryFolder();

/** A copy of the built program, one of its files changed. */
function copyWith(name: string, change: (content: Buffer) => Uint8Array): URL {
  const folder = randomUUID();
  temporary.file(`${folder}/package.json`, '{"type":"module"}');
  for (const each of ['prepared.js', 'program.cjs', CODE]) {
    const content = readFileSync(new URL(each, BUILT));
    temporary.file(`${folder}/${each}`, each === name ? change(content) : content);
  }
  return pathToFileURL(`${temporary.path}/${folder}/`);
}

/** Whether V8 refuses the code that lies beside the program; `undefined` where there is none that it could take. */
function refused(flags: readonly string[], folder = BUILT): string {
  const prepared = new URL('prepared.js', folder).href;
  const script = `const { compile } = await import('${prepared}'); console.log(compile().cachedDataRejected);`;
  const words = [...flags, '--input-type=module', '--eval', script];
  return spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout.trim();
}

test('the program is ASCII, as it is read', () => {
  const program = readFileSync(new URL('../../dist/cli/program.cjs', import.meta.url));
  expect(program.findIndex((byte) => byte > 127)).toBe(-1);
});

describe('the code that the build left beside the program', () => {
  test('is taken by the Node that built it', () => {
    expect(refused([])).toBe('false');
  });

  test('is not looked at where one bit of it is another', () => {
    const flip = (code: Buffer) =>
      code.fill((code[code.length >> 1] ?? 0) ^ 1, code.length >> 1, (code.length >> 1) + 1);
    expect(
      refused(
        [],
        copyWith(CODE, (code) => code),
      ),
    ).toBe('false');
    expect(refused([], copyWith(CODE, flip))).toBe('undefined');
  });

  test.each([0, 3, 1000])('is not looked at where %i bytes of it are left', (length) => {
    expect(
      refused(
        [],
        copyWith(CODE, (code) => code.subarray(0, length)),
      ),
    ).toBe('undefined');
  });

  test('is not looked at beside another program of the same length', () => {
    const other = (program: Buffer) =>
      Buffer.from(program.toString('latin1').replace('requests', 'REQUESTS'), 'latin1');
    expect(refused([], copyWith('program.cjs', other))).toBe('undefined');
  });

  test('is refused under other flags of V8', () => {
    expect(refused(['--no-opt'])).toBe('true');
  });

  test('is made anew where it is refused, and the program does the same', async () => {
    const words = ['scan', 'samples/go-panic/capture.pcapng', '--format', 'csv'];
    const usual = await closecall(words);
    const anew = await closecall(words, { env: { NODE_OPTIONS: '--jitless' } });
    expect(usual.stdout).toContain('premature-close-before-headers');
    expect([anew.code, anew.stdout]).toEqual([usual.code, usual.stdout]);
  });
});

describe('a program that is not whole', () => {
  test.each([
    ['missing', null],
    ['cut', 10_000],
  ])('says so in a sentence: its script is %s', (_what, length) => {
    const folder = randomUUID();
    const main = `${temporary.path}/${folder}/main.js`;
    temporary.file(`${folder}/package.json`, '{"type":"module"}');
    for (const name of ['main.js', 'prepared.js'])
      temporary.file(`${folder}/${name}`, readFileSync(new URL(name, BUILT)));
    if (length !== null)
      temporary.file(
        `${folder}/program.cjs`,
        readFileSync(new URL('program.cjs', BUILT)).subarray(0, length),
      );
    const { status, stderr } = spawnSync(process.execPath, [main, '--version'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^closecall: the program is not built, or not whole: .+\n {2}in a checkout: npm run build/,
      ),
    ]);
  });
});
