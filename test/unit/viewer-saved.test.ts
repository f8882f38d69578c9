/** Saved reports that somebody damaged or changed: a sentence for the reader, never an error from inside. */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { inflate } from '../../viewer/app/inflate.ts';
import { readSaved, readSavedFile } from '../../viewer/saved.ts';
import { isTimeline } from '../../viewer/saved-timelines.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { raceReport, raceTimeline } from '../support/race-fixture.ts';
import { samples } from '../support/recorded.ts';
import { packed } from '../support/viewer-model.ts';

type Path = readonly string[];
type Values = Record<string, unknown>;

/** Every place in a value, inner ones too. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[...at, name], ...placesIn(inner, [...at, name])]);
}

/** The same with something else in one place. */
function changed(value: unknown, [name, ...rest]: Path, wrong: unknown): unknown {
  if (name === undefined) return wrong;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as Values) }) as Values;
  copy[name] = changed(copy[name], rest, wrong);
  return copy;
}

describe('the packets of a saved report', () => {
  test('are read as they were written', async () => {
    for (const { bytes } of samples()) {
      const { report, timelines } = analysisOf(bytes, { draw: [0, 1, 2, 3] });
      const saved = await readSaved(packed({ report, timelines: Object.fromEntries(timelines) }));
      expect(Object.keys(saved.timelines)).toEqual([...timelines.keys()]);
    }
  });

  test('are refused with a wrong value in any place', () => {
    expect(isTimeline(raceTimeline)).toBe(true);
    for (const place of placesIn(raceTimeline)) {
      for (const wrong of [undefined, {}, Number.NaN]) {
        if (place[0] === 'anomalies' && wrong !== undefined && place.length === 1) continue;
        expect([place, isTimeline(changed(raceTimeline, place, wrong))]).toEqual([place, false]);
      }
    }
  });

  test.each([null, { '1@a': null }, { '1@a': { packets: 3 } }])('are refused as %j', async (timelines) => {
    const text = JSON.stringify({ version: 1, report: raceReport, timelines });
    await expect(readSaved(text)).rejects.toThrow('its packets are not readable');
  });
});

describe('a saved report', () => {
  test('that unpacks to more than a report can be is refused before it fills the memory', async () => {
    const bomb = deflateRawSync(new Uint8Array(5e6)).toString('base64');
    await expect(inflate(bomb, 1e6)).rejects.toThrow('larger than 256 MB');
    expect(await inflate(bomb)).toHaveLength(5e6);
  });

  test('in a file larger than a report can be is not taken into memory', async () => {
    const file = { size: 3e9, text: () => Promise.reject(new Error('was read')) } as unknown as Blob;
    await expect(readSavedFile(file)).rejects.toThrow('larger than 256 MB');
  });
});
