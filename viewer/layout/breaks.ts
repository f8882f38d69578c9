/** Stretches of the axis that are not to scale, and what they are called. */

import type { Clocks } from '../../src/timeline/clocks.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { lastAtMost } from '../../src/timeline/search.ts';
import { t } from '../words/language.ts';
import { duration, plural } from '../words/numbers.ts';
import type { AxisBreak } from './axis.ts';
import type { Row } from './rows.ts';
import type { Story } from './story/scene.ts';

export interface Break {
  readonly top: number;
  readonly bottom: number;
  /** Empty inside a folded run, which says its own duration. */
  readonly text: string;
  /** Packets that are not drawn lie in it. */
  readonly hole: boolean;
  /** Nanoseconds. */
  readonly from: number;
  readonly to: number;
  /** At length, because the reader wants to see it so. */
  readonly isOpen: boolean;
  /** The story is about this silence. */
  readonly telling: boolean;
}

export function breaksOf(
  timeline: Timeline,
  clocks: Clocks,
  breaks: readonly AxisBreak[],
  rows: readonly Row[],
  told: Story['silence'],
): Break[] {
  const decisive = told === undefined ? undefined : breaks.findLast(({ from }) => from < told.until);
  const folds = rows.filter((row) => row.kind === 'fold');
  return breaks.map((gap) => {
    const { omitted, ...place } = gap;
    if (omitted > 0)
      return { ...place, text: t('{0} not drawn', plural(omitted, 'packet')), hole: true, telling: false };
    const fold =
      folds[lastAtMost(folds.length, (index) => clocks.left[folds[index]?.packet ?? 0] ?? 0, gap.from)];
    const inFold = fold !== undefined && (clocks.arrived[fold.last] ?? 0) > gap.from;
    const telling = gap === decisive && !inFold;
    return {
      ...place,
      text: inFold ? '' : silence(timeline, gap, telling ? told : undefined),
      hole: false,
      telling,
    };
  });
}

/** Measured between the captured packets on either side of the break, not between the estimated ends. */
function silence(timeline: Timeline, gap: AxisBreak, told: Story['silence']): string {
  const { time, length } = timeline.packets;
  const middle = (gap.from + gap.to) / 2;
  const after = lastAtMost(time.length, (row) => time[row] ?? 0, middle) + 1;
  if (after < 1 || after >= time.length) return duration(gap.to - gap.from);
  const kind = silenceKind(timeline, middle);
  let from = after - 1;
  // Idle time runs from the last payload; acknowledgements do not interrupt it.
  if (kind === 'idle') while (from > 0 && (length[from] ?? 0) === 0) from -= 1;
  const text = duration((time[after] ?? 0) - (time[from] ?? 0));
  if (told !== undefined) return told.text(text);
  return kind === null ? text : t(`${kind} {0}`, text);
}

type Silence = 'idle' | 'waiting' | 'pause';

/** What the connection is doing at a time, as captured; null before the first request and after the first close. */
function silenceKind(timeline: Timeline, time: number): Silence | null {
  const closes = [timeline.client, timeline.server].flatMap(({ fin, resets }) => [fin, resets[0]]);
  if (closes.some((close) => close != null && close.time < time)) return null;
  const current = timeline.exchanges.findLast(
    ({ request, response }) =>
      (request ?? response)?.start !== undefined && startOf(request, response) <= time,
  );
  if (current === undefined) return timeline.requests > timeline.exchanges.length ? 'idle' : null;
  if (current.response === null || current.response.start.time > time) return 'waiting';
  const { endTime } = current.response;
  return endTime !== null && endTime <= time ? 'idle' : 'pause';
}

function startOf(...messages: readonly ({ readonly start: { readonly time: number } } | null)[]): number {
  return Math.min(...messages.map((message) => message?.start.time ?? Number.POSITIVE_INFINITY));
}
