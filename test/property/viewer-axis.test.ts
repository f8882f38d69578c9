import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildAxis as buildColumns, type TimeAxis } from '../../viewer/layout/axis.ts';
import type { AxisOptions } from '../../viewer/layout/axis-options.ts';

const time = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }),
  fc.integer({ min: 0, max: 100_000_000_000 }),
  fc.integer({ min: -5_000_000_000, max: 9_000_000_000_000 }),
);

interface Event {
  readonly time: number;
  readonly lane: number;
  readonly omitted: number;
}

function buildAxis(events: readonly Event[], settings: AxisOptions): TimeAxis {
  const omitted = events.flatMap((each, index) => (each.omitted > 0 ? [[index, each.omitted] as const] : []));
  const columns = {
    time: Float64Array.from(events, (each) => each.time),
    lane: Int8Array.from(events, (each) => each.lane),
    omitted: new Map(omitted),
  };
  return buildColumns(columns, settings);
}

const event: fc.Arbitrary<Event> = fc.record({
  time,
  lane: fc.constantFrom(0, 1, -1),
  omitted: fc.constantFrom(0, 0, 0, 44),
});

const options: fc.Arbitrary<AxisOptions> = fc.record({
  mode: fc.constantFrom('compressed', 'linear', 'ordinal'),
  top: fc.constant(64),
  pitch: fc.constantFrom(18, 20),
  zoom: fc.constantFrom(0.2, 1, 7.6),
  flight: fc.constantFrom(0, 5_000, 30_000_000),
  lens: fc.option(
    fc
      .tuple(time, fc.integer({ min: 1, max: 1_000_000_000 }))
      .map(([from, length]) => ({ intervals: [[from, from + length]] as const, scale: 230 / length })),
  ),
});

const drawn = fc.tuple(fc.array(event, { minLength: 1, maxLength: 60 }), options);

describe('time axis', () => {
  test('corners strictly increase in time and on the paper', () => {
    fc.assert(
      fc.property(drawn, ([events, settings]) => {
        const { times, pixels } = buildAxis(events, settings);
        for (let index = 1; index < times.length; index += 1) {
          expect(times[index]).toBeGreaterThan(times[index - 1] ?? Number.NaN);
          expect(pixels[index]).toBeGreaterThan(pixels[index - 1] ?? Number.NaN);
        }
      }),
    );
  });

  test('a later time is never drawn higher', () => {
    fc.assert(
      fc.property(drawn, fc.array(time, { minLength: 2, maxLength: 20 }), ([events, settings], probes) => {
        const axis = buildAxis(events, settings);
        const places = probes.toSorted((a, b) => a - b).map((probe) => axis.toPixel(probe));
        expect(places.toSorted((a, b) => a - b)).toEqual(places);
      }),
    );
  });

  test('a pixel tells its time: there and back is the identity', () => {
    fc.assert(
      fc.property(drawn, time, ([events, settings], probe) => {
        const axis = buildAxis(events, settings);
        const span = Math.max(...axis.times) - Math.min(...axis.times);
        const error = Math.abs(axis.toTime(axis.toPixel(probe)) - probe);
        expect(error).toBeLessThanOrEqual(1e-6 * (span + Math.abs(probe)) + 1e-3);
      }),
    );
  });

  test('events keep their order, simultaneous ones the order in which they came', () => {
    fc.assert(
      fc.property(drawn, ([events, settings]) => {
        const axis = buildAxis(events, settings);
        const order = events
          .map((_, index) => index)
          .sort((a, b) => (events[a]?.time ?? 0) - (events[b]?.time ?? 0) || a - b);
        const pixels = order.map((index) => axis.pixelOf(index) ?? Number.NaN);
        expect(pixels.toSorted((a, b) => a - b)).toEqual(pixels);
      }),
    );
  });

  test('two events of one lane keep the pitch, but on a linear axis', () => {
    fc.assert(
      fc.property(drawn, ([events, settings]) => {
        fc.pre(settings.mode !== 'linear');
        const axis = buildAxis(events, settings);
        for (const lane of [0, 1]) {
          const own = events
            .map((_, index) => axis.pixelOf(index) ?? Number.NaN)
            .filter((_, index) => events[index]?.lane === lane)
            .sort((a, b) => a - b);
          own.forEach((pixel, index) => {
            if (index > 0)
              expect(pixel - (own[index - 1] ?? 0)).toBeGreaterThanOrEqual(settings.pitch - 1e-9);
          });
        }
      }),
    );
  });

  test('the height is bounded by the number of events, however long the silences are', () => {
    fc.assert(
      fc.property(drawn, ([events, settings]) => {
        fc.pre(settings.mode === 'compressed' && settings.zoom === 1);
        const { pixels } = buildAxis(events, settings);
        expect((pixels.at(-1) ?? 0) - settings.top).toBeLessThanOrEqual((events.length + 2) * 330);
      }),
    );
  });
});
