/** Real captures cut into rotated sets wherever it pleases: every number that is told leads to the packet that is meant. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ladderLines } from '../../cli/render/ladder.ts';
import { Zone } from '../../cli/render/zone.ts';
import { type Analysis, timelineKey } from '../../src/analysis.ts';
import { Analyzer } from '../../src/analyzer.ts';
import { combine } from '../../src/combine.ts';
import { onTimeline } from '../../src/report/on-timeline.ts';
import type { Finding } from '../../src/report/schema.ts';
import { placeOf } from '../../src/timeline/file-frames.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { toMarkdown } from '../../viewer/markdown.ts';
import { describeWithCorpus } from '../support/corpus.ts';

/** Where the records of a little-endian pcap file begin. */
function starts(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found: number[] = [];
  for (let at = 24; at < bytes.length; at += 16 + view.getUint32(at + 8, true)) found.push(at);
  return found;
}

/** A set whose files have `size` packets each, named by their place. */
function inFiles(bytes: Uint8Array, size: number): Analysis {
  const analyzer = new Analyzer({ maxTimelines: 5000 });
  const records = starts(bytes);
  for (let first = 0; first < records.length; first += size) {
    analyzer.beginFile(`${first / size}.pcap`);
    analyzer.feed(bytes.subarray(0, 24));
    analyzer.feed(bytes.subarray(records[first], records[first + size] ?? bytes.length));
    analyzer.endFile();
  }
  return combine([analyzer.finish()], {});
}

interface Placed {
  readonly frame: number;
  readonly capture?: string | null | undefined;
}

/** The number of a frame in the whole. */
function wholeNumber({ frame, capture }: Placed, own: string, size: number): number {
  return Number.parseInt(capture ?? own, 10) * size + frame;
}

function timelineIn({ timelines }: Analysis, { capture, connection }: Finding): Timeline {
  const found = timelines.get(timelineKey(capture, connection.index));
  if (found === undefined) throw new Error('no timeline');
  return found;
}

describeWithCorpus('a set cut out of a real capture', (corpus) => {
  const bytes = readFileSync(join(corpus, 'captures/lab/go_idle_race_a/proxy_side.pcap'));
  const whole = inFiles(bytes, 1_000_000);

  test.each([7, 20, 101])('of %i packets a file names the packets that the whole names', (size) => {
    const set = inFiles(bytes, size);
    let crossing = 0;
    for (const finding of set.report.findings) {
      const one = whole.report.findings.find(({ id }) => id === finding.id);
      const { request, evidence, proofFrame, proofCapture, capture } = finding;
      const number = (place: Placed) => wholeNumber(place, capture, size);
      expect(evidence.map(number)).toEqual(one?.evidence.map(({ frame }) => frame));
      expect(request && number(request)).toBe(one?.request?.frame ?? null);
      expect(proofFrame && number({ frame: proofFrame, capture: proofCapture })).toBe(one?.proofFrame);
      const timeline = timelineIn(set, finding);
      const packets = timeline.packets.frame.map((frame) => number(placeOf(timeline, frame)));
      expect(packets).toEqual(timelineIn(whole, one as Finding).packets.frame);
      if (timeline.files !== undefined) crossing++;
    }
    expect(set.report.findings).toHaveLength(whole.report.findings.length);
    expect(crossing).toBeGreaterThan(5);
  });

  test('is drawn with the names of the files beside the numbers, each packet with one number of its own', () => {
    const set = inFiles(bytes, 20);
    const finding = set.report.findings.find(({ request }) => request?.capture !== undefined) as Finding;
    const timeline = timelineIn(set, finding);
    expect(new Set(timeline.packets.frame).size).toBe(timeline.packets.frame.length);
    const { request, capture } = finding;
    expect(placeOf(timeline, onTimeline(finding, timeline).request?.frame ?? 0)).toEqual({
      frame: request?.frame,
      capture: request?.capture,
    });
    const ladder = ladderLines(timeline, finding, { width: 100, zone: new Zone('UTC') }).join('\n');
    for (const name of [request?.capture, capture]) expect(ladder).toMatch(new RegExp(` of ${name}`));
    const markdown = toMarkdown(finding, timeline);
    expect(markdown).toContain(`#35;${request?.frame} POST /ok (${request?.capture}),`);
    expect(markdown).toMatch(new RegExp(`^\\| ${request?.frame} \\(${request?.capture}\\) \\|`, 'm'));
    expect(markdown).toContain(`&#35;${request?.frame} (${request?.capture}): `);
  });
});
