import { describe, expect, test } from '@jest/globals';
import { exitCode, type Outcome } from '../../cli/exit-codes.ts';
import { captureOf, findingOf, reportOf } from '../support/report-fixture.ts';

const outcome = (overrides: Partial<Outcome> = {}): Outcome => ({
  report: reportOf(),
  problems: [],
  interrupted: false,
  failOn: 'none',
  strict: false,
  ...overrides,
});

const withFinding = (severity: 'error' | 'warning' | 'note') =>
  reportOf({ findings: [findingOf({ severity })] });
const withCapture = (overrides: Parameters<typeof captureOf>[0]) =>
  reportOf({ captures: [captureOf(overrides)] });

describe('exit code', () => {
  test('is 0 with findings unless --fail-on asks', () => {
    expect(exitCode(outcome({ report: withFinding('error') }))).toBe(0);
  });

  test.each([
    ['error', 'error', 1],
    ['error', 'warning', 0],
    ['warning', 'error', 1],
    ['warning', 'warning', 1],
    ['warning', 'note', 0],
    ['note', 'note', 1],
    ['none', 'error', 0],
  ] as const)('with --fail-on %s and a finding of severity %s is %i', (failOn, severity, code) => {
    expect(exitCode(outcome({ failOn, report: withFinding(severity) }))).toBe(code);
  });

  test('is 3 where an input could not be read, and 3 wins over 1', () => {
    const problems = ['no-such-file'];
    expect(exitCode(outcome({ problems }))).toBe(3);
    expect(exitCode(outcome({ problems, failOn: 'error', report: withFinding('error') }))).toBe(3);
  });

  test('is 3 where a part of a capture was not analysed', () => {
    expect(exitCode(outcome({ report: withCapture({ complete: false }) }))).toBe(3);
  });

  test('is 0 for a capture that ends inside its last packet, 3 under --strict', () => {
    const report = withCapture({ truncated: true });
    expect(exitCode(outcome({ report }))).toBe(0);
    expect(exitCode(outcome({ report, strict: true }))).toBe(3);
  });

  test('is 2 where only directories without captures were named, 3 where something could be read besides', () => {
    expect(exitCode(outcome({ problems: ['no-captures'], report: reportOf({ captures: [] }) }))).toBe(2);
    expect(exitCode(outcome({ problems: ['no-captures'] }))).toBe(3);
  });

  test('is 130 after an interruption, whatever else happened', () => {
    expect(exitCode(outcome({ interrupted: true, problems: ['no-such-file'] }))).toBe(130);
  });
});
