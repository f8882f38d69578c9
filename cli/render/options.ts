import type { Paint } from './paint.ts';
import type { Zone } from './zone.ts';

/** What every text is written for. */
export interface TextOptions {
  /** Columns; see `textWidth`. */
  readonly width: number;
  readonly zone: Zone;
  readonly paint: Paint;
}

/** What the text of `scan` needs beyond the report. */
export interface ScanTextOptions extends TextOptions {
  /** As the user named them: they are part of the commands that the text proposes. */
  readonly inputs: readonly string[];
  /** How long the analysis took. */
  readonly seconds: number;
  /** Every incident, not only the worst. */
  readonly all: boolean;
}
