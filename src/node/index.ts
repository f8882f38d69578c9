/** The public API in Node: everything of the browser's entry, and captures by path. */
import { fileURLToPath } from 'node:url';
import type { Analysis } from '../analysis.ts';
import { analyze as analyzeBytes, type SourceOptions } from '../analyze.ts';
import type { CaptureSource } from '../byte-source.ts';
import type { Problem } from '../input/problem.ts';
import { analyzePaths, type PathAnalysis, type PathOptions } from './analyze-paths.ts';

export * from '../index.ts';
export type { Problem } from '../input/problem.ts';
export { analyzePaths, type PathAnalysis, type PathOptions } from './analyze-paths.ts';

/** A file, directory or glob, or `-` for standard input; a `file:` URL. */
export type PathSource = string | URL;

/** Nothing of what was named could be read. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('; '));
    this.problems = problems;
  }
}

/**
 * Analyses captures: by path or `file:` URL, one or several (rotated sets and compressed files included), or bytes
 * as in the browser. Throws `InputError` if none of the paths can be read; if some can, the others are `problems`.
 */
export function analyze(
  source: PathSource | readonly PathSource[],
  options?: PathOptions,
): Promise<PathAnalysis>;
export function analyze(source: CaptureSource, options?: SourceOptions): Promise<Analysis>;
export async function analyze(
  source: PathSource | readonly PathSource[] | CaptureSource,
  options: PathOptions & SourceOptions = {},
): Promise<Analysis> {
  if (Array.isArray(source)) return analyzeNamed(source, options);
  if (typeof source === 'string' || source instanceof URL) return analyzeNamed([source], options);
  return analyzeBytes(source as CaptureSource, options);
}

async function analyzeNamed(sources: readonly PathSource[], options: PathOptions): Promise<PathAnalysis> {
  const paths = sources.map((source) => (source instanceof URL ? fileURLToPath(source) : source));
  const analysis = await analyzePaths(paths, options);
  const { problems, report } = analysis;
  if (problems.length > 0 && report.captures.every(({ format }) => format === 'unknown')) {
    throw new InputError(problems);
  }
  return analysis;
}
