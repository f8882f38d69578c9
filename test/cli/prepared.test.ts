import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { closecall } from '../support/cli.ts';

const PREPARED = new URL('../../dist/cli/prepared.js', import.meta.url).href;

/** Whether V8 refuses the code that lies beside the program; `undefined` where there is none. */
function refused(flags: readonly string[]): string {
  const script = `const { compile } = await import('${PREPARED}'); console.log(compile().cachedDataRejected);`;
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
