/** What the analysis says about a capture: the shortest way from packet notation to a verdict. */
import { type Analysis, type AnalyzeOptions, timelineKey } from '../../src/analysis.ts';
import { Analyzer } from '../../src/analyzer.ts';
import { combine } from '../../src/combine.ts';
import type { Connection, Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import type { TcpScript } from './tcp-script.ts';

const NAME = 'script.pcap';

/** Analyses one capture through the public reader, in chunks of `sizes` bytes in turn (default: all at once). */
export function analysisOf(
  bytes: Uint8Array,
  options: AnalyzeOptions = {},
  sizes: readonly number[] = [bytes.length],
): Analysis {
  const analyzer = new Analyzer(options);
  analyzer.beginFile(NAME);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    // A copy, overwritten after the call: nothing may be kept of a chunk.
    const chunk = bytes.slice(at, at + Math.max(1, sizes[turn % sizes.length] as number));
    analyzer.feed(chunk);
    at += chunk.length;
    chunk.fill(0xee);
  }
  analyzer.endFile();
  return combine([analyzer.finish()], options);
}

/**
 * One word per connection, sorted: the kind of its finding, the name of its harmless end, `open`, or `undecided:` and
 * the reason.
 */
export function outcomesOf({ bytes }: TcpScript): string[] {
  const { findings, summary } = analysisOf(bytes).report;
  const repeated = (names: Readonly<Record<string, number>>, prefix = '') =>
    Object.entries(names).flatMap(([name, count]) => Array<string>(count).fill(prefix + name));
  return [
    ...findings.map((finding) => finding.kind),
    ...repeated(summary.harmless),
    ...repeated(summary.undecided, 'undecided:'),
    ...Array<string>(summary.open).fill('open'),
  ].sort();
}

/** The one finding of a script. Throws where there is none, or more. */
export function findingOf({ bytes }: TcpScript): Finding {
  const { findings } = analysisOf(bytes).report;
  const [finding] = findings;
  if (finding === undefined || findings.length > 1)
    throw new Error(`expected one finding, got ${JSON.stringify(findings.map(({ kind }) => kind))}`);
  return finding;
}

/** Every connection of a script, as the report lists them. */
export function connectionsOf({ bytes }: TcpScript): Connection[] {
  return analysisOf(bytes, { connections: true }).report.connections ?? [];
}

/** The timeline of a script's connection, by its `tcp.stream`. */
export function timelineOf({ bytes }: TcpScript, index = 0): Timeline {
  const timeline = analysisOf(bytes, { draw: [index] }).timelines.get(timelineKey(NAME, index));
  if (timeline === undefined) throw new Error(`no connection ${index}`);
  return timeline;
}
