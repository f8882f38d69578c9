/** What a finding is told beyond its verdict, once all captures are read. */
import type { Tally } from '../result.ts';
import type { IdleSamples } from '../timers/idle.ts';
import type { Finding, Timer } from './schema.ts';

/** What all captures together show. */
export interface Context {
  readonly timers: readonly Timer[];
  readonly idle: IdleSamples;
  readonly tally: Tally;
}

export type Cause = NonNullable<Finding['cause']>;
export type Explained = Partial<Pick<Finding, 'cause' | 'remedy' | 'manner'>>;
