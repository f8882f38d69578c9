/** Several files into one report. */
import type { Analysis } from '../analysis.ts';
import { combine } from '../combine.ts';
import type { CaptureResult } from '../result.ts';
import { analyzeSet, type InputOptions } from './analyze-set.ts';
import type { CaptureInput } from './capture-input.ts';
import type { Problem } from './problem.ts';
import { rotatedSets } from './rotation.ts';

interface InputAnalysis extends Analysis {
  /** Inputs that could not be read, or not to their end. Damage inside captures is told in `report.captures`. */
  readonly problems: readonly Problem[];
}

/**
 * Analyses the inputs and merges what they hold into one report. Files of a rotated set are one capture. What cannot be read is a
 * problem, never an exception: the rest is reported all the same.
 */
export async function analyzeInputs(
  inputs: readonly CaptureInput[],
  options: InputOptions,
): Promise<InputAnalysis> {
  const results: CaptureResult[] = [];
  const problems: Problem[] = [];
  for (const set of await rotatedSets(inputs)) {
    if (options.signal?.aborted) break;
    const analysis = await analyzeSet(set, options);
    results.push(...analysis.results);
    problems.push(...analysis.problems);
  }
  return { ...combine(results, options), problems };
}
