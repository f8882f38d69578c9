/** A model of several findings for tests of the viewer. */
import { timelineKey } from '../../src/analysis.ts';
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { RACE_CAPTURE, raceReport } from './race-fixture.ts';
import { stories } from './story-fixtures.ts';

/** All stories as findings of one capture, each on a connection of its own; the race is the incident. */
export function storiesModel(): ViewerModel {
  const timelines: Record<string, Timeline> = {};
  const findings: Finding[] = stories.slice(0, 6).map(({ timeline, finding }, index) => {
    timelines[timelineKey(RACE_CAPTURE, index)] = { ...timeline, index };
    return { ...finding, capture: RACE_CAPTURE, connection: { ...finding.connection, index } };
  });
  return { report: { ...raceReport, findings }, timelines };
}
