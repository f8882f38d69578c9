/** The list of traps has fifty numbers, and each must be the name of a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const TRAPS = Array.from({ length: 50 }, (_, index) => `T${index + 1}`);
const root = fileURLToPath(new URL('..', import.meta.url));

test('every trap is named by a test', () => {
  const texts = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(root, path), 'utf8'));
  const named = texts
    .flatMap((text) => text.match(/['"`]T\d+(?:, T\d+)*[ '"]/g) ?? [])
    .flatMap((names) => names.match(/T\d+/g) ?? []);
  expect(TRAPS.filter((trap) => !named.includes(trap))).toEqual([]);
});
