import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import { analyze } from '../../src/node/index.ts';
import { Report } from '../../src/report/schema.ts';

const root = new URL('../../', import.meta.url);
const published = JSON.parse(readFileSync(new URL('docs/report.schema.json', root), 'utf8'));
const samples = readdirSync(new URL('samples/', root), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

test('the published schema is that of the code (node scripts/schema.mjs writes it)', () => {
  const { title, ...schema } = published;
  expect(title).toBe('closecall-report/1');
  expect(schema).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(Report, { target: 'draft-2020-12' }))));
});

test.each(samples.map(({ name }) => name))('the report of %s fits the published schema', async (name) => {
  const folder = new URL(`samples/${name}/`, root);
  const file = readdirSync(folder).find((one) => one.startsWith('capture.')) as string;
  const { report } = await analyze(new URL(file, folder), { connections: true });
  const validate = new Ajv2020({ strict: false }).compile(published);
  expect(validate(JSON.parse(JSON.stringify(report))) ? [] : validate.errors).toEqual([]);
});
