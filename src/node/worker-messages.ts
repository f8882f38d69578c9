/** What the pool and its workers say to each other. Everything is plain data: it is copied from thread to thread. */
import type { AnalyzeOptions } from '../analysis.ts';
import type { SetAnalysis } from '../input/analyze-set.ts';

/** The options that make sense in another thread. */
export interface WorkerOptions extends AnalyzeOptions {
  readonly checksums?: boolean | undefined;
}

/** Paths of one capture to analyse, or the wish to end early with what was found. */
export type Order = { readonly paths: readonly string[] } | 'stop';

export type Answer =
  | { readonly type: 'read'; readonly bytes: number; readonly path: string }
  | { readonly type: 'done'; readonly analysis: SetAnalysis };
