import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeOutput } from '../../cli/output.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

test('what a killed run with the same process number left is not in the way', async () => {
  folder.file(`.out.json.${process.pid}.tmp`, 'half a rep');
  await writeOutput(join(folder.path, 'out.json'), ['whole']);
  expect(readdirSync(folder.path)).toEqual(['out.json']);
  expect(readFileSync(join(folder.path, 'out.json'), 'utf8')).toBe('whole');
});
