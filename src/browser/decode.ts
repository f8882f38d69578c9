/** Files in, answers out: what runs in the worker, or in the page where there can be no worker. */
import type { Analyzer } from '../analyzer.ts';
import type { AbortSignalLike } from '../byte-source.ts';
import { analyzeInputs } from '../input/analyze-inputs.ts';
import type { Capture, Finding } from '../report/schema.ts';
import { BlobInput, type Pace } from './blob-input.ts';
import type { Answer, Found, Progress } from './messages.ts';
import { withNames } from './names.ts';

/** For a list of connections those that ended are followed to the end, and nothing is told before: for files up to this many megabytes. */
const LISTED_MEGABYTES = 16;
/** More connections than this no page can show. */
const MOST_CONNECTIONS = 5000;

/** Findings told before the end: more than anybody reads while waiting. */
const MOST_PRELIMINARY = 2000;

/** Records per message; copying them takes a few milliseconds. */
const RECORDS = 500;
/** Packets of timelines per message. */
const ROWS = 4000;

interface DecodeOptions {
  readonly signal: AbortSignalLike;
  /** Where the decoder shares the thread with a page. */
  readonly pace?: Pace;
}

/** Analyses the files as one report and tells it in pieces. Never rejects. */
export async function decode(
  files: readonly File[],
  answer: (message: Answer) => void,
  options: DecodeOptions,
): Promise<void> {
  try {
    const telling = new Telling(files, answer);
    const listed = telling.totalBytes <= LISTED_MEGABYTES << 20;
    const { report, timelines, problems } = await analyzeInputs(
      withNames(files).map(([name, file]) => new BlobInput(name, file, options.pace ?? null)),
      {
        connections: listed,
        // A small file may unpack to a million of them.
        maxConnections: MOST_CONNECTIONS,
        signal: options.signal,
        onBytes: (bytes, name) => telling.read(bytes, name),
        onBegin: (analyzer) => telling.begin(analyzer),
      },
    );
    const { connections = [], findings, ...rest } = report;
    answer({
      type: 'report',
      report: { ...rest, captures: listed ? rest.captures : unlisted(rest.captures), findings: [] },
    });
    for (const part of parts(findings, RECORDS)) answer({ type: 'findings', findings: part });
    for (const part of parts(connections, RECORDS)) answer({ type: 'connections', connections: part });
    for (const part of byRows([...timelines])) answer({ type: 'timelines', timelines: part });
    answer({ type: 'done', problems });
  } catch (error) {
    answer({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

/** Says of the whole that its connections are missing. */
function unlisted(captures: readonly Capture[]): Capture[] {
  const message = `more than ${LISTED_MEGABYTES} MB: the connections are analysed but not listed here; closecall report lists up to ${MOST_CONNECTIONS.toLocaleString('en-US')}`;
  const issue = { code: 'connections-not-listed', message };
  return captures.map((capture, place) =>
    place === captures.length - 1 ? { ...capture, issues: [...capture.issues, issue] } : capture,
  );
}

/** Tells how far it is, and what was found since the last time. */
class Telling {
  readonly totalBytes: number;
  readonly #answer: (message: Answer) => void;
  #analyzer: Analyzer | null = null;
  #bytes = 0;
  /** Findings of this analyzer that were told. */
  #told = 0;
  #toldInAll = 0;

  constructor(files: readonly File[], answer: (message: Answer) => void) {
    this.totalBytes = files.reduce((sum, { size }) => sum + size, 0);
    this.#answer = answer;
  }

  begin(analyzer: Analyzer): void {
    this.#analyzer = analyzer;
    this.#told = 0;
  }

  /** Called before the bytes are analysed: what is told is what was found in those before. */
  read(bytes: number, name: string): void {
    const progress: Progress = {
      name,
      // A set that is read twice counts twice.
      bytes: Math.min(this.#bytes, this.totalBytes),
      totalBytes: this.totalBytes,
      packets: this.#analyzer?.packets ?? 0,
      found: foundIn(this.#news()),
    };
    this.#bytes += bytes;
    this.#answer({ type: 'progress', progress });
  }

  #news(): Finding[] {
    if (this.#analyzer === null || this.#toldInAll >= MOST_PRELIMINARY) return [];
    const findings = this.#analyzer.found(this.#told);
    this.#told += findings.length;
    this.#toldInAll += findings.length;
    return findings;
  }
}

/** Of each kind at each upstream: a message of every finding would keep the page busy longer than it may. */
function foundIn(findings: readonly Finding[]): Found[] {
  const groups = new Map<string, Found>();
  for (const { kind, title, time, connection } of findings) {
    const key = `${kind} ${connection.server}`;
    const known = groups.get(key) ?? {
      kind,
      title,
      server: connection.server,
      count: 0,
      first: time,
      last: time,
    };
    groups.set(key, { ...known, count: known.count + 1, last: time });
  }
  return [...groups.values()];
}

function* parts<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

function* byRows<T extends readonly [string, { readonly packets: { readonly frame: readonly number[] } }]>(
  timelines: readonly T[],
): Generator<readonly T[]> {
  let part: T[] = [];
  let rows = 0;
  for (const each of timelines) {
    part.push(each);
    rows += each[1].packets.frame.length;
    if (rows < ROWS) continue;
    yield part;
    part = [];
    rows = 0;
  }
  if (part.length > 0) yield part;
}
