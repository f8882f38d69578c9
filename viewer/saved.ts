/**
 * Saved reports: the page that `closecall report` wrote, the data of one by itself (`.closecall.json`), or the JSON of
 * `closecall scan --json`, which has no packets and so no drawings.
 */
import { REPORT_SCHEMA } from '../src/report/names.ts';
import type { Report } from '../src/report/schema.ts';
import { inflate, MOST_BYTES, TOO_LARGE } from './app/inflate.ts';
import { DATA_VERSION, unpack } from './embed.ts';
import type { ViewerModel } from './model.ts';
import { isTimeline } from './saved-timelines.ts';

const UNREADABLE = 'this report is damaged, or of another version: its packets are not readable';

const NO_REPORT = 'this is no saved report; closecall report -o x.closecall.json makes one of a capture';

/** The block of data in a page, as `html.ts` writes it. Captured text there can hold no tag. */
const DATA = /<script [^>]*id="cc-data"[^>]*data-encoding="([a-z-]+)"[^>]*>([^<]*)<\/script>/;

const PAGE_START = /^\s*<!doctype html/i;
const JSON_START = /^\s*\{/;

/** Whether a file that begins so is a saved report rather than a capture. */
export function beginsAsReport(start: string): boolean {
  return PAGE_START.test(start) || JSON_START.test(start);
}

/** @throws Error with a sentence for the reader where the text is no report, a damaged one, or one of another version. */
export async function readSaved(text: string): Promise<ViewerModel> {
  const model = PAGE_START.test(text) ? unpacked(await dataOf(text)) : fromJson(text);
  check(model);
  return model;
}

/** The same of a file, which is not taken into memory where it is too large. */
export async function readSavedFile(file: Blob): Promise<ViewerModel> {
  checkSize(file.size);
  return readSaved(await file.text());
}

/** @throws Error where a file of so many bytes is no report. */
export function checkSize(bytes: number): void {
  if (bytes > MOST_BYTES) throw new Error(TOO_LARGE);
}

async function dataOf(page: string): Promise<string> {
  const [, encoding, data = ''] = DATA.exec(page) ?? [];
  if (encoding === undefined) throw new Error('this page holds no report of closecall');
  return encoding === 'deflate-raw' ? inflate(data) : data;
}

function fromJson(text: string): ViewerModel {
  const value = parsed(text);
  if ('version' in value && 'timelines' in value) return unpacked(text);
  if (value.schema !== REPORT_SCHEMA) throw new Error(foreign(value.schema));
  return { report: value as unknown as Report, timelines: {} };
}

/** @throws Error with a sentence for the reader. */
function unpacked(text: string): ViewerModel {
  try {
    return unpack(text);
  } catch (error) {
    // Something in it is not even a list.
    throw error instanceof TypeError ? new Error(UNREADABLE) : error;
  }
}

function parsed(text: string): Record<string, unknown> {
  if (!JSON_START.test(text)) throw new Error(NO_REPORT);
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new Error(
      `this is no report: it is not JSON (${error instanceof Error ? error.message : 'damaged'})`,
    );
  }
}

function foreign(schema: unknown): string {
  return typeof schema === 'string' && schema.startsWith('closecall-report/')
    ? `this report is of another version (${schema}); this page reads ${REPORT_SCHEMA} and data ${DATA_VERSION}`
    : 'this JSON is no report of closecall';
}

/** What the page relies on everywhere. The rest is shown as far as it goes. */
function check({ report, timelines }: ViewerModel): void {
  if (report?.schema !== REPORT_SCHEMA) throw new Error(foreign(report?.schema));
  const lists = [report.captures, report.findings, report.incidents, report.timers, report.shapes];
  if (!lists.every(Array.isArray)) throw new Error('this report is damaged: a list is missing in it');
  if (!Object.values(timelines).every(isTimeline)) throw new Error(UNREADABLE);
}
