/** What the page and its decoder say to each other. Plain data in pieces that are quickly copied from one thread to the other. */
import type { Problem } from '../input/problem.ts';
import type { Connection, Finding, Report } from '../report/schema.ts';
import type { Timeline } from '../timeline/schema.ts';

export type { Problem };

export type Order =
  /** Analyse these files together. */
  | { readonly type: 'analyze'; readonly files: readonly File[] }
  /** Report what was read so far. */
  | { readonly type: 'stop' };

/** How far the reading is. */
export interface Progress {
  /** The file that is read. */
  readonly name: string;
  /** Bytes of all files, and how many of them were read. */
  readonly bytes: number;
  readonly totalBytes: number;
  readonly packets: number;
  /** What was found since the last time, as one connection alone tells it: neighbours are asked when everything is read. */
  readonly found: readonly Found[];
}

/** Findings of one kind at one upstream. */
export interface Found extends Pick<Finding, 'kind' | 'title'> {
  readonly server: string;
  readonly count: number;
  /** Times as in a report. */
  readonly first: string;
  readonly last: string;
}

export type Answer =
  | { readonly type: 'progress'; readonly progress: Progress }
  /** The report comes in parts, in this order, then `done`. Its findings and connections come in lists of their own. */
  | { readonly type: 'report'; readonly report: Report }
  | { readonly type: 'findings'; readonly findings: readonly Finding[] }
  | { readonly type: 'connections'; readonly connections: readonly Connection[] }
  | { readonly type: 'timelines'; readonly timelines: readonly (readonly [key: string, Timeline])[] }
  | { readonly type: 'done'; readonly problems: readonly Problem[] }
  | { readonly type: 'failed'; readonly message: string };
