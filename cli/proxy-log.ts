/** `--log FILE`: the failures that logs of proxies tell, and which findings they are. Only numbers of lines leave this file. */
import { statSync } from 'node:fs';
import { isCompressed } from '../src/input/head.ts';
import { outsideOf } from '../src/node/peek.ts';
import { systemCode, systemReason } from '../src/node/problem.ts';
import { readChunks } from '../src/node/read-file.ts';
import type { ProxyLog, Report } from '../src/report/schema.ts';
import { kindsSaid, type LogLine, meantBy, parseLogLine } from './log-line.ts';
import { NearestFindings } from './nearest-findings.ts';
import type { Zone } from './render/zone.ts';
import { DAY, type TypedTime, typedTime } from './typed-time.ts';
import { InputError, UsageError } from './usage-error.ts';

/** A line that tells a failure. */
interface LoggedFailure {
  /** From 1. */
  readonly number: number;
  readonly line: LogLine;
}

export interface Log {
  readonly path: string;
  readonly failures: readonly LoggedFailure[];
  /** The log tells more failures than are kept. */
  readonly cut: boolean;
}

/** What a log and the packets know of each other. */
interface LogTies {
  readonly log: ProxyLog;
  /** Number of the line by id of the finding. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Characters; what a line has beyond them is not read. */
const LONGEST_LINE = 1 << 16;

/** Clocks of hosts differ, and proxies write when they have answered. */
const FARTHEST_MILLISECONDS = 5_000;

/** Characters kept of the lines that tell failures: those of a hundred thousand. */
const MOST_KEPT = 1 << 25;

/** After a quoted request, after a name, after the last of HAProxy's timers: a path of numbers must not take longer than others. */
const STATUS = /(?:" |\bstatus"?[=:] ?"?|(?:\/-?\d+){3} )50[234]\b/;

/** Throws `InputError` for a file that cannot be read. */
export async function readLogs(files: readonly string[]): Promise<Log[]> {
  return Promise.all(files.map(readLog));
}

async function readLog(file: string): Promise<Log> {
  const failures: LoggedFailure[] = [];
  let left = MOST_KEPT;
  const lines = new Lines((text, number) => {
    if (left < 0 || !tellsFailure(text)) return;
    left -= text.length;
    if (left >= 0) failures.push({ number, line: parseLogLine(copyOf(text)) });
  });
  try {
    await pour(file, (bytes) => lines.feed(bytes));
  } catch (error) {
    if (systemCode(error) === null) throw error;
    throw new InputError(`--log ${file}: ${systemReason(error)}`, 'name a text file, plain or compressed');
  }
  lines.end();
  return { path: file, failures, cut: left < 0 };
}

/** A part of a text keeps the whole in memory. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}

async function pour(file: string, sink: (bytes: Uint8Array) => void): Promise<void> {
  // A pipe, as of <(kubectl logs ...), can be read once only: in it is plain text.
  const outside = statSync(file).isFile() ? outsideOf(file) : 'unknown';
  if (isCompressed(outside)) {
    const { decompress } = await import('../src/node/decompress.ts');
    const fault = await decompress(outside, readChunks(file), sink);
    if (fault !== null) throw new InputError(`--log ${file}: ${fault.message}`);
    return;
  }
  for await (const bytes of readChunks(file)) sink(bytes);
}

/** Bytes into lines, of which none is kept beyond what is read of it. */
class Lines {
  readonly #onLine: (text: string, number: number) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #number = 0;

  constructor(onLine: (text: string, number: number) => void) {
    this.#onLine = onLine;
  }

  feed(bytes: Uint8Array): void {
    const [first = '', ...others] = this.#decoder.decode(bytes, { stream: true }).split('\n');
    this.#rest = (this.#rest + first).slice(0, LONGEST_LINE);
    for (const next of others) {
      this.#tell();
      this.#rest = next.slice(0, LONGEST_LINE);
    }
  }

  end(): void {
    if (this.#rest !== '') this.#tell();
  }

  #tell(): void {
    this.#number++;
    this.#onLine(this.#rest, this.#number);
  }
}

function tellsFailure(text: string): boolean {
  return STATUS.test(text) || kindsSaid(text).size > 0;
}

/** The report with what the logs know of it; as it is without logs. */
export function withLogs(report: Report, logs: readonly Log[], zone: Zone): Report {
  if (logs.length === 0) return report;
  const ties = logs.map((log) => tieLog(log, report, zone));
  return {
    ...report,
    proxyLogs: ties.map(({ log }) => log),
    findings: report.findings.map((finding) => {
      const logged = ties.flatMap(({ log: { path }, lines }) => {
        const line = lines.get(finding.id);
        return line === undefined ? [] : [{ path, line }];
      });
      return logged.length === 0 ? finding : { ...finding, logged };
    }),
  };
}

/** Each finding is one line of a log at most: the nearest one in time that may speak of it. */
export function tieLog({ path, failures, cut }: Log, { findings, captures }: Report, zone: Zone): LogTies {
  const untied = new NearestFindings(findings);
  const lines = new Map<string, number>();
  let covered = 0;
  let missedLine: number | null = null;
  for (const { number, line } of failures) {
    const moment = momentOf(line, captures, zone);
    if (moment === null) continue;
    covered++;
    const [nearest] = meantBy(line, untied.around(moment, FARTHEST_MILLISECONDS));
    if (nearest === undefined) {
      missedLine ??= number;
      continue;
    }
    untied.drop(nearest);
    lines.set(nearest.id, number);
  }
  const counts = { failures: failures.length, covered, found: lines.size };
  return { log: { path, ...counts, missedLine, cut }, lines };
}

/** When the line was written, in milliseconds since 1970; null where no capture covers that, or it tells no time that is one. */
function momentOf({ time }: LogLine, captures: Report['captures'], zone: Zone): number | null {
  const typed = time === null ? null : timeOf(time, zone);
  if (typed === null) return null;
  for (const { firstTime, lastTime } of captures) {
    if (firstTime === null || lastTime === null) continue;
    const [from, to] = [Date.parse(firstTime), Date.parse(lastTime)];
    const moment = from - typed.until(firstTime);
    const days = typed.daily && moment < from - FARTHEST_MILLISECONDS ? DAY : 0;
    const placed = moment + days;
    if (placed >= from - FARTHEST_MILLISECONDS && placed <= to + FARTHEST_MILLISECONDS) return placed;
  }
  return null;
}

function timeOf(time: string, zone: Zone): TypedTime | null {
  try {
    return typedTime('log', time, zone);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}
