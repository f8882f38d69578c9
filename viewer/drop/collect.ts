/** The parts of an analysis, as they come from the decoder, put together again. */
import type { Answer } from '../../src/browser/messages.ts';
import type { Connection, Finding, Report } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import type { ViewerModel } from '../model.ts';

export class Collection {
  #report: Report | null = null;
  readonly #findings: Finding[] = [];
  readonly #connections: Connection[] = [];
  readonly #timelines: (readonly [key: string, Timeline])[] = [];

  take(answer: Answer): void {
    if (answer.type === 'report') this.#report = answer.report;
    else if (answer.type === 'findings') this.#findings.push(...answer.findings);
    else if (answer.type === 'connections') this.#connections.push(...answer.connections);
    else if (answer.type === 'timelines') this.#timelines.push(...answer.timelines);
  }

  /** Null before the report came. */
  model(): ViewerModel | null {
    if (this.#report === null) return null;
    const connections = this.#connections.length === 0 ? {} : { connections: this.#connections };
    return {
      report: { ...this.#report, ...connections, findings: this.#findings },
      // Keys come from file names: entries, so that `__proto__` is a key like any other.
      timelines: Object.fromEntries(this.#timelines),
    };
  }
}
