import { describe, expect, test } from '@jest/globals';
import { stack } from '../../viewer/layout/stack.ts';
import { clip, textWidth, wrap } from '../../viewer/layout/text.ts';
import { mostTelling } from '../../viewer/page/worst.ts';
import { byteCount, duration, offset, percent, plural } from '../../viewer/words/numbers.ts';
import { captureNames, dateTime, linkTo, linkToFinding, timeOfDay } from '../../viewer/words/report.ts';
import { inZone } from '../../viewer/words/zone.ts';
import { raceFinding, raceReport } from '../support/race-fixture.ts';
import { storiesModel } from '../support/viewer-model.ts';

describe('numbers', () => {
  test.each([
    [0, '0 ns'],
    [810, '810 ns'],
    [29_000, '29 µs'],
    [56_121_000, '56.1 ms'],
    [1_000_000, '1 ms'],
    [7_002_000_000, '7.002 s'],
    [599_000_000_000, '599.000 s'],
    [725_000_000_000, '12 min 5 s'],
    [7_500_000_000_000, '2 h 5 min'],
    [270_000_000_000_000, '3 d 3 h'],
    [-2_500_000, '-2.50 ms'],
  ])('%i nanoseconds read %s', (value, text) => expect(duration(value)).toBe(text));

  test('bytes, offsets, shares and counts', () => {
    expect([217, 9_999, 57_344, 21_900_000, 3e9].map(byteCount)).toEqual([
      '217 B',
      '9,999 B',
      '57.3 kB',
      '21.9 MB',
      '3.0 GB',
    ]);
    expect([offset(2_202_065_000), offset(-15_000_000, 3), offset(0, 1)]).toEqual([
      '+2.202065',
      '-0.015',
      '+0.0',
    ]);
    expect([0.000082, 0.12, 0, 1].map(percent)).toEqual(['0.008 %', '12 %', '0 %', '100 %']);
    expect([plural(1, 'request'), plural(1204, 'request'), plural(2, 'copy', 'copies')]).toEqual([
      '1 request',
      '1,204 requests',
      '2 copies',
    ]);
  });
});

describe('text without a browser', () => {
  test('lines keep their width, and say where something is missing', () => {
    const lines = wrap('the quick brown fox jumps over the lazy dog again and again', 100, 12, 3);
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toMatch(/…$/);
    for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(100);
  });

  test('one word that is too long is cut, not lost', () => {
    expect(clip('x'.repeat(50), 60, 12)).toMatch(/^x+…$/);
    expect(clip('short', 60, 12)).toBe('short');
    expect(clip('x', 0, 12)).toBe('');
  });
});

describe('notes in a column', () => {
  const item = (top: number, weight = 1) => ({ top, height: 10, weight });

  test('stay where they wish to be while there is room', () => {
    expect(stack([item(0), item(50)], 0, 5)).toEqual([0, 50]);
  });

  test('share the displacement where there is none', () => {
    expect(stack([item(100), item(100)], 0, 5)).toEqual([92.5, 107.5]);
  });

  test('are moved less the more they mind', () => {
    const [heavy = 0, light = 0] = stack([item(100, 9), item(100, 1)], 0, 5);
    expect(100 - heavy).toBeLessThan(light - 100);
  });

  test('never rise above the edge', () => {
    expect(stack([item(1), item(1), item(1)], 0, 0)).toEqual([0, 10, 20]);
  });
});

describe('names and links', () => {
  test('captures are called by what tells them apart', () => {
    const named = (...paths: string[]) => {
      const [capture] = raceReport.captures;
      const captures = paths.map(
        (path) => ({ ...raceReport.captures[0], ...capture, path }) as typeof capture & object,
      );
      return [...captureNames({ ...raceReport, captures }).values()];
    };
    expect(named('/a/b/gw.pcap')).toEqual(['gw.pcap']);
    expect(named('/a/b/gw-1.pcap', '/a/b/gw-2.pcap')).toEqual(['gw-1.pcap', 'gw-2.pcap']);
    expect(named('/a/one/p.pcap', '/a/two/p.pcap')).toEqual(['one/p.pcap', 'two/p.pcap']);
    expect(named('')).toEqual(['']);
  });

  test('links hold numbers only', () => {
    expect(linkToFinding(raceReport, raceFinding)).toBe('#c=1&f=77');
    expect(linkTo(raceReport, '"><script>', 1)).toBe('#c=1');
  });

  test('a link leads to no packet where the deciding one lies in another file than the finding', () => {
    const [evidence] = raceFinding.evidence;
    const elsewhere = { ...evidence, frame: 7, capture: 'gw_0305.pcap' } as typeof evidence & object;
    const finding = { ...raceFinding, proofFrame: null, request: null, evidence: [elsewhere] };
    expect(linkToFinding(raceReport, finding)).toBe('#c=1');
  });
});

describe('the finding to look at', () => {
  const model = storiesModel();

  test('is a race with the request in the window, if there is one', () => {
    expect(mostTelling(model, model.report.findings)?.kind).toBe('fin-during-request');
  });

  test('is one that a client saw rather than one hidden by a retry', () => {
    const hidden = model.report.findings.map((finding) =>
      finding.kind === 'fin-during-request' ? { ...finding, severity: 'warning' as const } : finding,
    );
    expect(mostTelling(model, hidden)?.kind).toBe('premature-close-before-headers');
  });

  test('is none where nothing can be drawn', () => {
    expect(mostTelling({ ...model, timelines: {} }, model.report.findings)).toBeNull();
  });
});

describe('times in another zone', () => {
  const utc = '2026-11-21T20:36:45.383462123Z';

  test('are those that its clocks showed, to the same digit', () => {
    expect(inZone('+08:00', () => dateTime(utc))).toBe('2026-11-22 04:36:45.383462');
    expect(inZone('America/New_York', () => timeOfDay(utc))).toBe('15:36:45.383');
    expect(dateTime(utc)).toBe('2026-11-21 20:36:45.383462');
  });

  test('are as they came where the zone is none, or the time', () => {
    expect(inZone('Mars/Olympus', () => dateTime(utc))).toBe('2026-11-21 20:36:45.383462');
    expect(inZone('+08:00', () => dateTime('no time'))).toBe('no time');
  });
});
