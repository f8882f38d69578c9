/** What text says about its own redaction, and what it must not repeat. */
import type { Redaction } from '../../src/report/names.ts';
import type { Report } from '../../src/report/schema.ts';
import type { TextOptions } from './options.ts';
import { wrap } from './text.ts';

export const UNREDACTED =
  'NOT REDACTED: request targets are told with their queries, which may hold secrets.';

/** A banner for a report that tells more or less than usual; nothing for the standard one. */
export function redactionLines({ redaction }: Report, { width, paint }: TextOptions): string[] {
  if (redaction.level === 'standard') return [];
  const text =
    redaction.level === 'none'
      ? UNREDACTED
      : `REDACTED FOR SHARING, left out: ${redaction.removed.join(', ')}.`;
  return [...wrap(text, width).map(paint.bold), ''];
}

/** Inputs for proposed commands: their names tell hosts and customers. */
export function namesToTell(inputs: readonly string[], level: Redaction): readonly string[] {
  return level === 'share' ? ['FILES...'] : inputs;
}
