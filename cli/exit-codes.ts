/** How the program ends. Scripts depend on these numbers. */
import type { Report, Severity } from '../src/report/schema.ts';

export const EXIT = {
  /** The analysis ran, and nothing reached `--fail-on`. */
  OK: 0,
  /** Findings at or above `--fail-on`. */
  FINDINGS: 1,
  /** Wrong use. */
  USAGE: 2,
  /** An input could not be read, or a part of it could not be analysed. */
  INPUT: 3,
  /** Interrupted by a signal; what was found until then is written. */
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const FAIL_ON = ['error', 'warning', 'note', 'none'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Severities that reach each limit. */
const REACHES: Readonly<Record<FailOn, readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  note: ['error', 'warning', 'note'],
  none: [],
};

export interface Outcome {
  readonly report: Report;
  /** Codes of the inputs that could not be read. */
  readonly problems: readonly string[];
  readonly interrupted: boolean;
  readonly failOn: FailOn;
  /** Captures that merely end inside their last packet count as damaged. */
  readonly strict: boolean;
}

/** The strongest of the codes that apply: interruption, then inputs, then findings. */
export function exitCode({ report, problems, interrupted, failOn, strict }: Outcome): ExitCode {
  if (interrupted) return EXIT.INTERRUPTED;
  const nothingRead = report.captures.length === 0;
  if (nothingRead && problems.length > 0 && problems.every((code) => code === 'no-captures'))
    return EXIT.USAGE;
  const damaged = report.captures.some((capture) => !capture.complete || (strict && capture.truncated));
  if (problems.length > 0 || damaged) return EXIT.INPUT;
  const reached = report.findings.some((finding) => REACHES[failOn].includes(finding.severity));
  return reached ? EXIT.FINDINGS : EXIT.OK;
}
