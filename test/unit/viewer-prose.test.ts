/** Sentences of a page may hold captured names of any length: each is read once. */
import { expect, test } from '@jest/globals';
import { prose } from '../../viewer/page/prose.ts';

// Read from every letter on, a million of them would take hours.
test.each([
  ['letters', 'x'],
  ['digits', '1'],
  ['digits with dots', '1.'],
  ['brackets', '('],
  ['hyphens', '-'],
  ['halves of dates', '2026-11-2'],
])('a million %s are read in one pass', (_, repeated) => {
  const text = repeated.repeat(1_000_000 / repeated.length);
  expect(JSON.stringify(prose(text)).length).toBeGreaterThan(text.length);
});

test('a number stays with its unit, a date in one piece, and what hyphens hold together', () => {
  const parts = [prose('C--- of 2026-11-21, closed after 1.5 s (SH--)')].flat(2);
  const kept = parts.filter((part) => typeof part !== 'string');
  expect(JSON.stringify(kept).match(/C---|2026-11-21|1\.5 s|\(SH--\)/g)).toHaveLength(4);
});
