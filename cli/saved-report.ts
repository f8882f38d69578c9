/** Reports that an earlier run wrote as JSON. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Report as ReportType } from '../src/report/schema.ts';
import { UsageError } from './usage-error.ts';

/** A report starts with an object, a capture never does. */
const JSON_START = /^\s*\{/;

/** The report in `path`; null where it holds something else than JSON. Throws `UsageError` for other JSON. */
export async function readSavedReport(path: string): Promise<ReportType | null> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile() || !JSON_START.test(beginning(path))) return null;
  // Loaded here only: checking reports is the one thing that needs the schema at run time.
  const { Report } = await import('../src/report/schema.ts');
  const parsed = Report.safeParse(parse(path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${path} is no closecall report: ${issue?.path.join('.')}: ${issue?.message}`);
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} is no closecall report: ${(error as Error).message}`);
  }
}

function beginning(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(64);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer));
  } finally {
    closeSync(descriptor);
  }
}
