/** One capture, a file or a rotated set, from its bytes to what was found in it. */
import type { AnalyzeOptions } from '../analysis.ts';
import { Analyzer } from '../analyzer.ts';
import type { AbortSignalLike } from '../byte-source.ts';
import { CaptureError } from '../capture/errors.ts';
import type { Capture } from '../report/schema.ts';
import { type CaptureResult, unreadResult } from '../result.ts';
import type { CaptureInput, FileFacts } from './capture-input.ts';
import { withFaults } from './faults.ts';
import { type Problem, ReadError } from './problem.ts';
import { consecutive, type InputSet } from './rotation.ts';

export interface InputOptions extends AnalyzeOptions {
  /** Ends the analysis early; what was read so far is reported. */
  readonly signal?: AbortSignalLike | undefined;
  /** Called for every piece read, with its size in bytes and its file. */
  readonly onBytes?: ((bytes: number, name: string) => void) | undefined;
  /** Whether captures get a checksum, where the files are small enough. Default true. */
  readonly checksums?: boolean | undefined;
  /** Called with every analyzer that begins to read: what it has found so far can be asked of it meanwhile. */
  readonly onBegin?: ((analyzer: Analyzer) => void) | undefined;
}

export interface SetAnalysis {
  readonly results: readonly CaptureResult[];
  /** Files that could not be read, or not to their end. Damage inside captures is told in the results. */
  readonly problems: readonly Problem[];
}

/**
 * Analyses files as one capture. Their names may have promised too much: a member that is no capture is left
 * out, and members whose times overlap are taken apart. Both cost a second reading, and both are rare.
 */
export async function analyzeSet(set: InputSet, options: InputOptions): Promise<SetAnalysis> {
  const run = new Run(options);
  await run.analyze(set);
  return run;
}

type Fault = FileFacts['fault'];

/** A file of which nothing can be analysed. */
class Rejection extends Error {
  readonly problem: Problem;
  /** Bytes of the file that were read; null where it could not be opened. */
  readonly bytes: number | null;

  constructor(problem: Problem, bytes: number | null) {
    super(problem.message);
    this.problem = problem;
    this.bytes = bytes;
  }
}

class Run implements SetAnalysis {
  readonly results: CaptureResult[] = [];
  readonly problems: Problem[] = [];
  readonly #options: InputOptions;

  constructor(options: InputOptions) {
    this.#options = options;
  }

  async analyze(set: InputSet): Promise<void> {
    const analyzer = new Analyzer(this.#options);
    this.#options.onBegin?.(analyzer);
    const faults = new Map<string, Fault>();
    for (const input of set) {
      if (this.#options.signal?.aborted) break;
      try {
        faults.set(input.name, await this.#read(analyzer, input));
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        this.#reject(error);
        const others = set.filter((other) => other !== input);
        return others.length > 0 ? this.analyze(others) : undefined;
      }
    }
    const result = analyzer.finish();
    if (set.length === 1 || consecutive(result.captures)) {
      this.results.push(withFaults(result, faults));
      return;
    }
    for (const input of set) await this.analyze([input]);
  }

  /** Feeds one file; returns what was wrong with its compression. Throws `Rejection`. */
  async #read(analyzer: Analyzer, input: CaptureInput): Promise<Fault> {
    const { signal, onBytes, checksums } = this.#options;
    const { name } = input;
    let bytes = 0;
    let fault: Fault = null;
    analyzer.beginFile(name);
    try {
      const facts = await input.read((chunk) => analyzer.feed(chunk), {
        signal,
        checksum: checksums,
        onBytes(count) {
          bytes += count;
          onBytes?.(count, name);
        },
      });
      fault = facts.fault;
      analyzer.endFile({ bytes, ...(facts.sha256 === null ? {} : { sha256: facts.sha256 }) });
      return fault;
    } catch (error) {
      // Where the compression gave nothing, or nonsense, its damage is the reason.
      if (error instanceof CaptureError) throw new Rejection(problemOf(name, fault ?? error), bytes);
      if (!(error instanceof ReadError)) throw error;
      if (bytes === 0) throw new Rejection(error.problem, null);
      // The disk gave up half-way: what it gave before counts.
      this.problems.push(error.problem);
      analyzer.endFile({ bytes });
      return null;
    }
  }

  #reject({ problem, bytes }: Rejection): void {
    this.problems.push(problem);
    if (bytes === null) return;
    const { code, message } = problem;
    const capture: Capture = { ...UNREAD, path: problem.path, bytes, issues: [{ code, message }] };
    this.results.push(unreadResult(capture));
  }
}

/** How a report describes a file of which nothing could be analysed. */
const UNREAD = {
  format: 'unknown',
  linkTypes: [] as string[],
  packets: 0,
  firstTime: null,
  lastTime: null,
  sha256: null,
  truncated: false,
  complete: false,
  bothDirections: false,
  duplicates: 0,
  droppedPackets: null,
} as const satisfies Partial<Record<keyof Capture, unknown>>;

function problemOf(path: string, { code, message }: CaptureError | NonNullable<Fault>): Problem {
  return { path, code, message };
}
