/** What a command needs that reaches beyond the state. */
import type { ViewerModel } from '../model.ts';
import type { Shell } from './shell.ts';
import type { State } from './state.ts';

export interface EffectContext {
  readonly model: ViewerModel;
  readonly state: State;
  readonly shell: Shell;
  /** Writes the whole page anew, in the language of now. */
  readonly rewrite: () => void;
  /** Draws again what a style sheet does not colour. */
  readonly repaint: () => void;
  readonly goTo: (frame: string) => void;
}

/** What a command does outside the state. */
export type Effect = (context: EffectContext) => void;
