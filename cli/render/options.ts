import type { Paint } from './paint.ts';
import type { Zone } from './zone.ts';

/** What every text is written for. */
export interface TextOptions {
  /** Columns; see `textWidth`. */
  readonly width: number;
  readonly zone: Zone;
  readonly paint: Paint;
}

/** A filter as its text tells it. */
export interface UsedFilter {
  /** As options of the command line. */
  readonly words: string;
  /** Of the whole report. */
  readonly findings: number;
  readonly failedRequests: number;
}

/** What the text of `scan` needs beyond the report. */
export interface ScanTextOptions extends TextOptions {
  /** As the user named them: they are part of the commands that the text proposes. */
  readonly inputs: readonly string[];
  /** Options that those commands need too: names, time zone, roles, logs. */
  readonly carried: readonly string[];
  /** What narrowed the report, and what there is without it; null where nothing did. */
  readonly filter: UsedFilter | null;
  /** How long the analysis took; null for a saved report. */
  readonly seconds: number | null;
  /** Every incident, not only the worst. */
  readonly all: boolean;
}
