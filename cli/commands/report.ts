/** `closecall report`: the interactive viewer with everything in it as one file that works offline. */
import type { Report } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { withoutQuery } from '../../src/timeline/target.ts';
import { renderHtml } from '../../viewer/html.ts';
import type { Language } from '../../viewer/words/language.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Filter, filterReport } from '../filter.ts';
import { kindsNamed } from '../kinds.ts';
import { type InputArguments, load } from '../load.ts';
import { openInBrowser } from '../open.ts';
import { checkOutput, writeOutput } from '../output.ts';
import { say } from '../say.ts';
import { viewerAssets } from '../viewer-assets.ts';

/** About 2 MB of JSON. */
const MOST_CONNECTIONS = 5_000;

export interface ReportArguments extends InputArguments, Filter {
  readonly output: string;
  readonly open: boolean;
  /** Null: English, until the page knows its reader's languages. */
  readonly lang: Language | null;
}

export async function report(args: ReportArguments): Promise<ExitCode> {
  await checkOutput(args.output, args.inputs);
  const assets = viewerAssets();
  for (const kind of args.kinds) kindsNamed(kind);
  const { analysis, anyCapture, codeFor } = await load(args, { connections: true });
  const narrowed = filterReport(analysis.report, args);
  const code = codeFor(narrowed);
  if (!anyCapture) return code;
  const timelines = Object.fromEntries(
    [...analysis.timelines].map(([key, timeline]) => [key, redacted(timeline)]),
  );
  await writeOutput(args.output, [renderHtml({ report: bounded(narrowed), timelines }, assets, args.lang)]);
  if (args.output !== '-' && !args.quiet) say(`wrote ${args.output}`);
  if (args.open) openInBrowser(args.output);
  return code;
}

/** Without its connections where there are more than a page can hold; those with findings have their timelines. */
function bounded(full: Report): Report {
  const { connections = [], ...rest } = full;
  return connections.length > MOST_CONNECTIONS ? rest : full;
}

/** Queries carry secrets, and reports get mailed: the same rule as for the report's own targets. */
function redacted(timeline: Timeline): Timeline {
  return {
    ...timeline,
    exchanges: timeline.exchanges.map((exchange) => {
      const { request } = exchange;
      if (!request?.target) return exchange;
      return { ...exchange, request: { ...request, target: withoutQuery(request.target) } };
    }),
  };
}
