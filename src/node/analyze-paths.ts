/** Files, directories, globs and standard input from their names to one analysis. */
import type { Analysis, AnalyzeOptions } from '../analysis.ts';
import { combine } from '../combine.ts';
import { analyzeSet } from '../input/analyze-set.ts';
import type { Problem } from '../input/problem.ts';
import { rotatedSets } from '../input/rotation.ts';
import type { CaptureResult } from '../result.ts';
import { expandInputs } from './inputs.ts';
import { PathInput } from './path-input.ts';

export interface PathOptions extends AnalyzeOptions {
  /** Ends the analysis early; what was read so far is reported. */
  readonly signal?: AbortSignal;
  /** Called for every piece read, with its size in bytes and its file. */
  readonly onBytes?: (bytes: number, path: string) => void;
  /** Whether captures of up to 64 MiB get a SHA-256. Default true. */
  readonly checksums?: boolean;
}

export interface PathAnalysis extends Analysis {
  /** Inputs that could not be read, or not to their end. Damage inside captures is told in `report.captures`. */
  readonly problems: readonly Problem[];
}

/**
 * Analyses everything behind `names` and merges it into one report. Files of a rotated set are one capture. What
 * cannot be read is a problem, never an exception: the rest is reported all the same.
 */
export async function analyzePaths(
  names: readonly string[],
  options: PathOptions = {},
): Promise<PathAnalysis> {
  const inputs = await expandInputs(names);
  const problems = [...inputs.problems];
  const results: CaptureResult[] = [];
  for (const set of await rotatedSets(inputs.paths.map((path) => new PathInput(path)))) {
    if (options.signal?.aborted) break;
    const analysis = await analyzeSet(set, options);
    results.push(...analysis.results);
    problems.push(...analysis.problems);
  }
  return { ...combine(results, options), problems };
}
