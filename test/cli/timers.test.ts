/** `closecall timers`: the records of the report alone, and the same for people. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Timer } from '../../src/report/schema.ts';
import { closecall } from '../support/cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sample = (name: string) => join(root, 'samples', name);

describe('of a real race', () => {
  const race = sample('go-idle-timeout-below-nginx');

  test('--format json prints the schema and the timers of the report', async () => {
    const [timers, report] = await Promise.all([
      closecall(['timers', race, '--format', 'json']),
      closecall(['scan', race, '--format', 'json']),
    ]);
    expect(timers.code).toBe(0);
    const printed = JSON.parse(timers.stdout) as { schema: string; timers: unknown[] };
    expect(Object.keys(printed)).toEqual(['schema', 'timers']);
    expect(printed.schema).toBe('closecall-report/1');
    expect(printed.timers).toEqual((JSON.parse(report.stdout) as { timers: unknown[] }).timers);
    for (const timer of printed.timers) expect(Timer.safeParse(timer).error).toBeUndefined();
  });

  test('the text tells the limit, how often it hits, and what to change', async () => {
    const { stdout } = await closecall(['timers', race]);
    expect(stdout).toMatch(/upstream idle limit \d+\.\d\d s/);
    expect(stdout).toMatch(/races per day/);
    expect(stdout).toMatch(/keepalive_timeout/);
  });
});

test('where none shows it says what that would take', async () => {
  const { code, stdout } = await closecall(['timers', sample('connect-refused')]);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No time limit shows/) });
});
