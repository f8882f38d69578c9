/** From the inputs that the user named to an analysis, with what went wrong told on standard error. */
import { availableParallelism } from 'node:os';
import type { Analysis } from '../src/analysis.ts';
import { addressMatch } from '../src/flow/address-match.ts';
import type { Problem } from '../src/input/problem.ts';
import { analyzePaths, type PathOptions } from '../src/node/analyze-paths.ts';
import { STDIN } from '../src/node/read-file.ts';
import { ROLE_CONTRADICTED } from '../src/remarks.ts';
import type { Redaction } from '../src/report/names.ts';
import type { Capture, Report } from '../src/report/schema.ts';
import { Engine } from './engine.ts';
import { type ExitCode, exitCode, type FailOn } from './exit-codes.ts';
import { interruptSignal } from './interrupt.ts';
import { type RoleArguments, rolesOf, roleWords } from './named-ends.ts';
import { toWhole } from './options.ts';
import { ProgressLine } from './progress.ts';
import { shellWords } from './render/shell.ts';
import { counted, plain } from './render/text.ts';
import { readSavedReport, seemsReport } from './saved-report.ts';
import { say } from './say.ts';
import { noInput, UsageError } from './usage-error.ts';

/** Options that every command with inputs has. */
export interface InputArguments extends RoleArguments {
  readonly inputs: readonly string[];
  readonly failOn: FailOn;
  readonly strict: boolean;
  readonly redact: Redaction;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** A file; undefined: addresses are told as such. */
  readonly names?: string | undefined;
  /** Undefined: as many as there are processors. */
  readonly jobs?: string | undefined;
}

export interface Loaded {
  readonly analysis: Analysis;
  /** An earlier run's report: nothing was analysed, and there may be nothing to analyse again. */
  readonly saved: boolean;
  /** Seconds that the analysis took; null for a saved report. */
  readonly seconds: number | null;
  /** Whether any input was a capture at all. */
  readonly anyCapture: boolean;
  /** The exit code for what is reported of the analysis. */
  readonly codeFor: (report: Report) => ExitCode;
  /** Aborted by Ctrl-C; for work that follows. */
  readonly signal: AbortSignal;
}

interface LoadOptions extends PathOptions {
  /** `--upstream` asks for findings too, which a saved report has. */
  readonly asksForUpstream?: boolean;
}

/** Captures are analysed, a report that an earlier run saved is read. */
export async function load(args: InputArguments, options: LoadOptions = {}): Promise<Loaded> {
  if (args.inputs.length === 0) throw noInput();
  if (args.inputs.includes(STDIN) && process.stdin.isTTY) {
    throw new UsageError(
      'standard input is a terminal',
      'pipe a capture into it: tcpdump -w - ... | closecall scan -',
    );
  }
  const signal = interruptSignal();
  const [first = ''] = args.inputs;
  if (args.inputs.length > 1) await refuseReports(args.inputs);
  const saved = args.inputs.length === 1 && first !== STDIN ? await readSavedReport(first) : null;
  if (saved === null) return loadCaptures(args, options, signal);
  const { upstream, ...rest } = args;
  tellUnusedRoles({ ...rest, upstream: options.asksForUpstream ? [] : upstream });
  return loadedFrom(saved, args, signal);
}

/** A report tells what was found in captures, not what they hold: nothing can be added up with it. */
async function refuseReports(inputs: readonly string[]): Promise<void> {
  for (const input of inputs) {
    if (input === STDIN || !(await seemsReport(input))) continue;
    throw new UsageError(
      `${plain(input, 300)} is a saved report, which is read by itself`,
      'name it alone, or the captures that it was made of',
    );
  }
}

function tellUnusedRoles(args: InputArguments): void {
  const words = roleWords(args);
  if (words.length > 0 && !args.quiet)
    say(`${shellWords(words)}: not used, a saved report keeps the roles of its analysis`);
}

function loadedFrom(analysis: Analysis, { failOn, strict }: InputArguments, signal: AbortSignal): Loaded {
  const codeFor = (report: Report) => exitCode({ report, problems: [], interrupted: false, failOn, strict });
  return { analysis, saved: true, seconds: null, anyCapture: true, codeFor, signal };
}

async function loadCaptures(
  args: InputArguments,
  options: PathOptions,
  signal: AbortSignal,
): Promise<Loaded> {
  const progress = new ProgressLine(args.quiet);
  const engine = new Engine();
  const start = performance.now();
  const { problems, ...analysis } = await analyzePaths(args.inputs, {
    ...options,
    ...rolesOf(args),
    queries: args.redact === 'none',
    signal,
    jobs: args.jobs === undefined ? availableParallelism() : toWhole('jobs', args.jobs, 1),
    onProgress(read) {
      engine.take(read.bytes);
      progress.show(read);
    },
  });
  progress.end();
  if (signal.aborted) say('interrupted: what follows was found until then');
  // Of an interrupted capture everybody knows that it ends early.
  tell(problems, signal.aborted ? [] : analysis.report.captures, args);
  if (!args.quiet) tellUnseenRoles(args, analysis.report);
  if (!args.quiet && !args.verbose) tellContradictions(analysis.report);
  return {
    analysis,
    saved: false,
    signal,
    seconds: (performance.now() - start) / 1000,
    anyCapture: analysis.report.captures.some((capture) => capture.format !== 'unknown'),
    codeFor: (report) =>
      exitCode({
        report,
        problems: problems.map(({ code }) => code),
        interrupted: signal.aborted,
        failOn: args.failOn,
        strict: args.strict,
      }),
  };
}

/** A slip of the hand would leave the roles to the ports, and nobody would know. */
function tellUnseenRoles({ gateway, upstream }: InputArguments, { endpoints, summary }: Report): void {
  if (summary.connections === 0) return;
  const { option = 0, port = 0 } = summary.roles ?? {};
  // Where handshakes tell the roles, no name is needed, and whether it fits does not matter.
  if (option === 0 && port > 0)
    for (const name of gateway) say(`--gateway ${name}: no connection whose roles were guessed has that end`);
  for (const name of upstream) {
    const match = addressMatch(name);
    if (!endpoints.some(({ address }) => match?.(address)))
      say(`--upstream ${name}: no connection goes there`);
  }
}

/** Other remarks on whole captures wait for `-v`; this one says that what follows may be wrong. */
function tellContradictions({ captures }: Report): void {
  const told = captures.flatMap(({ issues }) => issues.filter(({ code }) => code === ROLE_CONTRADICTED));
  for (const message of new Set(told.map((issue) => issue.message))) say(plain(message, 300));
}

/** Such files have no magic number to know them by. */
const WINDOWS_TRACE = '; a Windows trace becomes a capture by: pktmon etl2pcap FILE.etl';

/** Files with something to tell; beyond them the first ones would be gone from the screen. */
const MOST_TOLD = 8;

/**
 * Errors always, remarks on captures with `-v`; `--quiet` leaves only what makes the exit code 3. Of very many files the first ones,
 * with `-v` all.
 */
function tell(problems: readonly Problem[], captures: readonly Capture[], args: InputArguments): void {
  const unread = new Set(problems.map(({ path }) => path));
  const told = [
    ...problems.map((problem) => [problemText(problem)]),
    ...captures.filter(({ path }) => !unread.has(path)).map((capture) => remarksOf(capture, args)),
  ].filter((lines) => lines.length > 0);
  const shown = args.verbose ? told : told.slice(0, MOST_TOLD);
  for (const line of shown.flat()) say(line);
  const more = told.length - shown.length;
  if (more > 0) say(`${counted(more, 'more file')} with problems, with -v all of them`);
}

function problemText({ path, code, message }: Problem): string {
  const hint = code === 'not-a-capture' && /\.etl$/i.test(path) ? WINDOWS_TRACE : '';
  return `${nameOf(path)}: ${plain(message, 300)}${hint}`;
}

function remarksOf(capture: Capture, { quiet, verbose }: InputArguments): string[] {
  if (quiet && capture.complete) return [];
  const most = verbose ? Infinity : capture.complete && !capture.truncated ? 0 : 1;
  const name = nameOf(capture.path);
  const told = capture.issues.slice(0, most).map(({ message }) => `${name}: ${plain(message, 300)}`);
  const more = capture.issues.length - most;
  return most > 0 && more > 0
    ? [...told, `${name}: ${counted(more, 'more remark')}, with -v all of them`]
    : told;
}

function nameOf(path: string): string {
  return path === STDIN ? 'standard input' : plain(path, 300);
}
