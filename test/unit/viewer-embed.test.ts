import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PacketColumns } from '../../src/timeline/schema.ts';
import { unpack } from '../../viewer/embed.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { raceReport, raceTimeline } from '../support/race-fixture.ts';
import { middlebox } from '../support/story-fixtures.ts';
import { packed } from '../support/viewer-model.ts';

function withPackets(packets: PacketColumns): ViewerModel {
  return { report: raceReport, timelines: { '1@a': { ...raceTimeline, packets } } };
}

const packet = fc.record({
  frame: fc.nat(),
  time: fc.integer({ min: -1e9, max: 1e15 }),
  sender: fc.constantFrom(0, 1),
  flags: fc.nat(255),
  seq: fc.nat(2 ** 40),
  ack: fc.nat(2 ** 40),
  length: fc.nat(65_535),
  window: fc.nat(2 ** 30),
  ttl: fc.nat(255),
  note: fc.nat(31),
  stamp: fc.nat(2 ** 31),
});

describe('the data in the file', () => {
  test('comes out as it went in', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 30 }), (rows) => {
        const names = [...Object.keys(raceTimeline.packets), 'stamp'] as (keyof PacketColumns)[];
        const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])]));
        const model = withPackets(columns as unknown as PacketColumns);
        expect(unpack(packed(model))).toEqual(model);
      }),
    );
  });

  test('holds no query of a request', () => {
    const text = packed({ report: raceReport, timelines: { '0@a': middlebox.timeline } });
    expect(text).not.toContain('s3cret');
    expect(unpack(text).timelines['0@a']?.exchanges[1]?.request?.target).toBe('/data');
  });

  test('a capture may be called __proto__', () => {
    const model = JSON.parse(`{"timelines":{"__proto__":${JSON.stringify(raceTimeline)}}}`) as ViewerModel;
    expect(Object.keys(unpack(packed({ ...model, report: raceReport })).timelines)).toEqual(['__proto__']);
  });

  test('of another version is refused', () => {
    expect(() => unpack('{"version":99}')).toThrow('data of version 99');
  });

  test('ordinary packets take at most eight bytes each', () => {
    const count = 10_000;
    const bytes = deflateRawSync(packed(withPackets(ordinary(count))), { level: 9 }).length;
    const empty = deflateRawSync(packed(withPackets(ordinary(0))), { level: 9 }).length;
    expect(((bytes - empty) / count) * (4 / 3)).toBeLessThan(8);
  });
});

/** Downloads with acknowledgements, at times that vary as real ones do. */
function ordinary(count: number): PacketColumns {
  const rows = Array.from({ length: count }, (_, row) => row);
  const data = (row: number) => row % 3 !== 2;
  const sent = (row: number) => row - Math.floor((row + 1) / 3);
  let time = 0;
  let seed = 1;
  return {
    frame: rows.map((row) => row * 2 + (row % 7 === 0 ? 1 : 0)),
    time: rows.map(() => {
      seed = (seed * 48_271) % 2_147_483_647;
      time += (seed % 900) * 1000;
      return time;
    }),
    sender: rows.map((row) => (data(row) ? 1 : 0)),
    flags: rows.map((row) => (row % 10 === 0 ? 24 : 16)),
    seq: rows.map((row) => (data(row) ? 1 + sent(row) * 1448 : 200)),
    ack: rows.map((row) => (data(row) ? 200 : 1 + sent(row) * 1448)),
    length: rows.map((row) => (data(row) ? 1448 : 0)),
    window: rows.map((row) => (data(row) ? 502 : 1000)),
    ttl: rows.map(() => 64),
    note: rows.map(() => 0),
  };
}
