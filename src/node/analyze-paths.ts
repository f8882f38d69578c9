/** Files, directories, globs and standard input from their names to one analysis. */
import type { Analysis, AnalyzeOptions } from '../analysis.ts';
import type { AbortSignalLike } from '../byte-source.ts';
import { combine } from '../combine.ts';
import { analyzeSet, type SetAnalysis } from '../input/analyze-set.ts';
import type { Problem } from '../input/problem.ts';
import { type InputSet, rotatedSets } from '../input/rotation.ts';
import type { Progress } from '../progress.ts';
import { expandInputs } from './inputs.ts';
import { toInputs } from './path-input.ts';
import type { PoolOptions } from './pool.ts';
import { counter, sizeOf } from './progress.ts';

/** Starting a thread takes as long as the analysis of so many bytes. */
const WORTH_A_THREAD = 16 << 20;

export interface PathOptions extends AnalyzeOptions {
  /** Ends the analysis early; what was read so far is reported. */
  readonly signal?: AbortSignalLike;
  /** Called for every piece read, of about a megabyte. */
  readonly onProgress?: (progress: Progress) => void;
  /** Whether captures of up to 64 MiB get a SHA-256. Default true. */
  readonly checksums?: boolean;
  /** Captures analysed at the same time, each in a thread of its own. Default 1: one after the other, without threads. */
  readonly jobs?: number;
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
  const { jobs = 1, signal, onProgress, ...analysis } = options;
  const inputs = await expandInputs(names);
  const sets = await rotatedSets(toInputs(inputs.paths));
  const sizes = sets.map((set) => set.map(({ name }) => sizeOf(name)));
  const onBytes = onProgress && counter(sizes.flat(), onProgress);
  const analyses = await analyzeSets(sets, sizes.map(addUp), { jobs, signal, onBytes, analysis });
  return {
    ...combine(
      analyses.flatMap(({ results }) => results),
      options,
    ),
    problems: [...inputs.problems, ...analyses.flatMap(({ problems }) => problems)],
  };
}

/** In threads where that pays, else one after the other. The results are in the order of the sets. */
async function analyzeSets(
  sets: readonly InputSet[],
  sizes: readonly number[],
  options: PoolOptions,
): Promise<readonly SetAnalysis[]> {
  const { jobs, signal, onBytes, analysis } = options;
  if (jobs > 1 && sets.length > 1 && addUp(sizes) >= WORTH_A_THREAD) {
    const { analyzeInPool } = await import('./pool.ts');
    const tasks = sets.map((set, at) => ({ paths: set.map(({ name }) => name), size: sizes[at] ?? 0 }));
    return analyzeInPool(tasks, options);
  }
  const analyses: SetAnalysis[] = [];
  for (const set of sets) {
    if (signal?.aborted) break;
    analyses.push(await analyzeSet(set, { ...analysis, signal, onBytes }));
  }
  return analyses;
}

function addUp(sizes: readonly (number | null)[]): number {
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
