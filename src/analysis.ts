/** What an analysis gives back: the report, and the timelines of the connections that can be drawn. */
import type { NamedRoles } from './flow/roles.ts';
import type { Report } from './report/schema.ts';
import type { Timeline } from './timeline/schema.ts';

export interface Analysis {
  readonly report: Report;
  /** By `timelineKey`: every finding's connection up to `maxTimelines`, and those asked for by `draw`. */
  readonly timelines: ReadonlyMap<string, Timeline>;
}

/** Connection indexes are unique within a capture only, so a timeline is named by both. */
export function timelineKey(capture: string, connectionIndex: number): string {
  return `${connectionIndex}@${capture}`;
}

/** The capture in a `timelineKey`. */
export function captureOf(key: string): string {
  return key.slice(key.indexOf('@') + 1);
}

/** The roles that it names hold where neither a handshake nor HTTP/1 in the packets tells otherwise. */
export interface AnalyzeOptions extends NamedRoles {
  /** Put every connection into the report. Default false. */
  readonly connections?: boolean;
  /** A capture with more connections than this has none of them listed. Default: the first 200,000 are listed. */
  readonly maxConnections?: number;
  /** Connection indexes whose timelines are wanted although nothing was found on them. */
  readonly draw?: readonly number[];
  /** At most this many timelines are kept, findings first. Default 500. */
  readonly maxTimelines?: number;
  /** Keep the queries of request targets, which may hold secrets. Default false. */
  readonly queries?: boolean;
}
