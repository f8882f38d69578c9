/** Files, directories, globs and standard input from their names to one analysis. */
import type { Analysis, AnalyzeOptions } from '../analysis.ts';
import { Analyzer } from '../analyzer.ts';
import { CaptureError } from '../capture/errors.ts';
import { combine } from '../combine.ts';
import type { Capture } from '../report/schema.ts';
import { type CaptureResult, unreadResult } from '../result.ts';
import { expandInputs } from './inputs.ts';
import { type Problem, systemCode, unreadable } from './problem.ts';
import { type FileFacts, readCapture } from './read-capture.ts';
import { consecutive, rotatedSets } from './rotation.ts';

export interface PathOptions extends AnalyzeOptions {
  /** Ends the analysis early; what was read so far is reported. */
  readonly signal?: AbortSignal;
  /** Called for every piece read, with its size in bytes and its file. */
  readonly onBytes?: (bytes: number, path: string) => void;
}

export interface PathAnalysis extends Analysis {
  /** Inputs that could not be read, or not to their end. Damage inside captures is told in `report.captures`. */
  readonly problems: readonly Problem[];
}

/**
 * Analyses everything behind `names` and merges it into one report. Files of a rotated set are one capture. What
 * cannot be read is a problem, never an exception: the rest is reported all the same.
 */
export async function analyzePaths(
  names: readonly string[],
  options: PathOptions = {},
): Promise<PathAnalysis> {
  const inputs = await expandInputs(names);
  const run = new Run(options);
  run.problems.push(...inputs.problems);
  for (const set of await rotatedSets(inputs.paths)) {
    if (options.signal?.aborted) break;
    await run.analyzeSet(set);
  }
  return { ...combine(run.results), problems: run.problems };
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

class Run {
  readonly results: CaptureResult[] = [];
  readonly problems: Problem[] = [];
  readonly #options: PathOptions;

  constructor(options: PathOptions) {
    this.#options = options;
  }

  /**
   * Analyses files as one capture. Their names may have promised too much: a member that is no capture is left
   * out, and members whose times overlap are taken apart. Both cost a second reading, and both are rare.
   */
  async analyzeSet(paths: readonly string[]): Promise<void> {
    const analyzer = new Analyzer(this.#options);
    const faults = new Map<string, Fault>();
    for (const path of paths) {
      if (this.#options.signal?.aborted) break;
      try {
        faults.set(path, await this.#read(analyzer, path));
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        this.#reject(error);
        const others = paths.filter((other) => other !== path);
        return others.length > 0 ? this.analyzeSet(others) : undefined;
      }
    }
    const result = analyzer.finish();
    if (paths.length === 1 || consecutive(result.captures)) {
      this.results.push(withFaults(result, faults));
      return;
    }
    for (const path of paths) await this.analyzeSet([path]);
  }

  /** Feeds one file; returns what was wrong with its compression. Throws `Rejection`. */
  async #read(analyzer: Analyzer, path: string): Promise<Fault> {
    const { signal, onBytes } = this.#options;
    let bytes = 0;
    analyzer.beginFile(path);
    try {
      const facts = await readCapture(path, (chunk) => analyzer.feed(chunk), {
        signal,
        onBytes(count) {
          bytes += count;
          onBytes?.(count, path);
        },
      });
      analyzer.endFile({ bytes, ...(facts.sha256 === null ? {} : { sha256: facts.sha256 }) });
      return facts.fault;
    } catch (error) {
      if (error instanceof CaptureError) throw new Rejection(notACapture(path, error), bytes);
      if (systemCode(error) === null) throw error;
      if (bytes === 0) throw new Rejection(unreadable(path, error), null);
      // The disk gave up half-way: what it gave before counts.
      this.problems.push(unreadable(path, error));
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

function notACapture(path: string, error: CaptureError): Problem {
  return { path, code: error.code, message: error.message };
}

/** The result with the faults of compression told where the captures are described. */
function withFaults(result: CaptureResult, faults: ReadonlyMap<string, Fault>): CaptureResult {
  const captures = result.captures.map((capture): Capture => {
    const fault = faults.get(capture.path);
    if (!fault) return capture;
    return {
      ...capture,
      issues: [...capture.issues, { code: fault.code, message: fault.message }],
      truncated: capture.truncated || fault.code === 'cut-short',
      complete: capture.complete && fault.code !== 'damaged-compression',
    };
  });
  return { ...result, captures };
}
