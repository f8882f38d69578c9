import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { FIELD_NOTES } from '../../cli/field-guide.ts';
import { kindsTitled } from '../../cli/kinds.ts';
import { kinds } from '../../src/detect/registry.ts';
import { analyze } from '../../src/node/index.ts';

test('every kind has its notes, and nothing else has', () => {
  expect(Object.keys(FIELD_NOTES).sort()).toEqual(kinds.map(({ kind }) => kind).sort());
});

test('a title that a family has too names its own kind first', () => {
  const [first, ...others] = kindsTitled('KEEP-ALIVE RACE').map(({ kind }) => kind);
  expect(first).toBe('fin-during-request');
  expect(others).toContain('goaway-race');
});

const hasTshark = spawnSync('tshark', ['--version']).status === 0;

/** Numbers of the packets that Wireshark shows. Throws where it does not understand the filter. */
function shown(capture: string, filter: string): number[] {
  const words = ['-n', '-r', capture, '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
  const { status, stdout, stderr } = spawnSync('tshark', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.split('\n').filter(Boolean).map(Number);
}

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));

(hasTshark ? describe : describe.skip)("explain's display filters", () => {
  test('are understood by Wireshark', () => {
    const capture = join(samples, 'go-panic/capture.pcapng');
    const filters = [...new Set(Object.values(FIELD_NOTES).map(({ filter }) => filter))];
    expect(() => shown(capture, filters.map((filter) => `(${filter})`).join(' || '))).not.toThrow();
  });

  test.each(readdirSync(samples).filter((name) => !name.includes('.')))(
    'show what to look at on every connection of samples/%s with a finding',
    async (name) => {
      const folder = join(samples, name);
      const [file = ''] = readdirSync(folder).filter((each) => each.startsWith('capture.'));
      const { report } = await analyze(join(folder, file));
      const kindsFound = new Map(report.findings.map((finding) => [finding.kind, finding]));
      for (const { kind, displayFilter } of kindsFound.values()) {
        const found = shown(join(folder, file), `(${displayFilter}) && (${FIELD_NOTES[kind]?.filter})`);
        expect({ kind, found: found.length > 0 }).toEqual({ kind, found: true });
      }
    },
  );
});
