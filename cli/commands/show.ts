/** `closecall show`: one failed request as a ladder, with the verdict and its evidence. */
import { timelineKey } from '../../src/analysis.ts';
import type { Finding, Report } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type InputArguments, load } from '../load.ts';
import { writeOutput } from '../output.ts';
import { connectionLines } from '../render/connection.ts';
import { ladderLines } from '../render/ladder.ts';
import type { TextOptions } from '../render/options.ts';
import { paintFor } from '../render/paint.ts';
import { textWidth } from '../render/text.ts';
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
    await print(findingText(saved, args, options, () => undefined));
    return EXIT.OK;
  }
  const draw = args.connection === undefined ? [] : [args.connection];
  const { analysis, codeFor, anyCapture } = await load(args, { draw, maxTimelines: Infinity });
  const { report, timelines } = analysis;
  const code = codeFor(report);
  if (!anyCapture) return code;
  const timelineOf = (capture: string, index: number) => timelines.get(timelineKey(capture, index));
  const bare = args.connection === undefined ? null : bareConnection(report, timelines, args.connection);
  await print(bare ? connectionLines(bare, options) : findingText(report, args, options, timelineOf));
  return code;
}

type TimelineLookup = (capture: string, index: number) => Timeline | undefined;

function findingText(
  report: Report,
  args: ShowArguments,
  options: TextOptions,
  timelineOf: TimelineLookup,
): string[] {
  const findings = selectFindings(report, args, options.zone);
  const finding = findings[args.nth - 1];
  if (!finding) throw new UsageError(`--nth ${args.nth}: only ${findings.length} findings fit`);
  const timeline = timelineOf(finding.capture, finding.connection.index);
  const choice = choiceLine(args.nth, findings.length);
  return [
    ...verdictLines(finding, options),
    '',
    ...(timeline ? ladderLines(timeline, finding, options) : undrawn(finding)),
    '',
    ...whyLines(finding, options),
    ...(choice === '' ? [] : ['', choice]),
  ];
}

/** A saved report holds no packets. */
function undrawn({ capture, id }: Finding): string[] {
  return [`A report holds no packets to draw; the capture does: closecall show ${capture} ${id}`];
}

/** The timeline of a connection on which nothing was found; null where there is a finding to tell. */
function bareConnection(
  report: Report,
  timelines: ReadonlyMap<string, Timeline>,
  index: number,
): Timeline | null {
  if (report.findings.some(({ connection }) => connection.index === index)) return null;
  for (const timeline of timelines.values()) if (timeline.index === index) return timeline;
  const last = report.summary.connections - 1;
  throw new UsageError(
    `there is no connection ${index}`,
    `connections are numbered from 0 to ${last}, as tcp.stream`,
  );
}

async function print(lines: readonly string[]): Promise<void> {
  await writeOutput(
    undefined,
    lines.map((line) => `${line.trimEnd()}\n`),
  );
}
