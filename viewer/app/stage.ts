/** The drawing in the page: laid out for the room there is, and only as much of it as can be seen. */
import type { Timeline } from '../../src/timeline/schema.ts';
import { type PacketsInView, packetsIn, type View } from '../layout/in-view.ts';
import { Last } from '../layout/last.ts';
import { holds, rowBefore } from '../layout/rows.ts';
import { arrange, type Ground, groundOf, type Layout } from '../layout.ts';
import type { Markup } from '../markup.ts';
import { drawingElement } from '../page/figure.ts';
import { describe, packetSentence } from '../svg/describe.ts';
import { drawing } from '../svg/drawing.ts';
import { DrawnArrows } from '../svg/drawn.ts';
import { Painter } from '../svg/paint.ts';
import { packetFilter } from './filter.ts';
import type { State } from './state.ts';

/** The drawn part moves in steps of this many pixels, so that most scroll events change nothing. */
const STEP = 400;

const PREFIX = 'cc-live-';

/** Lays out again only what has changed: a zoom keeps the rows, a selection keeps the drawing. */
export class Stage {
  readonly #grounds = new Last<Ground>();
  readonly #plans = new Last<Layout>();
  readonly #packets = new Last<PacketsInView>();
  readonly #arrows = new Last<DrawnArrows>();
  /** The drawing's name for a screen reader, and those of its packets: the same at every zoom. */
  readonly #names = new Last<Names>();
  readonly #maxRows: number;

  /** `maxRows` are drawn, around the verdict. */
  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  /** What the drawing shows, whatever its size. */
  ground(timeline: Timeline, { finding, acks, unfolded, opened }: State): Ground {
    return this.#grounds.of([timeline, finding, acks, unfolded, opened], () =>
      groundOf(timeline, finding, { acks, unfolded, opened, maxRows: this.#maxRows }),
    );
  }

  plan(ground: Ground, { axis, zoom, opened }: State, width: number): Layout {
    return this.#plans.of([ground, width, axis, zoom], () => arrange(ground, { width, axis, zoom, opened }));
  }

  /** The next plan is made anew, in another language. */
  forget(): void {
    this.#grounds.forget();
  }

  markup(plan: Layout, state: State, visible: View | null): Markup {
    const { whole, nameOf } = this.#names.of([plan.rows], () => namesOf(plan));
    const focusable =
      state.packet >= 0 ? state.packet : (plan.rows.find((row) => row.kind !== 'hole')?.packet ?? -1);
    const asked = packetFilter(state.filter, plan.timeline);
    const attributesOf = (packet: number) => ({
      class: `packet${packet === state.packet ? ' selected' : ''}${asked?.(packet) === false ? ' dim' : ''}`,
      role: 'button',
      tabindex: packet === focusable ? 0 : -1,
      'aria-pressed': String(packet === state.packet),
      'aria-label': nameOf(packet),
      'data-do': 'packet',
      'data-packet': packet,
    });
    const packets = this.#packets.of([plan, visible?.top, visible?.bottom], () => packetsIn(plan, visible));
    const drawn = this.#arrows.of([plan], () => new DrawnArrows()).begin();
    const nodes = drawing(plan, { palette: null, idPrefix: PREFIX, visible, packets, attributesOf, drawn });
    return drawingElement(plan, new Painter(null, PREFIX), nodes, {
      class: 'drawing live',
      role: 'group',
      'aria-label': whole,
    });
  }
}

interface Names {
  readonly whole: string;
  readonly nameOf: (packet: number) => string;
}

function namesOf(plan: Layout): Names {
  const known = new Map<number, string>();
  const nameOf = (packet: number) => {
    const name = known.get(packet) ?? packetSentence(plan, packet, 'named');
    known.set(packet, name);
    return name;
  };
  return { whole: describe(plan), nameOf };
}

/** Drawings up to this height are there as a whole: to be searched by the browser, and scrolled without any work. */
const WHOLE = 4000;

/** The same while somebody zooms, when every frame changes all that is drawn. */
const STEP_IN_MOTION = 100;

/**
 * What of the drawing is on the screen, with half a screen more on either side where it stands still.
 * @param top - of the drawing, in pixels from the top of the screen
 * @param height - of the drawing, pixels
 */
export function viewFrom(top: number, height: number, inMotion: boolean): View {
  if (height <= WHOLE) return { top: 0, bottom: height };
  const screen = globalThis.innerHeight;
  const [more, step] = inMotion ? [0, STEP_IN_MOTION] : [screen / 2, STEP];
  return {
    top: Math.floor((-top - more) / step) * step,
    bottom: Math.ceil((-top + screen + more) / step) * step,
  };
}

/** Where a packet's arrow begins, in pixels from the top of the drawing; null where it has no row. */
export function heightOf(plan: Layout, packet: number): number | null {
  const row = rowBefore(plan.rows, packet);
  if (!holds(plan.rows[row], packet)) return null;
  return plan.axis.pixelOf(plan.firstEvent[row] ?? 0) ?? null;
}
