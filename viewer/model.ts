/** What the viewer is given: a report, and the timelines of the connections that can be drawn. */

import { timelineKey } from '../src/analysis.ts';
import type { Finding, Report } from '../src/report/schema.ts';
import type { Timeline } from '../src/timeline/schema.ts';

export interface ViewerModel {
  readonly report: Report;
  /** By `timelineKey(capture, connectionIndex)`. */
  readonly timelines: Readonly<Record<string, Timeline>>;
}

/** The timeline on which a finding lies; null where it was not kept. */
export function timelineOf(model: ViewerModel, finding: Finding): Timeline | null {
  return model.timelines[timelineKey(finding.capture, finding.connection.index)] ?? null;
}

/** One finding and the connection on which it lies. */
export interface Drawable {
  readonly timeline: Timeline;
  readonly finding: Finding;
}
