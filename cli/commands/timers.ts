/** `closecall timers`: what both sides' time limits are, as the wire shows them. */
import { extname } from 'node:path';
import { jsonText } from '../../src/report/json.ts';
import { REPORT_SCHEMA } from '../../src/report/names.ts';
import { redact } from '../../src/report/redact.ts';
import type { ExitCode } from '../exit-codes.ts';
import { isForeign, writerOf } from '../formats.ts';
import { type InputArguments, load } from '../load.ts';
import { withAddresses } from '../named-ends.ts';
import { named, readNames } from '../names.ts';
import { checkOutput, writeOutput } from '../output.ts';
import { paintFor } from '../render/paint.ts';
import { terminalColumns, textWidth } from '../render/text.ts';
import { timerLines } from '../render/timers.ts';
import { UsageError } from '../usage-error.ts';

interface TimersArguments extends InputArguments {
  readonly format: 'text' | 'json' | undefined;
  readonly output: string | undefined;
  readonly color: boolean | undefined;
}

export async function timers(asked: TimersArguments): Promise<ExitCode> {
  const format = asked.format ?? formatOf(asked.output);
  await checkOutput(asked.output, asked.inputs);
  const names = readNames(asked.names);
  const args = withAddresses(asked, names);
  const loaded = await load(args, { maxTimelines: 0, checksums: false });
  const told = redact({ report: loaded.analysis.report, timelines: new Map() }, args.redact);
  const { report } = format === 'json' ? told : named(told, names);
  if (format === 'json') {
    await writeOutput(args.output, [`${jsonText({ schema: REPORT_SCHEMA, timers: report.timers })}\n`]);
  } else if (loaded.anyCapture) {
    const toTerminal = args.output === undefined || args.output === '-';
    const width = textWidth(toTerminal ? terminalColumns() : undefined);
    const paint = paintFor(toTerminal ? process.stdout : {}, args.color);
    const lines = timerLines(report, { width, paint });
    await writeOutput(args.output, [`${lines.join('\n').trimEnd()}\n`]);
  }
  return loaded.codeFor(report);
}

/** What the name promises. Throws `UsageError` where that is neither text nor JSON. */
function formatOf(output = ''): 'text' | 'json' {
  if (/\.json$/i.test(output)) return 'json';
  const writer = writerOf(output);
  if (writer === null && !isForeign(output)) return 'text';
  throw new UsageError(
    `timers writes text or json, no ${extname(output).slice(1).toUpperCase()}`,
    'the ending .json chooses JSON, .txt or none text',
  );
}
