import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { timelineKey } from '../../src/analysis.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { RACE_CAPTURE, raceReport, raceTimeline } from '../support/race-fixture.ts';
import { viewerHtml } from '../support/viewer-file.ts';
import { busyConnection, storiesModel } from '../support/viewer-model.ts';

const empty: ViewerModel = {
  report: { ...raceReport, captures: [], endpoints: [], incidents: [], shapes: [], findings: [], timers: [] },
  timelines: {},
};
const sizeOf = (shown: ViewerModel) => Buffer.byteLength(viewerHtml(shown));

test('the page that reads captures takes at most 280 kB', () => {
  const page = fileURLToPath(new URL('../../dist/viewer/closecall.html', import.meta.url));
  expect(statSync(page).size).toBeLessThanOrEqual(280_000);
});

describe('the size of a report', () => {
  test('without packets, in two languages, it takes at most 100 kB, compressed 69 kB', () => {
    const html = viewerHtml(empty);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100_000);
    expect(gzipSync(html).length).toBeLessThanOrEqual(69_000);
  });

  test('the picture, the evidence and the packets of one finding add at most 30 kB', () => {
    const one = { report: raceReport, timelines: { [timelineKey(RACE_CAPTURE, 1)]: raceTimeline } };
    expect(sizeOf(one) - sizeOf(empty)).toBeLessThanOrEqual(30_000);
  });

  test.each([
    [500, 160_000],
    [10_000, 230_000],
  ])('with a finding on a connection of %i packets it takes at most %i bytes', (packets, most) => {
    expect(sizeOf(busyConnection(storiesModel(), packets))).toBeLessThanOrEqual(most);
  });

  test('a packet adds at most 8 bytes', () => {
    const [few, many] = [1000, 9000].map((packets) => sizeOf(busyConnection(storiesModel(), packets)));
    expect(((many ?? 0) - (few ?? 0)) / 8000).toBeLessThanOrEqual(8);
  });
});
