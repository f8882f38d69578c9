/** The report is what its schema says, no more and no less: for the runtime check and for the published JSON Schema. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import { Report } from '../../src/report/schema.ts';
import { analysisOf } from '../support/diagnosis.ts';
import { samples } from '../support/recorded.ts';
import { tcpScript } from '../support/tcp-script.ts';

const published: Record<string, unknown> = JSON.parse(readFileSync('docs/report.schema.json', 'utf8'));
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(published);

/** What a program gets that reads the JSON. */
const written = (bytes: Uint8Array) =>
  JSON.parse(JSON.stringify(analysisOf(bytes, { connections: true }).report));

describe.each([
  ...samples(),
  { name: 'an empty capture', bytes: tcpScript``.bytes },
  { name: 'a capture without TCP', bytes: tcpScript`C > S SYN cut=20`.bytes },
])('$name', ({ bytes }) => {
  const report = written(bytes);

  test('passes the runtime check, and the check drops nothing: every field is in the schema', () => {
    expect(Report.parse(report)).toEqual(report);
  });

  test('passes the JSON Schema', () => {
    expect(validate(report) ? [] : validate.errors).toEqual([]);
  });
});

describe('the JSON Schema', () => {
  test('is the source’s, as `node scripts/schema.mjs` writes it', () => {
    expect(published).toEqual({ ...z.toJSONSchema(Report), title: published.title });
  });

  const [sample] = samples();
  const report = () => written((sample as { bytes: Uint8Array }).bytes);

  test.each([
    ['an unknown field', { surprise: 1 }],
    ['a missing field', { summary: undefined }],
    ['another version', { schema: 'closecall-report/2' }],
    ['a negative count', { summary: { ...report().summary, packets: -1 } }],
  ])('refuses %s', (_, change) => {
    expect(validate(JSON.parse(JSON.stringify({ ...report(), ...change })))).toBe(false);
  });

  test('asks for no option that is not there: connections are listed when asked for', () => {
    const { connections: _, ...rest } = report();
    expect(validate(rest)).toBe(true);
  });
});
