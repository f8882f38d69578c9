/** `closecall scan`: analyses captures and prints the incidents, worst first. */
import { csvPieces } from '../../src/report/csv.ts';
import { jsonPieces } from '../../src/report/json.ts';
import { junitPieces } from '../../src/report/junit.ts';
import { markdownPieces } from '../../src/report/markdown.ts';
import { ndjsonPieces } from '../../src/report/ndjson.ts';
import { redact } from '../../src/report/redact.ts';
import { sarifPieces } from '../../src/report/sarif.ts';
import type { Report } from '../../src/report/schema.ts';
import { checkFilter } from '../check-filter.ts';
import { compactInputs } from '../compact-inputs.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Filter, filterReport, filterWords, NO_FILTER } from '../filter.ts';
import { type Format, formatOf } from '../formats.ts';
import { type InputArguments, type Loaded, load } from '../load.ts';
import { withAddresses } from '../named-ends.ts';
import { named, readNames } from '../names.ts';
import { checkOutput, writeOutput } from '../output.ts';
import { readLogs, withLogs } from '../proxy-log.ts';
import { failedIncidents, incidentLines } from '../render/incidents.ts';
import { nothingFoundLines } from '../render/nothing-found.ts';
import type { ScanTextOptions } from '../render/options.ts';
import { paintFor } from '../render/paint.ts';
import { namesToTell, redactionLines, UNREDACTED } from '../render/redaction.ts';
import { carriedOptions } from '../render/shell.ts';
import { terminalColumns, textWidth } from '../render/text.ts';
import { Zone } from '../render/zone.ts';
import { say } from '../say.ts';
import { version } from '../version.ts';

interface ScanArguments extends InputArguments, Filter {
  /** Undefined: the ending of `output` decides, then text. */
  readonly format: Format | undefined;
  readonly output: string | undefined;
  readonly connections: boolean;
  readonly all: boolean;
  readonly color: boolean | undefined;
  readonly tz: string;
  /** Logs of proxies. */
  readonly log: readonly string[];
}

export async function scan(asked: ScanArguments): Promise<ExitCode> {
  await checkOutput(asked.output, asked.inputs);
  const names = readNames(asked.names);
  const args = withAddresses(asked, names);
  checkFilter(args);
  const zone = new Zone(args.tz);
  const logs = await readLogs(args.redact === 'share' ? [] : args.log);
  const format = args.format ?? formatOf(args.output);
  // The text draws nothing and tells no checksums, and JSON holds no timelines.
  const checksums = format !== 'text';
  const loaded = await load(args, { connections: args.connections, maxTimelines: 0, checksums });
  const whole = withLogs(loaded.analysis.report, logs, zone);
  const narrowed = filterReport(whole, args, zone);
  const told = redact({ report: narrowed, timelines: new Map() }, args.redact);
  const { report } = FOR_PEOPLE.has(format) ? named(told, names) : told;
  if (format !== 'text' && report.redaction.level === 'none' && !args.quiet) say(UNREDACTED);
  if (format !== 'text') await writeOutput(args.output, PIECES[format](report));
  else if (loaded.anyCapture) await writeOutput(args.output, textOf(report, loaded, args, zone));
  return loaded.codeFor(report);
}

/** In the others, which programs read, an address is an address. */
const FOR_PEOPLE: ReadonlySet<Format> = new Set(['text', 'markdown']);

/** The formats for other programs. */
const PIECES: Readonly<Record<Exclude<Format, 'text'>, (report: Report) => Iterable<string>>> = {
  json: jsonPieces,
  ndjson: ndjsonPieces,
  csv: csvPieces,
  markdown: markdownPieces,
  junit: junitPieces,
  sarif: (report) => sarifPieces(report, version()),
};

function textOf(report: Report, { seconds, analysis }: Loaded, args: ScanArguments, zone: Zone): string[] {
  const toTerminal = args.output === undefined || args.output === '-';
  const options: ScanTextOptions = {
    width: textWidth(toTerminal ? terminalColumns() : undefined),
    zone,
    paint: paintFor(toTerminal ? process.stdout : {}, args.color),
    inputs: namesToTell(compactInputs(args.inputs), args.redact),
    carried: carriedOptions(args),
    filter: filterOf(args, analysis.report),
    seconds,
    all: args.all,
  };
  const failed = failedIncidents(report).length > 0;
  const lines = failed ? incidentLines(report, options) : nothingFoundLines(report, options);
  return [...redactionLines(report, options), ...lines].map((line) => `${line.trimEnd()}\n`);
}

/** Whom the words of the filter name is not told in a report for sharing. */
function filterOf(args: ScanArguments, { findings, summary }: Report): ScanTextOptions['filter'] {
  const words = filterWords(args.redact === 'share' ? { ...NO_FILTER, kinds: args.kinds } : args);
  if (filterWords(args) === '') return null;
  return { words, findings: findings.length, failedRequests: summary.failedRequests };
}
