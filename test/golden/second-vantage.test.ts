/**
 * Captures of the lab at both ends of the way. Both were taken by one clock, so the truth of the comparison is known: no difference.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Analyzer, analyze, type CaptureResult, type Timeline, timelineKey } from '../../src/node/index.ts';
import { secondVantages } from '../../src/second-vantage.ts';
import { clocksOf, isCaptured } from '../../src/timeline/clocks.ts';
import { layout } from '../../viewer/layout.ts';
import { toSvg } from '../../viewer/svg.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { recordedFrom, toPcap } from '../support/recorded.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const MILLISECOND = 1_000_000;

describeWithCorpus('two captures of one way', (corpus) => {
  const lab = join(corpus, 'captures/lab');
  const ends = (scenario: string) =>
    ['proxy_side.pcap', 'upstream_side.pcap'].map((name) => join(lab, scenario, name)) as [string, string];
  const scenarios = readdirSync(lab).filter((scenario) => ends(scenario).every((end) => existsSync(end)));

  /** The timelines that have a second vantage, with the finding on each. */
  async function seenTwice(paths: readonly string[]) {
    const { report, timelines } = await analyze(paths);
    const found = report.findings.flatMap((finding) => {
      const timeline = timelines.get(timelineKey(finding.capture, finding.connection.index));
      return timeline?.second === undefined ? [] : [{ finding, timeline, second: timeline.second }];
    });
    return { report, found };
  }

  test.each(scenarios)('%s: what both show is drawn from both, on one clock', async (scenario) => {
    const { found } = await seenTwice(ends(scenario));
    for (const { timeline, second } of found) {
      const clocks = clocksOf(timeline);
      expect(clocks.distance).toEqual([0, 0]);
      timeline.packets.frame.forEach((_, row) => {
        expect(clocks.left[row]).toBeLessThanOrEqual(clocks.arrived[row] ?? 0);
        if (clocks.unseen.has(row)) return;
        expect([isCaptured(clocks, row, 0), isCaptured(clocks, row, 1)]).toEqual([true, true]);
        // Nothing is faster than light in the lab: the way takes its delay, less what the comparison may be off.
        const passed = Math.abs((second.time[row] ?? 0) - (timeline.packets.time[row] ?? 0));
        expect(passed).toBeGreaterThan(second.delay - MILLISECOND);
      });
    }
  });

  test('most scenarios have such connections', async () => {
    const counts = await Promise.all(scenarios.map((scenario) => seenTwice(ends(scenario))));
    expect(counts.filter(({ found }) => found.length > 0).length).toBeGreaterThan(scenarios.length / 2);
  });

  test('a clock that is wrong by seconds makes no difference', async () => {
    const [proxy, upstream] = ends('haproxy_go_a');
    const { linkType, packets } = recordedFrom(readFileSync(upstream));
    const late = packets.map((packet) => ({ ...packet, time: packet.time + 3_700_000_000n }));
    const shifted = folder.file('upstream_late.pcap', toPcap({ linkType, packets: late }));
    const right = (await seenTwice([proxy, upstream])).found;
    const { found, report } = await seenTwice([proxy, shifted]);
    expect(found.length).toBe(right.length);
    expect(found.length).toBeGreaterThan(0);
    found.forEach(({ second }, place) => {
      const truth = right[place]?.second.time ?? [];
      const off = second.time.map((time, row) => Math.abs((time ?? 0) - (truth[row] ?? 0)));
      expect(Math.max(...off)).toBeLessThan(second.residual + 2000);
    });
    const issue = report.captures[1]?.issues.find(({ code }) => code === 'second-vantage');
    expect(issue?.message).toMatch(/this clock is 3(699|700)\.\d+ ms ahead/);
  });

  test('a copy of a capture is no second vantage', async () => {
    const [proxy] = ends('haproxy_go_a');
    const copy = folder.file('copy.pcap', readFileSync(proxy));
    const { found, report } = await seenTwice([proxy, copy]);
    expect(found).toEqual([]);
    expect(report.captures[1]?.issues.map(({ code }) => code)).toContain('captured-twice');
  });

  test('packets of one direction do not tell the clocks apart, and the report says so', () => {
    const [proxy, upstream] = ends('haproxy_go_a').map(resultOf) as [CaptureResult, CaptureResult];
    const half = new Map([...upstream.timelines].map(([key, timeline]) => [key, ofClient(timeline)]));
    const { timelines, remarks } = secondVantages([proxy, { ...upstream, timelines: half }]);
    expect([...timelines.values()].filter(({ second }) => second !== undefined)).toEqual([]);
    expect([...remarks.values()].map(({ code }) => code)).toEqual(['second-vantage-undetermined']);
  });

  test('the drawing says so at both lanes', async () => {
    const { found } = await seenTwice(ends('haproxy_go_a'));
    const [first] = found;
    if (first === undefined) throw new Error('nothing was seen twice');
    const svg = toSvg(layout(first.timeline, first.finding));
    expect(svg).toContain('● captured here<');
    expect(svg).toContain('● captured here too, residual');
    expect(svg).not.toContain('estimated');
  });
});

function resultOf(path: string): CaptureResult {
  const analyzer = new Analyzer();
  analyzer.beginFile(path);
  analyzer.feed(readFileSync(path));
  analyzer.endFile();
  return analyzer.finish();
}

/** The timeline without what the server sent. */
function ofClient(timeline: Timeline): Timeline {
  const { packets } = timeline;
  const kept = (column: readonly number[]) => column.filter((_, row) => packets.sender[row] === 0);
  const columns = Object.entries(packets).map(([name, column]) => [name, kept(column as number[])]);
  return { ...timeline, packets: Object.fromEntries(columns) as Timeline['packets'] };
}
