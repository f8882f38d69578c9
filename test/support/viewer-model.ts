/** A model of several findings for tests of the viewer. */
import { timelineKey } from '../../src/analysis.ts';
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { packedPieces } from '../../viewer/embed.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { Random } from '../bench/random.ts';
import { RACE_CAPTURE, raceReport } from './race-fixture.ts';
import { stories } from './story-fixtures.ts';
import { type Row, timelineFrom } from './timeline-rows.ts';

/** What a file holds of the model, as one text. */
export function packed(model: ViewerModel): string {
  return [...packedPieces(model)].join('');
}

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

/** The same finding on a connection of about `count` packets as a gateway and its upstream exchange them, with nothing regular in it. */
export function busyConnection({ report }: ViewerModel, count: number): ViewerModel {
  const random = new Random(7);
  const rows: Row[] = [];
  let [frame, time, client, server] = [0, 0, 1, 1];
  const send = (sender: 'C' | 'S', length: number, later: number) => {
    frame += random.whole(1, 12);
    time += later;
    const [seq, ack] = sender === 'C' ? [client, server] : [server, client];
    rows.push([frame, time, sender, length > 0 ? 'PSH' : 'ACK', seq, ack, length]);
    if (sender === 'C') client += length;
    else server += length;
  };
  while (rows.length < count) {
    send('C', random.whole(150, 550), random.interval(0.02));
    send('S', 0, 0.0004 + random.unit() / 1e4);
    for (let left = random.whole(1, 3); left > 0; left -= 1)
      send('S', random.whole(300, 1448), random.interval(1e-3));
    send('C', 0, 0.0004);
  }
  const timeline = timelineFrom({ client: '10.0.0.1:40000', server: '10.0.0.2:80', rows });
  // Timestamps of both hosts (RFC 7323): milliseconds, from a beginning of their own.
  const stamp = rows.map(([, seconds, sender]) => (sender === 'C' ? 1e9 : 3e9) + Math.floor(seconds * 1000));
  return {
    report: { ...report, findings: report.findings.slice(0, 1) },
    timelines: {
      [timelineKey(report.captures[0]?.path ?? '', 0)]: {
        ...timeline,
        packets: { ...timeline.packets, stamp },
      },
    },
  };
}
