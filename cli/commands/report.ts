/**
 * `closecall report`: the interactive viewer with everything in it as one file that works offline; without an input, the page that
 * reads captures itself.
 */
import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { type Analysis, timelineKey } from '../../src/analysis.ts';
import { redact } from '../../src/report/redact.ts';
import type { Report } from '../../src/report/schema.ts';
import { packedPieces } from '../../viewer/embed.ts';
import { renderHtml } from '../../viewer/html.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import type { Language } from '../../viewer/words/language.ts';
import { checkFilter } from '../check-filter.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Filter, filterReport, filterWords } from '../filter.ts';
import { isForeign, writerOf } from '../formats.ts';
import { type InputArguments, load } from '../load.ts';
import { withAddresses } from '../named-ends.ts';
import { named, readNames } from '../names.ts';
import { openInBrowser } from '../open.ts';
import { checkOutput, writeOutput } from '../output.ts';
import { readLogs, withLogs } from '../proxy-log.ts';
import { shellWord } from '../render/shell.ts';
import { Zone } from '../render/zone.ts';
import { say } from '../say.ts';
import { UsageError } from '../usage-error.ts';
import { dropPage, viewerAssets } from '../viewer-assets.ts';

/** The data alone, for `<closecall-viewer src>`. */
const JSON_NAME = /\.json$/i;

const REPORT_NAME = 'closecall-report.html';
const EMPTY_NAME = 'closecall.html';

/** About 2 MB of JSON. */
const MOST_CONNECTIONS = 5_000;

interface ReportArguments extends InputArguments, Filter {
  /** Undefined: a name in the working directory. */
  readonly output: string | undefined;
  readonly open: boolean;
  /** Null: English, until the page knows its reader's languages. */
  readonly lang: Language | null;
  /** Logs of proxies. */
  readonly log: readonly string[];
  /** Of the times in the page. */
  readonly tz: string;
}

export async function report(args: ReportArguments): Promise<ExitCode> {
  const empty = args.inputs.length === 0;
  const output = args.output ?? (empty ? EMPTY_NAME : REPORT_NAME);
  await checkOutput(output, args.inputs);
  checkEnding(output, empty);
  return empty ? reportEmpty(args, output) : reportOn(args, output);
}

/** Throws `UsageError` where the name promises something else than a page or its data: nobody could open it by that name. */
function checkEnding(output: string, empty: boolean): void {
  const isData = JSON_NAME.test(output);
  const writer = writerOf(output) ?? 'report';
  if (writer !== 'report' && !isData)
    throw new UsageError(
      `report writes a page (.html) or its data (.json), no ${extname(output).slice(1).toUpperCase()}`,
      `closecall ${writer} FILES... -o ${shellWord(output)} writes that`,
    );
  if (isForeign(output))
    throw new UsageError(
      `report writes a page (.html) or its data (.json), no ${extname(output).slice(1).toUpperCase()}`,
      /\.pdf$/i.test(output)
        ? 'print the page: the browser saves it as PDF'
        : '-o incident.html, or -o incident.json',
    );
  if (empty && isData)
    throw new UsageError(
      'without an input there are no data to write',
      'name the captures, or a page: -o closecall.html',
    );
}

/** The page into which captures are dropped. It is always the same one: nobody's findings are given up for it. */
async function reportEmpty(args: ReportArguments, output: string): Promise<ExitCode> {
  const page = dropPage();
  if (isFile(output) && titleOf(readFileSync(output, 'utf8')) !== titleOf(page))
    throw new UsageError(
      `--output ${output} exists, and is not overwritten with an empty page`,
      'name the captures to report on, or another file: closecall report -o closecall.html',
    );
  await deliver({ ...args, output }, [page], ', a page that reads the captures dropped on it');
  return EXIT.OK;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function titleOf(page: string): string | undefined {
  return /<title>.*<\/title>/.exec(page.slice(0, 2_000))?.[0];
}

async function reportOn(asked: ReportArguments, output: string): Promise<ExitCode> {
  const names = readNames(asked.names);
  const args = withAddresses(asked, names);
  const assets = viewerAssets();
  const zone = new Zone(args.tz);
  const { label: tz } = zone;
  const logs = await readLogs(args.redact === 'share' ? [] : args.log);
  checkFilter(args);
  const { analysis, anyCapture, codeFor } = await load(args, {
    connections: true,
    // A filter may leave few enough.
    ...(filterWords(args) === '' ? { maxConnections: MOST_CONNECTIONS } : {}),
  });
  const whole = withLogs(analysis.report, logs, zone);
  const narrowed = filterReport(whole, args, zone);
  const code = codeFor(narrowed);
  if (!anyCapture) return code;
  const timelines = drawnFor(narrowed, { ...analysis, report: whole });
  const told = named(redact({ report: bounded(narrowed), timelines }, args.redact), names);
  const model = {
    report: told.report,
    timelines: Object.fromEntries(told.timelines),
  };
  const data = JSON_NAME.test(output);
  await deliver({ ...args, output }, data ? dataPieces(model) : [renderHtml(model, assets, args.lang, tz)]);
  return code;
}

function* dataPieces(model: ViewerModel): Generator<string, void, void> {
  yield* packedPieces(model);
  yield '\n';
}

interface Delivery {
  readonly output: string;
  readonly quiet: boolean;
  readonly open: boolean;
}

async function deliver(
  { output, quiet, open }: Delivery,
  pieces: Iterable<string>,
  what = '',
): Promise<void> {
  await writeOutput(output, pieces);
  if (output !== '-' && !quiet) say(`wrote ${output}${what}`);
  if (open) openInBrowser(output);
}

/** What a filter has taken out of the report must not be in its data either. */
function drawnFor(narrowed: Report, { report: whole, timelines }: Analysis): Analysis['timelines'] {
  if (narrowed === whole) return timelines;
  const keys = new Set(
    narrowed.findings.map(({ capture, connection }) => timelineKey(capture, connection.index)),
  );
  return new Map([...timelines].filter(([key]) => keys.has(key)));
}

/** Without its connections where there are more than a page can hold; those with findings have their timelines. */
function bounded(full: Report): Report {
  const { connections = [], ...rest } = full;
  return connections.length > MOST_CONNECTIONS ? rest : full;
}
