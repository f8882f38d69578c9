/** `--since` and `--until`: a stretch of time, as far as it has ends. */
import type { Zone } from './render/zone.ts';
import { typedTime } from './typed-time.ts';
import { UsageError } from './usage-error.ts';

export interface TypedWindow {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** Whether something that lasted from `first` to `last` (RFC 3339, UTC) touches the window. */
export type InWindow = (first: string, last: string) => boolean;

/** Both ends belong to it. Times of day that run over midnight do: 23:50 to 00:10. Throws `UsageError`. */
export function windowOf({ since, until }: TypedWindow, zone: Zone): InWindow {
  const from = since === undefined ? null : typedTime('since', since, zone);
  const to = until === undefined ? null : typedTime('until', until, zone);
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
