/** `closecall show`: one failed request as a ladder, with the verdict and its evidence. */
import { type Analysis, timelineKey } from '../../src/analysis.ts';
import { analyzePaths } from '../../src/node/analyze-paths.ts';
import { STDIN } from '../../src/node/read-file.ts';
import type { Finding, Report } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type InputArguments, load } from '../load.ts';
import { writeOutput } from '../output.ts';
import { connectionLines } from '../render/connection.ts';
import { ladderLines } from '../render/ladder.ts';
import type { TextOptions } from '../render/options.ts';
import { paintFor } from '../render/paint.ts';
import { inputWords } from '../render/shell.ts';
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
  if (saved) {
    await print(findingText(choose(saved, args, options.zone), null, options));
    return EXIT.OK;
  }
  const known = args.connection === undefined ? [] : [args.connection];
  const { analysis, codeFor, anyCapture } = await load(args, { draw: known });
  const code = codeFor(analysis.report);
  if (!anyCapture) return code;
  const bare = args.connection === undefined ? null : bareConnection(analysis, args.connection);
  if (bare) await print(connectionLines(bare, options));
  else {
    const finding = choose(analysis.report, args, options.zone);
    const timeline =
      known.length > 0
        ? timelineIn(analysis, finding.finding)
        : await drawnAgain(args, analysis, finding.finding);
    await print(findingText(finding, timeline, options));
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
 * drawn. What came through a pipe cannot be read again and is drawn with what was kept.
 */
async function drawnAgain(args: ShowArguments, first: Analysis, finding: Finding): Promise<Timeline | null> {
  if (args.inputs.includes(STDIN)) return timelineIn(first, finding);
  const second = await analyzePaths(args.inputs, { draw: [finding.connection.index], maxTimelines: 0 });
  return timelineIn(second, finding) ?? timelineIn(first, finding);
}

function findingText({ finding, others }: Choice, timeline: Timeline | null, options: TextOptions): string[] {
  return [
    ...verdictLines(finding, options),
    '',
    ...(timeline ? ladderLines(timeline, finding, options) : undrawn(finding)),
    '',
    ...whyLines(finding, options),
    ...(others === '' ? [] : ['', others]),
  ];
}

/** A saved report holds no packets, and of a stream only a part is kept. */
function undrawn({ capture, id }: Finding): string[] {
  const command = `closecall show ${inputWords([capture])} ${id}`;
  return [`Its packets are not at hand; a capture file has them: ${command}`];
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
