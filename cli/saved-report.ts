/** Reports that an earlier run wrote: as JSON, or as a page with its packets. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Analysis } from '../src/analysis.ts';
import { systemCode } from '../src/node/problem.ts';
import { InputError } from './usage-error.ts';

/** A report starts as an object or as a page, a capture never does. */
const MAY_BE_REPORT = /^\s*[{<]/;

/** What else begins as JSON where captures are named. */
const FOREIGN_JSON: readonly (readonly [beginning: RegExp, what: string, instead: string])[] = [
  [
    /^\s*\{\s*"log"\s*:/,
    'a HAR file of a browser or a proxy',
    'who closed a connection is in packets only: tcpdump -s 0 -w gateway.pcap on the gateway',
  ],
  [/^\s*\{\s*"index"\s*:\s*\{/, 'the text that tshark -T ek prints', 'tshark -w writes packets'],
];

/** The report in `path`; null where that is neither JSON nor a page, or cannot be read at all. Throws `InputError` for others of the two. */
export async function readSavedReport(path: string): Promise<Analysis | null> {
  const start = beginning(path);
  if (start === null || !MAY_BE_REPORT.test(start)) return null;
  const foreign = FOREIGN_JSON.find(([pattern]) => pattern.test(start));
  if (foreign !== undefined)
    throw new InputError(`${path} is ${foreign[1]}: no packets are in it`, foreign[2]);
  // Loaded here: captures are the usual case, and small ones are analysed faster than this is loaded.
  const { beginsAsReport, checkSize, readSaved } = await import('../viewer/saved.ts');
  if (!beginsAsReport(start)) return null;
  try {
    checkSize(statSync(path).size);
    const { report, timelines } = await readSaved(readFileSync(path, 'utf8'));
    return { report: await checked(report), timelines: new Map(Object.entries(timelines)) };
  } catch (error) {
    throw new InputError(
      `${path} is no closecall report: ${(error as Error).message}`,
      'write it again from the captures: closecall scan CAPTURES -o report.json',
    );
  }
}

/** Loaded here only: checking reports is the one thing that needs the schema at run time. */
async function checked(value: unknown): Promise<Analysis['report']> {
  const { Report } = await import('../src/report/schema.ts');
  const parsed = Report.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** Whether a file begins as a report of either form does. */
export async function seemsReport(path: string): Promise<boolean> {
  const start = beginning(path);
  if (start === null || !MAY_BE_REPORT.test(start)) return false;
  const { beginsAsReport } = await import('../viewer/saved.ts');
  return beginsAsReport(start);
}

/** Null where the system does not let it be read: whoever reads it as a capture tells why. */
function beginning(path: string): string | null {
  try {
    if (!statSync(path).isFile()) return null;
    const descriptor = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(64);
      return buffer.toString('latin1', 0, readSync(descriptor, buffer));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return null;
  }
}
