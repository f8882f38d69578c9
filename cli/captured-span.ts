/** From the first packet of all captures to the last one. */
import type { Capture } from '../src/report/schema.ts';

/** Both ends as reports have them: RFC 3339, UTC, which sorts as text. */
export interface CapturedSpan {
  readonly first: string;
  readonly last: string;
}

/** Null where there is no packet. */
export function capturedSpan(captures: readonly Capture[]): CapturedSpan | null {
  const [first] = captures.flatMap(({ firstTime }) => firstTime ?? []).sort();
  const last = captures
    .flatMap(({ lastTime }) => lastTime ?? [])
    .sort()
    .at(-1);
  return first === undefined || last === undefined ? null : { first, last };
}
