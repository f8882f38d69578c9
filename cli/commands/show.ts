/** `closecall show`: one failed request as a ladder, with the verdict and its evidence. */
import { statSync } from 'node:fs';
import { type Analysis, timelineKey } from '../../src/analysis.ts';
import { analyzePaths } from '../../src/node/analyze-paths.ts';
import { STDIN } from '../../src/node/read-file.ts';
import type { Finding, Report } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { compactInputs } from '../compact-inputs.ts';
import { type ExitCode, exitCode } from '../exit-codes.ts';
import { type InputArguments, load } from '../load.ts';
import { writeOutput } from '../output.ts';
import { connectionLines } from '../render/connection.ts';
import { ladderLines } from '../render/ladder.ts';
import type { TextOptions } from '../render/options.ts';
import { paintFor } from '../render/paint.ts';
import { namedAgain } from '../render/shell.ts';
import { counted, textWidth } from '../render/text.ts';
import { choiceLine, verdictLines, whyLines } from '../render/why.ts';
import { Zone } from '../render/zone.ts';
import { readSavedReport } from '../saved-report.ts';
import { type Complaint, selectFindings } from '../select.ts';
import { UsageError } from '../usage-error.ts';

export interface ShowArguments extends InputArguments, Complaint {
  /** Which of the findings that fit, 1-based. */
  readonly nth: number;
  readonly color: boolean | undefined;
  readonly tz: string;
}

export async function show(args: ShowArguments): Promise<ExitCode> {
  const options: TextOptions = {
    width: textWidth(process.stdout.columns),
    zone: new Zone(args.tz),
    paint: paintFor(process.stdout, args.color),
  };
  const saved = args.inputs.length === 1 ? await readSavedReport(args.inputs[0] ?? '') : null;
  return saved ? showSaved(saved, args, options) : showCapture(args, options);
}

async function showSaved(report: Report, args: ShowArguments, options: TextOptions): Promise<ExitCode> {
  const captures = report.captures.map(({ path }) => path);
  await print(findingText(choose(report, args, options.zone), null, { ...options, inputs: captures }));
  const { failOn, strict } = args;
  return exitCode({ report, problems: [], interrupted: false, failOn, strict });
}

async function showCapture(args: ShowArguments, options: TextOptions): Promise<ExitCode> {
  const { connection } = args;
  const loaded = await load(args, { draw: connection === undefined ? [] : [connection] });
  const { analysis, anyCapture } = loaded;
  const code = loaded.codeFor(analysis.report);
  if (!anyCapture) return code;
  const bare = connection === undefined ? null : bareConnection(analysis, connection);
  if (bare) await print(connectionLines(bare, options));
  else {
    const choice = choose(analysis.report, args, options.zone);
    const first = timelineIn(analysis, choice.finding);
    const whole = connection === undefined ? await drawnAgain(args, choice.finding, loaded.signal) : null;
    await print(findingText(choice, whole ?? first, { ...options, inputs: args.inputs }));
  }
  return code;
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
  const options = { draw: [finding.connection.index], maxTimelines: 0, signal };
  return timelineIn(await analyzePaths(args.inputs, options), finding);
}

/** Files, directories, and globs, which name nothing themselves. */
function canBeReadAgain(input: string): boolean {
  if (input === STDIN) return false;
  const stat = statSync(input, { throwIfNoEntry: false });
  return stat === undefined || stat.isFile() || stat.isDirectory();
}

interface FindingTextOptions extends TextOptions {
  /** Where the packets are. */
  readonly inputs: readonly string[];
}

function findingText(
  { finding, others }: Choice,
  timeline: Timeline | null,
  options: FindingTextOptions,
): string[] {
  return [
    ...verdictLines(finding, options),
    '',
    ...(timeline ? ladderLines(timeline, finding, options) : undrawn(finding, options.inputs)),
    '',
    ...whyLines(finding, options),
    ...(others === '' ? [] : ['', others]),
  ];
}

/** A saved report holds no packets, and of a stream only a part is kept. */
function undrawn({ id }: Finding, inputs: readonly string[]): string[] {
  const command = `closecall show ${namedAgain(compactInputs(inputs))} ${id}`;
  return [`Its packets are not at hand; with the captures themselves they are drawn: ${command}`];
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
