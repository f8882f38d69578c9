/** When packets left and reached the end that was not captured, of connections whose truth is known because they are made up. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clocksOf, rangeOf, timeAt } from '../../src/timeline/clocks.ts';
import type { PacketColumns, Timeline } from '../../src/timeline/schema.ts';
import { raceTimeline } from '../support/race-fixture.ts';
import { type FlagName, type Row, timelineFrom } from '../support/timeline-rows.ts';

const MS = 1e6;
const ONE_WAY = 30 * MS;
const SYN_AT = 0;
/** Captured times are whole microseconds. */
const SLACK = 2000;

/** One request and its answer: how long either was held up on its way beyond the shortest, and the server at work. */
interface Exchange {
  readonly pause: number;
  readonly down: number;
  readonly work: number;
  readonly up: number;
}

const exchange: fc.Arbitrary<Exchange> = fc.record({
  pause: fc.integer({ min: 1, max: 400 * MS }),
  down: fc.integer({ min: 0, max: 40 * MS }),
  work: fc.integer({ min: 0, max: 50 * MS }),
  up: fc.integer({ min: 0, max: 40 * MS }),
});

interface Made {
  readonly timeline: Timeline;
  /** By row: when the packet left or reached the server. */
  readonly truth: readonly number[];
}

/** A connection captured at the client. The server stamps every `tick` nanoseconds; 0 = not at all. */
function made(exchanges: readonly Exchange[], tick: number): Made {
  const rows: Row[] = [];
  const truth: number[] = [];
  const stamp: number[] = [];
  const add = (
    captured: number,
    there: number,
    fromServer: boolean,
    ...row: [FlagName, number, number | null, number]
  ) => {
    rows.push([rows.length + 1, captured / 1e9, fromServer ? 'S' : 'C', ...row]);
    truth.push(there);
    stamp.push(fromServer && tick > 0 ? 1 + Math.floor((there + 7e5) / tick) : 0);
  };
  add(SYN_AT, ONE_WAY, false, 'SYN', 0, null, 0);
  add(2 * ONE_WAY, ONE_WAY, true, 'SYN-ACK', 0, 1, 0);
  let now = 2 * ONE_WAY;
  exchanges.forEach(({ pause, down, work, up }, index) => {
    const sent = now + pause;
    const left = sent + ONE_WAY + down + work;
    add(sent, sent + ONE_WAY + down, false, 'PSH', 1 + index * 10, 1 + index * 10, 10);
    now = left + ONE_WAY + up;
    add(now, left, true, 'PSH', 1 + index * 10, 11 + index * 10, 10);
  });
  const timeline = timelineFrom({
    client: 'a:1',
    server: 'b:2',
    rows,
    distance: { client: 0, server: ONE_WAY },
  });
  return { timeline: { ...timeline, packets: { ...timeline.packets, stamp } as PacketColumns }, truth };
}

describe('from one end', () => {
  test('the time at the other lies between what is possible, whatever held the packets up', () => {
    fc.assert(
      fc.property(
        fc.array(exchange, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, MS, 10 * MS),
        (list, tick) => {
          const { timeline, truth } = made(list, tick);
          const { bounds } = clocksOf(timeline);
          truth.forEach((time, row) => {
            expect(time).toBeGreaterThanOrEqual((bounds[1].earliest[row] ?? 0) - SLACK);
            expect(time).toBeLessThanOrEqual((bounds[1].latest[row] ?? 0) + SLACK);
          });
        },
      ),
    );
  });

  test("the sender's timestamps tell when a packet left that was held up on its way", () => {
    const late = { pause: 100 * MS, down: 0, work: 2 * MS, up: 35 * MS };
    const usual = { ...late, up: 0 };
    const list = [usual, usual, late, usual];
    const row = 7;
    const error = (tick: number) => {
      const { timeline, truth } = made(list, tick);
      return Math.abs(timeAt(clocksOf(timeline), timeline.packets, row, 1) - (truth[row] ?? 0));
    };
    expect(error(0)).toBeGreaterThan(30 * MS);
    expect(error(MS)).toBeLessThan(1.1 * MS);
  });

  test('a SYN-ACK that is sent again left when its timer ran out, not when the SYN came', () => {
    const timeline = timelineFrom({
      client: 'a:1',
      server: 'b:2',
      rows: [
        [1, 0, 'C', 'SYN', 0, null, 0],
        [2, 0.06, 'S', 'SYN-ACK', 0, 1, 0],
        [3, 1.06, 'S', 'SYN-ACK', 0, 1, 0],
        [4, 3.06, 'S', 'SYN-ACK', 0, 1, 0],
      ],
      distance: { client: 0, server: ONE_WAY },
    });
    const { left } = clocksOf(timeline);
    expect([...left.subarray(1)].map((time) => Math.round(time / MS))).toEqual([30, 1030, 3030]);
  });

  test('a SYN that had to be sent again was not a second on its way', () => {
    const timeline = timelineFrom({
      client: 'a:1',
      server: 'b:2',
      rows: [
        [1, 0, 'C', 'SYN', 0, null, 0],
        [2, 1, 'C', 'SYN', 0, null, 0],
        [3, 1.06, 'S', 'SYN-ACK', 0, 1, 0],
      ],
      distance: { client: 0, server: ONE_WAY },
    });
    const { arrived, left } = clocksOf(timeline);
    const rounded = [arrived[0], arrived[1], left[2]].map((time) => Math.round((time ?? 0) / MS));
    expect(rounded).toEqual([30, 1030, 1030]);
  });

  test('timestamps that contradict the packets are not believed', () => {
    const { timeline } = made(
      [0, 1, 2, 3].map(() => ({ pause: 50 * MS, down: 0, work: 0, up: 0 })),
      MS,
    );
    const stamp = timeline.packets.stamp?.map((ticks, row) => (row === 5 ? ticks + 60 : ticks)) ?? [];
    const lying = { ...timeline, packets: { ...timeline.packets, stamp } };
    const silent = { ...timeline, packets: { ...timeline.packets, stamp: stamp.map(() => 0) } };
    expect(clocksOf(lying).left).toEqual(clocksOf(silent).left);
  });
});

test('a shorter way of another connection to the same host counts', () => {
  const { distance } = raceTimeline;
  const { distance: used } = clocksOf({ ...raceTimeline, distance: { ...distance, shortest: [0, 29 * MS] } });
  expect(used).toEqual([0, 29 * MS]);
});

test('what was captured is certain, what was not lies within its range', () => {
  const clocks = clocksOf(raceTimeline);
  raceTimeline.packets.frame.forEach((_, row) => {
    const at = (lane: 0 | 1) => timeAt(clocks, raceTimeline.packets, row, lane);
    expect(rangeOf(clocks, raceTimeline.packets, row, 0)).toEqual([at(0), at(0)]);
    const [from, to] = rangeOf(clocks, raceTimeline.packets, row, 1);
    expect(from).toBeLessThan(at(1));
    expect(to).toBeGreaterThan(at(1));
  });
});
