/**
 * Each folder under samples/ holds one real capture, and its expected.json says what must be found in it. The
 * expectations come from the circumstances of the capture and from tshark, so nothing here rewrites them.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { analyze } from '../../src/node/index.ts';
import { type Verdict, verdictLine, verdicts } from '../support/verdicts.ts';

interface Expected {
  readonly connections: number;
  readonly requests: number;
  readonly responses: number;
  /** Findings of severity error or warning. */
  readonly findings: readonly Verdict[];
}

const root = fileURLToPath(new URL('../../samples', import.meta.url));
const samples = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

function captureOf(sample: string): string {
  const captures = readdirSync(join(root, sample)).filter((name) => name.startsWith('capture.'));
  expect(captures).toHaveLength(1);
  return join(root, sample, captures[0]!);
}

describe.each(samples)('samples/%s', (sample) => {
  test('gives what expected.json says', async () => {
    const expected = JSON.parse(read(sample, 'expected.json')) as Expected;
    const { report } = await analyze(captureOf(sample));
    expect({
      connections: report.summary.connections,
      requests: report.summary.requests,
      responses: report.summary.responses,
      findings: verdicts(report),
    }).toEqual({ ...expected, findings: expected.findings.map(verdictLine).sort() });
  });

  test('is small, explained and listed', () => {
    expect(statSync(captureOf(sample)).size).toBeLessThanOrEqual(60 * 1024);
    expect(read(sample, 'README.md')).toMatch(/\*\*Must show\*\*/);
    expect(read('README.md')).toContain(`[${sample}](${sample})`);
  });
});
