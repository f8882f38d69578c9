/** Whatever the chunks in which a capture comes, the report and the timelines are the same. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chaos } from '../support/chaos.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { samples } from '../support/recorded.ts';

function everything(bytes: Uint8Array, sizes?: readonly number[]): string {
  const { report, timelines } = analysisOf(bytes, { connections: true }, sizes);
  return JSON.stringify([report, [...timelines]]);
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 70_000 })), {
  minLength: 1,
  maxLength: 20,
});

describe('samples', () => {
  test.each(samples())('$name', ({ bytes }) => {
    const whole = everything(bytes);
    fc.assert(
      fc.property(sizes, (cuts) => everything(bytes, cuts) === whole),
      { numRuns: 6 },
    );
  });

  test('byte by byte', () => {
    const smallest = samples().reduce((a, b) => (b.bytes.length < a.bytes.length ? b : a));
    expect(everything(smallest.bytes, [1])).toBe(everything(smallest.bytes));
  });
});

test('packets that need not make sense', () => {
  fc.assert(
    fc.property(chaos, sizes, (bytes, cuts) => everything(bytes, cuts) === everything(bytes)),
    { numRuns: 150 },
  );
});
