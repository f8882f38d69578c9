import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inOrder } from '../../viewer/layout/order.ts';

function expected(times: readonly number[]): number[] {
  return times.map((_, place) => place).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
}

test('any times come in order, equal ones as they stood', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }), (times) => {
      expect([...inOrder(Float64Array.from(times))]).toEqual(expected(times));
    }),
  );
});

test('wholly reversed times too, which are given to another way of sorting', () => {
  const times = Array.from({ length: 500 }, (_, place) => 500 - place);
  expect([...inOrder(Float64Array.from(times))]).toEqual(expected(times));
});
