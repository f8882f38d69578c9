/** Files, directories, globs and standard input from their names to one analysis. */
import type { AnalyzeOptions } from '../analysis.ts';
import { analyzeInputs, type InputAnalysis } from '../input/analyze-inputs.ts';
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

export type PathAnalysis = InputAnalysis;

/**
 * Analyses everything behind `names` and merges it into one report. Files of a rotated set are one capture. What
 * cannot be read is a problem, never an exception: the rest is reported all the same.
 */
export async function analyzePaths(
  names: readonly string[],
  options: PathOptions = {},
): Promise<PathAnalysis> {
  const { paths, problems } = await expandInputs(names);
  const analysis = await analyzeInputs(
    paths.map((path) => new PathInput(path)),
    options,
  );
  return { ...analysis, problems: [...problems, ...analysis.problems] };
}
