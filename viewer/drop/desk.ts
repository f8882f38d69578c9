/** What is open, what is being read, and what becomes of files that come meanwhile. */
import type { Answer, Found, Problem, Progress } from '../../src/browser/messages.ts';
import type { ViewerModel } from '../model.ts';
import { beginsAsReport, readSavedFile } from '../saved.ts';
import { t } from '../words/language.ts';
import { Collection } from './collect.ts';
import { type Running, startDecoder } from './decoder.ts';
import type { Reading } from './panels.ts';

/** Where the desk shows what it has. */
export interface Screen {
  empty(): void;
  reading(reading: Reading): void;
  /** Rejects where the model is damaged; false where something else was shown meanwhile. */
  report(model: ViewerModel): Promise<boolean>;
  ask(names: readonly string[]): void;
  trouble(problems: readonly Problem[]): void;
  /** Neither question nor trouble any more. */
  quiet(): void;
}

interface Opened {
  /** Captures that the report was made of; null for a saved report, to which nothing can be added. */
  readonly files: readonly File[] | null;
  readonly model: ViewerModel;
}

/** Bytes of a file that tell a saved report from a capture. */
const START = 64;

export class Desk {
  readonly #screen: Screen;
  /** Text of the script that decodes in a worker; null where there is none to be had. */
  readonly #script: string | null;
  #opened: Opened | null = null;
  #waiting: readonly File[] = [];
  #run: Run | null = null;

  constructor(screen: Screen, script: string | null) {
    this.#screen = screen;
    this.#script = script;
    screen.empty();
  }

  /** Files came: the first are opened, later ones are asked about. */
  async take(files: readonly File[]): Promise<void> {
    this.#screen.quiet();
    if (this.#opened === null && this.#run === null) return this.open(files);
    this.#waiting = files;
    this.#screen.ask(files.map(({ name }) => name));
  }

  /** The answer to the question about the files that wait. */
  async decide(answer: 'add' | 'replace' | 'dismiss'): Promise<void> {
    const files = this.#waiting;
    this.#waiting = [];
    this.#screen.quiet();
    if (answer === 'dismiss' || files.length === 0) return;
    const others = this.#run?.files ?? this.#opened?.files ?? [];
    await this.open(answer === 'add' ? [...others, ...files] : files);
  }

  /** What was read so far is judged and shown. */
  stop(): void {
    this.#run?.stop();
  }

  /** What is being read is given up; what was open before is shown again. */
  cancel(): void {
    this.#run?.abandon();
    this.#run = null;
    this.#showOpened();
  }

  /** Opens these, whatever is open. */
  async open(files: readonly File[]): Promise<void> {
    this.#run?.abandon();
    this.#run = null;
    try {
      const saved = await savedAmong(files);
      if (saved === null) this.#analyze(files);
      else if (files.length > 1) this.#refuse(saved, t('a saved report is opened by itself'));
      else await this.#show({ files: null, model: await readSavedFile(saved) }, []);
    } catch (error) {
      this.#refuse(files[0], reason(error));
    }
  }

  #analyze(files: readonly File[]): void {
    const run: Run = new Run(files, this.#script, {
      reading: (reading) => this.#screen.reading(reading),
      done: (model, problems) => void this.#finish(run, model, problems),
      failed: (message) => {
        this.#run = null;
        this.#refuse(files[0], message);
      },
    });
    this.#run = run;
  }

  async #finish({ files }: Run, model: ViewerModel | null, problems: readonly Problem[]): Promise<void> {
    this.#run = null;
    const readable = model?.report.captures.some(({ format }) => format !== 'unknown');
    if (model !== null && readable) await this.#show({ files, model }, problems);
    else this.#fail(problems);
  }

  async #show(opened: Opened, problems: readonly Problem[]): Promise<void> {
    try {
      if (!(await this.#screen.report(opened.model))) return;
    } catch (error) {
      this.#refuse(opened.files?.[0], t('cannot be shown: {0}', reason(error)));
      return;
    }
    this.#opened = opened;
    if (problems.length > 0) this.#screen.trouble(problems);
  }

  /** What came is not read, for this reason; what was open stays. */
  refuse(path: string, message: string): void {
    this.#screen.trouble([{ path, code: 'unreadable', message }]);
  }

  #refuse(file: File | undefined, message: string): void {
    this.#showOpened();
    this.refuse(file?.name ?? 'the file', message);
  }

  /** What was open stays. */
  #fail(problems: readonly Problem[]): void {
    this.#showOpened();
    this.#screen.trouble(problems);
  }

  #showOpened(): void {
    if (this.#opened === null) this.#screen.empty();
    else void this.#screen.report(this.#opened.model);
  }
}

interface Listener {
  reading(reading: Reading): void;
  done(model: ViewerModel | null, problems: readonly Problem[]): void;
  failed(message: string): void;
}

/** One analysis while it runs. */
class Run {
  readonly files: readonly File[];
  readonly #listener: Listener;
  readonly #running: Running;
  readonly #collection = new Collection();
  readonly #found = new Map<string, Found>();
  readonly #started = performance.now();
  #stopping = false;
  #progress: Progress | null = null;

  constructor(files: readonly File[], script: string | null, listener: Listener) {
    this.files = files;
    this.#listener = listener;
    this.#running = startDecoder(files, script, (answer) => this.#hear(answer));
  }

  stop(): void {
    this.#stopping = true;
    this.#running.stop();
    this.#tell();
  }

  abandon(): void {
    this.#running.abandon();
  }

  #hear(answer: Answer): void {
    if (answer.type === 'progress') {
      this.#progress = answer.progress;
      for (const found of answer.progress.found) this.#add(found);
      this.#tell();
    } else if (answer.type === 'done') this.#listener.done(this.#collection.model(), answer.problems);
    else if (answer.type === 'failed') this.#listener.failed(answer.message);
    else this.#collection.take(answer);
  }

  #tell(): void {
    const progress = this.#progress;
    if (progress === null) return;
    const seconds = (performance.now() - this.#started) / 1000;
    this.#listener.reading({
      progress,
      rate: Math.round(progress.bytes / seconds),
      found: [...this.#found.values()],
      stopping: this.#stopping,
    });
  }

  #add(found: Found): void {
    const key = `${found.kind} ${found.server}`;
    const { count, first } = this.#found.get(key) ?? { count: 0, first: found.first };
    this.#found.set(key, { ...found, count: count + found.count, first });
  }
}

async function savedAmong(files: readonly File[]): Promise<File | null> {
  for (const file of files) if (beginsAsReport(await file.slice(0, START).text())) return file;
  return null;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
