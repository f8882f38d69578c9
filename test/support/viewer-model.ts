/** A model of several findings for tests of the viewer. */
import { timelineKey } from '../../src/analysis.ts';
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { RACE_CAPTURE, raceReport } from './race-fixture.ts';
import { stories } from './story-fixtures.ts';
import { type Row, timelineFrom } from './timeline-rows.ts';

/** All stories as findings of one capture, each on a connection of its own; the race is the incident. */
export function storiesModel(): ViewerModel {
  const timelines: Record<string, Timeline> = {};
  const findings: Finding[] = stories.slice(0, 6).map(({ timeline, finding }, index) => {
    timelines[timelineKey(RACE_CAPTURE, index)] = { ...timeline, index };
    return { ...finding, capture: RACE_CAPTURE, connection: { ...finding.connection, index } };
  });
  return { report: { ...raceReport, findings }, timelines };
}

/** The first of the findings, on a connection of `count` packets that alternate. */
export function longConnection({ report }: ViewerModel, count: number): ViewerModel {
  const rows: Row[] = Array.from({ length: count }, (_, index) => [
    index + 1,
    index / 1000,
    index % 2 === 0 ? 'C' : 'S',
    'PSH',
    1 + Math.floor(index / 2) * 10,
    1 + Math.floor((index + 1) / 2) * 10,
    10,
  ]);
  const timeline = timelineFrom({ client: '10.0.0.1:40000', server: '10.0.0.2:80', rows });
  return {
    report: { ...report, findings: report.findings.slice(0, 1) },
    timelines: { [timelineKey(report.captures[0]?.path ?? '', 0)]: timeline },
  };
}
