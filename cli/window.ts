/** `--since` and `--until`: a stretch of time, as far as it has ends. */
import type { CapturedSpan } from './captured-span.ts';
import type { Zone } from './render/zone.ts';
import { DAY, type TypedTime, typedTime } from './typed-time.ts';
import { UsageError } from './usage-error.ts';

export interface TypedWindow {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** Whether something that lasted from `first` to `last` (RFC 3339, UTC) touches the window. */
export type InWindow = (first: string, last: string) => boolean;

/**
 * Both ends belong to it. Times of day that run over midnight do: 23:50 to 00:10. In captures of less than a day a time of day is
 * one moment, so that all after it is after it, the next morning too. Throws `UsageError`.
 */
export function windowOf({ since, until }: TypedWindow, zone: Zone, span: CapturedSpan | null): InWindow {
  const read = (option: string, typed: string | undefined) =>
    typed === undefined ? null : anchored(typedTime(option, typed, zone), span);
  const from = read('since', since);
  const to = read('until', until);
  const begun: InWindow = (_, last) => from === null || from.until(last) >= 0;
  const notOver: InWindow = (first) => to === null || to.until(first) <= 0;
  if (from === null || to === null || from.daily !== to.daily)
    return (first, last) => begun(first, last) && notOver(first, last);
  const length = lengthOf(from.until, to.until);
  if (length >= 0) return (first, last) => begun(first, last) && notOver(first, last);
  if (!from.daily) throw new UsageError(`--since ${since} is later than --until ${until}`);
  return (first, last) => begun(first, last) || notOver(first, last);
}

const ANY_TIME = '2026-01-01T00:00:00.000Z';

function lengthOf(from: (utc: string) => number, to: (utc: string) => number): number {
  return from(ANY_TIME) - to(ANY_TIME);
}

/** A time of day as the one that lies in the span, or next to it. */
function anchored(typed: TypedTime, span: CapturedSpan | null): TypedTime {
  if (!typed.daily || span === null) return typed;
  const first = Date.parse(span.first);
  const length = Date.parse(span.last) - first;
  if (length >= DAY) return typed;
  const sameDay = -typed.until(span.first);
  const outside = (offset: number) => Math.max(-offset, offset - length, 0);
  const [nearest = sameDay] = [sameDay, sameDay + DAY, sameDay - DAY].sort((a, b) => outside(a) - outside(b));
  return { daily: true, until: (utc) => Date.parse(utc) - first - nearest };
}
