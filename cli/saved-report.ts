/** Reports that an earlier run wrote: as JSON, or as a page with its packets. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { Analysis } from '../src/analysis.ts';
import { TIMELINE_SCHEMA, type Timeline } from '../src/timeline/schema.ts';
import { unpack } from '../viewer/embed.ts';
import type { ViewerModel } from '../viewer/model.ts';
import { UsageError } from './usage-error.ts';

/** A report starts with an object or as a page, a capture never does. */
const JSON_START = /^\s*\{/;
const PAGE_START = /^\s*<!doctype html/i;

/** The block of data in a page, as `viewer/html.ts` writes it. Captured text there can hold no tag. */
const DATA = /<script [^>]*id="cc-data"[^>]*data-encoding="([a-z-]+)"[^>]*>([^<]*)<\/script>/;

/** Of the data in a page, unpacked: a bound for what a small file can blow up to. */
const MOST_BYTES = 1 << 30;

/** The report in `path`; null where that is neither JSON nor a page. Throws `UsageError` for others of the two. */
export async function readSavedReport(path: string): Promise<Analysis | null> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null;
  const start = beginning(path);
  if (!JSON_START.test(start) && !PAGE_START.test(start)) return null;
  try {
    const text = readFileSync(path, 'utf8');
    return PAGE_START.test(start) ? await fromPage(text) : await fromJson(text);
  } catch (error) {
    throw new UsageError(`${path} is no closecall report: ${(error as Error).message}`);
  }
}

async function fromJson(text: string): Promise<Analysis> {
  const value: unknown = JSON.parse(text);
  // What `closecall report -o x.json` writes has packets as well.
  if (typeof value === 'object' && value !== null && 'timelines' in value) return fromData(text);
  return { report: await checked(value), timelines: new Map() };
}

async function inflated(base64: string): Promise<string> {
  // Loaded here: captures are the usual case, and small ones are analysed faster than this is loaded.
  const { inflateRawSync } = await import('node:zlib');
  return inflateRawSync(Buffer.from(base64, 'base64'), { maxOutputLength: MOST_BYTES }).toString();
}

async function fromPage(text: string): Promise<Analysis> {
  const [, encoding, data = ''] = DATA.exec(text) ?? [];
  if (encoding === undefined) throw new Error('the page holds no data of closecall');
  const json = encoding === 'deflate-raw' ? await inflated(data) : data;
  return fromData(json);
}

async function fromData(json: string): Promise<Analysis> {
  const { report, timelines }: ViewerModel = unpack(json);
  const entries = Object.entries(timelines);
  if (!entries.every(([, timeline]) => isTimeline(timeline))) throw new Error('its packets are not readable');
  return { report: await checked(report), timelines: new Map(entries) };
}

/** Loaded here only: checking reports is the one thing that needs the schema at run time. */
async function checked(value: unknown): Promise<Analysis['report']> {
  const { Report } = await import('../src/report/schema.ts');
  const parsed = Report.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.')}: ${issue?.message}`);
}

function isTimeline(timeline: Timeline): boolean {
  return timeline.schema === TIMELINE_SCHEMA && Array.isArray(timeline.packets.frame);
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
