/** What a detector is: the description that people read, and the rule that decides. */
import type { KindDescription, Verdict } from './finding.ts';
import type { Situation } from './situation.ts';

export interface Rule {
  readonly about: KindDescription;
  /** The verdict, or null where this kind is not what happened. Pure; reads the timeline only. */
  judge(situation: Situation): Verdict | null;
}
