/** `closecall show`: one failed request as a ladder, with the verdict and its evidence. */
import { type Analysis, timelineKey } from '../../src/analysis.ts';
import { analyzePaths } from '../../src/node/analyze-paths.ts';
import { redact } from '../../src/report/redact.ts';
import type { Finding, Report } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { checkFilter } from '../check-filter.ts';
import { compactInputs } from '../compact-inputs.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Filter, filterReport, filterWords, withFindings } from '../filter.ts';
import { type InputArguments, type Loaded, load } from '../load.ts';
import { rolesOf, withAddresses } from '../named-ends.ts';
import { named, readNames } from '../names.ts';
import { writeOutput } from '../output.ts';
import type { Theme } from '../pictures/forms.ts';
import { readLogs, withLogs } from '../proxy-log.ts';
import { canBeReadAgain } from '../read-again.ts';
import { commandBlock, section } from '../render/block.ts';
import { connectionLines } from '../render/connection.ts';
import { ladderLines } from '../render/ladder.ts';
import { whereLogged } from '../render/logs.ts';
import type { TextOptions } from '../render/options.ts';
import { paintFor } from '../render/paint.ts';
import { namesToTell, redactionLines } from '../render/redaction.ts';
import { carriedOptions, namedAgain, shellWords } from '../render/shell.ts';
import { counted, terminalColumns, textWidth } from '../render/text.ts';
import { choiceLine, verdictLines, whyLines } from '../render/why.ts';
import { Zone } from '../render/zone.ts';
import { type Complaint, selectFindings } from '../select.ts';
import { UsageError } from '../usage-error.ts';

interface ShowArguments extends InputArguments, Filter, Complaint {
  readonly upstream: readonly string[];
  /** Which of the findings that fit, 1-based. */
  readonly nth: number;
  /** A file or a folder for pictures; undefined for text on standard output. */
  readonly output: string | undefined;
  readonly theme: Theme;
  /** Logs of proxies. */
  readonly log: readonly string[];
  readonly color: boolean | undefined;
  readonly tz: string;
}

export async function show(asked: ShowArguments): Promise<ExitCode> {
  const names = readNames(asked.names);
  const args = withAddresses(asked, names);
  const tell: Tell = (analysis) => named(redact(analysis, args.redact), names);
  const { connection, output, quiet, theme } = args;
  const options: TextOptions = {
    width: textWidth(terminalColumns()),
    zone: new Zone(args.tz),
    paint: paintFor(process.stdout, args.color),
  };
  if (output !== undefined) await (await pictures()).checkPictures(output, args.inputs);
  checkFilter(args);
  const logs = await readLogs(args.redact === 'share' ? [] : args.log);
  const draw = connection === undefined ? [] : [connection];
  const loaded = await load(args, { draw, asksForUpstream: true });
  const { analysis, anyCapture, saved } = loaded;
  const report = withLogs(analysis.report, logs, options.zone);
  const narrowed = filterReport(report, args, options.zone);
  const code = loaded.codeFor(narrowed);
  if (!anyCapture) return code;
  const bare = connection === undefined || output !== undefined ? null : bareConnection(analysis, connection);
  if (bare !== null) {
    await print(connectionLines(toldTimeline(report, bare, tell), options));
    return code;
  }
  checkLeft(narrowed, report, args);
  const choice = choose(narrowed, args, options.zone);
  const chosen = toldChoice(report, choice, await timelineOf(loaded, args, choice.finding), tell);
  const typed = namesToTell(args.inputs, args.redact);
  const inputs = saved
    ? namesToTell(
        report.captures.map(({ path }) => path),
        args.redact,
      )
    : typed;
  if (output === undefined)
    await print(
      findingText(chosen, choice.others, {
        ...options,
        inputs,
        typed,
        carried: carriedOptions(args),
      }),
    );
  else await (await pictures()).writePictures({ ...chosen, theme, tz: args.tz }, output, args.inputs, quiet);
  return code;
}

/** What is told about the chosen finding: with its packets, where they are at hand. */
interface Chosen {
  readonly report: Report;
  readonly finding: Finding;
  readonly timeline: Timeline | null;
}

/** An analysis as it may leave the program, with the names that addresses have. */
type Tell = (analysis: Analysis) => Analysis;

/** People name what they see; what leaves the program is redacted once it is chosen. */
function toldChoice(report: Report, { finding }: Choice, timeline: Timeline | null, tell: Tell): Chosen {
  const key = timelineKey(finding.capture, finding.connection.index);
  const timelines = new Map(timeline === null ? [] : [[key, timeline]]);
  const told = tell({ report: withOne(report, finding), timelines });
  const [one = finding] = told.report.findings;
  return { report: told.report, finding: one, timeline: timelineIn(told, one) };
}

/** Where the capture failed more often, a page of one finding says that it has the others left out. */
function withOne(report: Report, finding: Finding): Report {
  const unfiltered = report.unfiltered ?? report.findings.length;
  const one = withFindings(report, [finding]);
  return unfiltered > 1 ? { ...one, unfiltered } : one;
}

/** The viewer is loaded where it is wanted: text needs none of it. */
function pictures() {
  return import('../pictures/write.ts');
}

/** All of the connection's packets where they can be read again, else those that were kept. */
async function timelineOf(
  { analysis, saved, signal }: Loaded,
  args: ShowArguments,
  finding: Finding,
): Promise<Timeline | null> {
  const first = timelineIn(analysis, finding);
  if (saved || args.connection !== undefined) return first;
  return (await drawnAgain(args, finding, signal)) ?? first;
}

interface Choice {
  readonly finding: Finding;
  /** How to see the others that fit; empty where there are none. */
  readonly others: string;
}

function choose(report: Report, args: ShowArguments, zone: Zone): Choice {
  const findings = selectFindings(report, args, zone);
  const finding = findings[args.nth - 1];
  if (!finding)
    throw new UsageError(`--nth ${args.nth}: there are ${counted(findings.length, 'finding')} that fit`);
  return { finding, others: choiceLine(args.nth, findings.length) };
}

function checkLeft({ findings: left }: Report, { findings: all }: Report, filter: Filter): void {
  if (left.length > 0 || all.length === 0) return;
  throw new UsageError(
    `no finding fits ${filterWords(filter)}`,
    `without it there ${all.length === 1 ? 'is' : 'are'} ${counted(all.length, 'finding')}: closecall scan lists the incidents`,
  );
}

function timelineIn({ timelines }: Analysis, { capture, connection }: Finding): Timeline | null {
  return timelines.get(timelineKey(capture, connection.index)) ?? null;
}

/**
 * The finding's connection from a second reading, which keeps all of its packets: only now is it known which one is
 * drawn. Null for what came through a pipe: that cannot be read again, and is drawn with what was kept.
 */
async function drawnAgain(
  args: ShowArguments,
  finding: Finding,
  signal: AbortSignal,
): Promise<Timeline | null> {
  if (!args.inputs.every(canBeReadAgain)) return null;
  const options = { draw: [finding.connection.index], maxTimelines: 0, signal, ...rolesOf(args) };
  return timelineIn(await analyzePaths(args.inputs, options), finding);
}

interface FindingTextOptions extends TextOptions {
  /** Where the packets are. */
  readonly inputs: readonly string[];
  /** What the user named: the captures, or a report that holds packets too. */
  readonly typed: readonly string[];
  readonly carried: readonly string[];
}

function findingText(
  { report, finding, timeline }: Chosen,
  others: string,
  options: FindingTextOptions,
): string[] {
  const style = { ...options, margin: 0, indent: 8 };
  return [
    ...redactionLines(report, options),
    ...verdictLines(finding, options),
    '',
    ...(timeline ? ladderLines(timeline, finding, options) : undrawn(finding, options)),
    '',
    ...whyLines(finding, options),
    ...section('logged', whereLogged(finding), style),
    ...(timeline ? commandBlock('draw', drawCommand(finding, options), style) : []),
    ...(others === '' ? [] : ['', others]),
  ];
}

/** The same as a picture; `DIR/` writes every form. */
function drawCommand({ id }: Finding, { typed, carried }: FindingTextOptions): string {
  return `closecall show ${namedAgain(compactInputs(typed))} ${shellWords([id, ...carried, '-o', 'postmortem/'])}`;
}

/** A saved report holds no packets, and of a stream only a part is kept. */
function undrawn({ id }: Finding, { inputs, width, paint }: FindingTextOptions): string[] {
  const command = `closecall show ${namedAgain(compactInputs(inputs))} ${id}`;
  return [
    'Its packets are not at hand; with the captures themselves they are drawn:',
    ...commandBlock('', command, { margin: 0, indent: 2, width, paint }),
  ];
}

function toldTimeline(report: Report, timeline: Timeline, tell: Tell): Timeline {
  const key = timelineKey('', timeline.index);
  const { timelines } = tell({ report: withFindings(report, []), timelines: new Map([[key, timeline]]) });
  return [...timelines.values()][0] ?? timeline;
}

/** The timeline of a connection on which nothing was found; null where there is a finding to tell. */
function bareConnection({ report, timelines }: Analysis, index: number): Timeline | null {
  if (report.findings.some(({ connection }) => connection.index === index)) return null;
  for (const timeline of timelines.values()) if (timeline.index === index) return timeline;
  const last = report.summary.connections - 1;
  const hint = last < 0 ? 'there are none at all' : `they are numbered from 0 to ${last}, as tcp.stream`;
  throw new UsageError(`there is no connection ${index}`, hint);
}

async function print(lines: readonly string[]): Promise<void> {
  await writeOutput(
    undefined,
    lines.map((line) => `${line.trimEnd()}\n`),
  );
}
