/** The drawing in the page: laid out for the room there is, and only as much of it as can be seen. */
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import type { View } from '../layout/in-view.ts';
import { PacketNames } from '../layout/packets.ts';
import { type Layout, layout } from '../layout.ts';
import type { Markup } from '../markup.ts';
import { drawingElement } from '../page/figure.ts';
import { describe, packetSentence } from '../svg/describe.ts';
import { drawing } from '../svg/drawing.ts';
import { Painter } from '../svg/paint.ts';
import { packetFilter } from './filter.ts';
import type { State } from './state.ts';

/** The drawn part moves in steps of this many pixels, so that most scroll events change nothing. */
const STEP = 400;

const PREFIX = 'cc-live-';

/** Lays out again only when something that matters has changed. */
export class Stage {
  #key: readonly unknown[] = [];
  #plan: Layout | null = null;
  #names: PacketNames | null = null;
  readonly #maxRows: number;

  /** `maxRows` are drawn, around the verdict. */
  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  plan(timeline: Timeline, finding: Finding | null, state: State, width: number): Layout {
    const { axis, zoom, acks, unfolded } = state;
    const key = [timeline, finding, width, axis, zoom, acks, unfolded];
    if (this.#plan !== null && key.every((part, index) => part === this.#key[index])) return this.#plan;
    this.#key = key;
    this.#names = new PacketNames(timeline);
    this.#plan = layout(timeline, finding, {
      width,
      axis,
      zoom,
      acks,
      unfolded,
      maxRows: this.#maxRows,
    });
    return this.#plan;
  }

  /** The next plan is made anew, in another language. */
  forget(): void {
    this.#plan = null;
  }

  markup(plan: Layout, state: State, visible: View | null): Markup {
    const names = this.#names ?? new PacketNames(plan.timeline);
    const focusable =
      state.packet >= 0 ? state.packet : (plan.rows.find((row) => row.kind !== 'hole')?.packet ?? -1);
    const asked = packetFilter(state.filter, plan.timeline);
    const attributesOf = (packet: number) => ({
      class: ['packet', packet === state.packet ? 'selected' : '', asked?.(packet) === false ? 'dim' : '']
        .filter((name) => name !== '')
        .join(' '),
      role: 'button',
      tabindex: packet === focusable ? 0 : -1,
      'aria-pressed': String(packet === state.packet),
      'aria-label': packetSentence(plan, names, packet, 'named'),
      'data-do': 'packet',
      'data-packet': packet,
    });
    const nodes = drawing(plan, { palette: null, idPrefix: PREFIX, visible, attributesOf });
    return drawingElement(plan, new Painter(null, PREFIX), nodes, {
      class: 'drawing live',
      role: 'group',
      'aria-label': describe(plan),
    });
  }
}

/** What of the element is on the screen, with a screen more on either side. */
export function viewOn(element: Element | null): View {
  const top = element === null ? 0 : -element.getBoundingClientRect().top;
  const screen = globalThis.innerHeight;
  return {
    top: Math.floor((top - screen) / STEP) * STEP,
    bottom: Math.ceil((top + 2 * screen) / STEP) * STEP,
  };
}

/** The rows in the order in which the keyboard walks through them. */
export function walk(plan: Layout): number[] {
  return plan.rows.filter((row) => row.kind !== 'hole').map((row) => row.packet);
}

/** Where a packet's arrow begins, in pixels from the top of the drawing; null where it has no row. */
export function heightOf(plan: Layout, packet: number): number | null {
  const row = plan.rows.findIndex(
    (each) =>
      each.packet === packet || (each.kind === 'fold' && each.packet <= packet && packet <= each.last),
  );
  return row < 0 ? null : (plan.axis.eventPixels[plan.firstEvent[row] ?? 0] ?? null);
}
