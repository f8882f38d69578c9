import { describe, expect, test } from '@jest/globals';
import { readWaits } from '../../src/timers/waits.ts';

describe('the limit behind requests that were closed without an answer', () => {
  test.each([
    // waits in seconds, limit, style
    [
      'a limit that acts at the first write: the handlers’ own times, all above it',
      [63.349, 66.804, 60.167],
      60,
      'first-write',
    ],
    ['a limit that ends the work itself: equal waits', [30.01, 30.02, 30.015], 30, 'kill'],
    ['the greatest round value below the shortest wait', [5.05, 9], 5, 'first-write'],
    ['one that fires on the dot', [2, 2], 2, 'kill'],
    ['far below the shortest wait it stays open', [7.4, 9], null, 'first-write'],
    ['shorter than all limits', [0.3, 0.7], null, 'first-write'],
  ])('%s', (_, waits, seconds, style) => {
    expect(readWaits(waits)).toMatchObject({ seconds, style, samples: waits.length });
  });

  test('one wait alone fits any limit below it', () => {
    expect(readWaits([5.05])).toEqual({
      seconds: null,
      shortest: 5.05,
      longest: 5.05,
      samples: 1,
      style: null,
    });
  });

  test('none, no limit', () => {
    expect(readWaits([])).toBeNull();
  });

  test('the range is told', () => {
    expect(readWaits([66.8, 60.2, 63.3])).toMatchObject({ shortest: 60.2, longest: 66.8 });
  });

  test('a supervisor that looks once a second kills up to a second after the limit', () => {
    expect(readWaits([1.14, 1.26, 1.98], true)).toMatchObject({ seconds: 1, style: 'kill' });
    expect(readWaits([30.4, 31.0], true)).toMatchObject({ seconds: 30, style: 'kill' });
    // Without knowing that there is one, such waits are those of handlers.
    expect(readWaits([1.14, 1.26, 1.98])).toMatchObject({ seconds: null, style: 'first-write' });
    expect(readWaits([30.4, 44], true)).toMatchObject({ seconds: null, style: null });
  });
});
