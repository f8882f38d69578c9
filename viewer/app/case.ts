/** The shown case: its heading, its drawing or table with the map beside it, and why the verdict is what it is. */
import type { View } from '../layout/in-view.ts';
import type { Layout } from '../layout.ts';
import type { Markup } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import { figureHead } from '../page/figure.ts';
import { PAPER_WIDTH, papers } from '../page/papers.ts';
import { why } from '../page/why.ts';
import { patch } from './dom.ts';
import type { Instruments } from './instruments.ts';
import { scrollClear } from './scroll.ts';
import type { Shell } from './shell.ts';
import { skeleton } from './skeleton.ts';
import { Stage, viewFrom } from './stage.ts';
import type { State } from './state.ts';
import { packetTable, placeOf } from './table.ts';
import { toolbar } from './toolbar.ts';

/** Before this there is no room for an axis. */
const LEAST_WIDTH = 280;

/** Milliseconds after which whoever zoomed has stopped. */
const REST = 120;

/** Longer drawings are printed as far as the screen shows them. */
const MOST_PRINTED = 400;

export class CaseView {
  readonly #model: ViewerModel;
  readonly #shell: Shell;
  readonly #instruments: Instruments;
  readonly #stage: Stage;
  #plan: Layout | null = null;
  #visible: View | null = null;
  #state: State | null = null;
  /** A timer while somebody zooms, else 0. */
  #motion = 0;

  constructor(model: ViewerModel, shell: Shell, instruments: Instruments) {
    this.#model = model;
    this.#shell = shell;
    this.#instruments = instruments;
    this.#stage = new Stage(shell.place.maxRows);
  }

  /** What is drawn; null where nothing is. */
  get plan(): Layout | null {
    return this.#plan;
  }

  /** Everything is made anew, in another language. */
  forget(): void {
    this.#stage.forget();
  }

  /** The case for the room that there is, with the parts to show it in; null where nothing can be drawn. */
  planFor(state: State): Layout | null {
    const { view } = this.#shell;
    if (view === null || state.timeline === null) return null;
    if (this.#figure() === null) patch(view, skeleton());
    const ground = this.#stage.ground(state.timeline, state);
    this.#instruments.makeRoom(state.view === 'drawing' ? ground.rows.length : 0, state.zoom);
    return this.#stage.plan(ground, state, this.#width());
  }

  /** All but the drawing. */
  renderWords(state: State): void {
    const plan = this.planFor(state);
    if (plan === null) return;
    const { finding, timeline } = plan;
    this.#patchPart('cc-head', figureHead(plan));
    this.#patchPart('cc-toolbar', [toolbar(this.#model, state)]);
    this.#patchPart('cc-why', finding === null ? [] : [why(finding, timeline)]);
  }

  /** @param top - of the drawing, in pixels from the top of the screen, where it is going to be somewhere else */
  renderDrawing(state: State, top?: number): void {
    this.#plan = this.planFor(state);
    const figure = this.#figure();
    if (this.#plan === null || figure === null) return;
    // Before anything changes: afterwards the browser would have to lay out the page to tell.
    const from = top ?? this.#top();
    this.#visible = this.#viewFrom(from, state);
    this.#state = state;
    this.#instruments.follow(this.#plan, from);
    patch(figure, [this.#content(this.#plan, state, this.#visible)]);
  }

  /** All of the drawing, as long as it is not thousands of rows. */
  renderPaper(state: State): void {
    const figure = this.#figure();
    if (figure === null || state.timeline === null || !this.#isPrintable()) return;
    const onPaper = state.view === 'drawing';
    const width = onPaper ? PAPER_WIDTH : this.#width();
    this.#instruments.makeRoom(0, 1);
    this.#plan = this.#stage.plan(this.#stage.ground(state.timeline, state), state, width);
    patch(figure, onPaper ? papers(this.#plan) : [this.#content(this.#plan, state, null)]);
  }

  /** The window was scrolled or resized: another part of the drawing, or another width. */
  adjust(state: State): void {
    const top = this.#top();
    const wanted = this.#viewFrom(top, state);
    const moved = wanted.top !== this.#visible?.top || wanted.bottom !== this.#visible.bottom;
    const resized = this.#plan?.columns.width !== this.#width();
    if (resized) this.#instruments.resize();
    if (moved || resized) this.renderDrawing(state);
    else if (this.#plan !== null) this.#instruments.follow(this.#plan, top);
  }

  /** The map again, in other colours. */
  repaint(): void {
    if (this.#plan !== null) this.#instruments.follow(this.#plan, this.#top());
  }

  /** Draws the state `next`, in which time has another scale, with the time at a height of the screen where it was. */
  zoom(next: State, clientY: number): void {
    if (this.#plan === null) return;
    clearTimeout(this.#motion);
    this.#motion = setTimeout(() => this.#settle(), REST);
    const top = this.#top();
    const time = this.#plan.axis.toTime(clientY - top);
    const wanted = clientY - (this.planFor(next)?.axis.toPixel(time) ?? 0);
    this.renderDrawing(next, wanted);
    globalThis.scrollBy({ top: top - wanted, behavior: 'instant' });
  }

  /** What lies around the screen is drawn again. */
  #settle(): void {
    this.#motion = 0;
    if (this.#state !== null) this.adjust(this.#state);
  }

  /** Packets that answer each other light up together. */
  highlight(packet: number | null): void {
    for (const element of this.#root.querySelectorAll('.linked')) element.classList.remove('linked');
    const links = this.#plan?.clocks.links;
    if (packet === null || links === undefined) return;
    for (const other of [links.answers[packet], links.answeredBy[packet]]) {
      if (other === undefined || other < 0) continue;
      for (const element of this.#elementsOf(other)) element.classList.add('linked');
    }
  }

  /** A packet far away is not in the page yet: scroll there first, then draw, then focus. */
  bringIntoView(state: State, focus: boolean, isLeap: boolean): void {
    if (this.#elementsOf(state.packet).length === 0) {
      const height = this.#plan === null ? null : placeOf(this.#plan, state);
      if (height === null) return;
      globalThis.scrollBy({ top: this.#top() + height - globalThis.innerHeight / 2, behavior: 'instant' });
      this.renderDrawing(state);
    }
    const [element] = this.#elementsOf(state.packet);
    if (element !== undefined) scrollClear(element, this.#shell.sheet, isLeap);
    if (focus) element?.focus({ preventScroll: true });
  }

  #viewFrom(top: number, { view }: State): View {
    // A table has another height.
    const height = view === 'drawing' ? (this.#plan?.height ?? 0) : Number.POSITIVE_INFINITY;
    return viewFrom(top, height, this.#motion !== 0);
  }

  #isPrintable(): boolean {
    return this.#plan !== null && this.#plan.rows.length <= MOST_PRINTED;
  }

  #content(plan: Layout, state: State, visible: View | null): Markup {
    return state.view === 'table'
      ? packetTable(plan, state, visible)
      : this.#stage.markup(plan, state, visible);
  }

  #patchPart(id: string, children: readonly Markup[]): void {
    const part = this.#root.getElementById(id);
    if (part !== null) patch(part, children);
  }

  get #root(): Document | ShadowRoot {
    return this.#shell.place.root;
  }

  #figure(): Element | null {
    return this.#root.getElementById('cc-figure');
  }

  /** Pixels from the top of the screen. */
  #top(): number {
    return this.#figure()?.getBoundingClientRect().top ?? 0;
  }

  #width(): number {
    const figure = this.#figure() ?? this.#shell.view;
    return Math.max(LEAST_WIDTH, figure?.clientWidth ?? LEAST_WIDTH);
  }

  #elementsOf(packet: number): NodeListOf<HTMLElement | SVGElement> {
    return this.#root.querySelectorAll(`#cc-figure [data-packet="${packet}"]`);
  }
}
