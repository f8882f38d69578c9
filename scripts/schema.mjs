/** Writes the published JSON Schema of the report from the one source of its types. */
import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { Report } from '../dist/src/report/schema.js';
import { inRoot } from './process.mjs';

const schema = z.toJSONSchema(Report, { target: 'draft-2020-12' });
writeFileSync(
  inRoot('docs/report.schema.json'),
  `${JSON.stringify({ ...schema, title: 'closecall-report/1' }, null, 2)}\n`,
);
