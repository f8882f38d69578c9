/** Stretches of the axis that are not to scale, and what they are called. */

import { remembered } from '../../src/remembered.ts';
import type { Clocks } from '../../src/timeline/clocks.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { lastAtMost } from '../../src/timeline/search.ts';
import { t } from '../words/language.ts';
import { duration, plural } from '../words/numbers.ts';
import type { AxisBreak, TimeAxis } from './axis.ts';
import type { Row } from './rows.ts';
import type { Story } from './story/scene.ts';

/** What is said of them comes from here; it is the same at every zoom. */
interface Telling {
  readonly timeline: Timeline;
  readonly clocks: Clocks;
  readonly folds: readonly Fold[];
  readonly told: Story['silence'];
  /** The story is about this one. */
  readonly decisive: AxisBreak | undefined;
}

/** There may be thousands, all of which move with every zoom: what they say is asked for where they are drawn. */
export class Break {
  /** Pixels. */
  readonly top: number;
  readonly bottom: number;
  readonly #gap: AxisBreak;
  readonly #telling: Telling;

  constructor(gap: AxisBreak, bottom: number, telling: Telling) {
    this.top = bottom - gap.height;
    this.bottom = bottom;
    this.#gap = gap;
    this.#telling = telling;
  }

  /** Nanoseconds. */
  get from(): number {
    return this.#gap.from;
  }

  get to(): number {
    return this.#gap.to;
  }

  /** Packets that are not drawn lie in it. */
  get hole(): boolean {
    return this.#gap.omitted > 0;
  }

  /** At length, because the reader wants to see it so. */
  get isOpen(): boolean {
    return this.#gap.isOpen;
  }

  /** The story is about this silence. */
  get telling(): boolean {
    return !this.hole && this.#gap === this.#telling.decisive && !this.#isInFold;
  }

  /** Empty inside a folded run, which says its own duration. */
  get text(): string {
    if (this.hole) return t('{0} not drawn', plural(this.#gap.omitted, 'packet'));
    if (this.#isInFold) return '';
    const { timeline, told } = this.#telling;
    return silence(timeline, this, this.telling ? told : undefined);
  }

  get #isInFold(): boolean {
    const { folds, clocks } = this.#telling;
    const index = lastAtMost(folds.length, (each) => clocks.left[folds[each]?.packet ?? 0] ?? 0, this.from);
    const fold = folds[index];
    return fold !== undefined && (clocks.arrived[fold.last] ?? 0) > this.from;
  }
}

export function breaksOf(
  timeline: Timeline,
  clocks: Clocks,
  { breaks, pixels }: TimeAxis,
  rows: readonly Row[],
  told: Story['silence'],
): Break[] {
  const decisive = told === undefined ? undefined : breaks.findLast(({ from }) => from < told.until);
  const telling = { timeline, clocks, folds: foldsOf(rows), told, decisive };
  return breaks.map((gap) => new Break(gap, pixels[gap.corner] ?? 0, telling));
}

type Fold = Extract<Row, { kind: 'fold' }>;

const foldsOf = remembered((rows: readonly Row[]): Fold[] => rows.filter((row) => row.kind === 'fold'));

/** Measured between the captured packets on either side of the break, not between the estimated ends. */
function silence(timeline: Timeline, gap: Break, told: Story['silence']): string {
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
