/** The living page: state in, elements out, events back into state. */
import { rowOf } from '../layout/frames.ts';
import type { View } from '../layout/in-view.ts';
import type { Layout } from '../layout.ts';
import type { Markup } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import { type ConnectionRow, connectionRows } from '../page/connections.ts';
import { figureHead } from '../page/figure.ts';
import { PAPER_WIDTH, papers } from '../page/papers.ts';
import { pageTitle, reportPage } from '../page/report.ts';
import { why } from '../page/why.ts';
import { title } from '../svg/describe.ts';
import { language, t } from '../words/language.ts';
import { COMMANDS, type Data, ZOOMS, zoomed } from './commands.ts';
import { packetDetail } from './detail.ts';
import { patch } from './dom.ts';
import { EFFECTS } from './effects.ts';
import { Instruments } from './instruments.ts';
import { connectionsList, findingsList } from './lists.ts';
import { scrollClear, showSelectedRow } from './scroll.ts';
import { renderTools, type Shell, say } from './shell.ts';
import { skeleton } from './skeleton.ts';
import { Stage, viewFrom } from './stage.ts';
import { filterFromHash, fromHash, initialState, type State, toHash } from './state.ts';
import { packetTable, placeOf } from './table.ts';
import { toolbar } from './toolbar.ts';

/** Before this there is no room for an axis. */
const LEAST_WIDTH = 280;

/** Of each list on paper: about a hundred pages. */
const PRINTED_ROWS = 5000;

export class Page {
  readonly #model: ViewerModel;
  readonly #shell: Shell;
  #connections: readonly ConnectionRow[];
  readonly #stage: Stage;
  readonly #instruments: Instruments;
  #state: State;
  #plan: Layout | null = null;
  #onPaper = false;
  #visible: View | null = null;

  constructor(model: ViewerModel, shell: Shell) {
    this.#model = model;
    this.#shell = shell;
    this.#stage = new Stage(shell.place.maxRows);
    this.#connections = connectionRows(model);
    this.#instruments = new Instruments(shell.place, model.report, {
      read: () => this.#state.filter,
      write: (text) => this.#choose(text),
    });
    const first = initialState(model);
    const named = fromHash(model, first, shell.place.readAddress());
    this.#state = named ?? first;
    this.#renderAll();
    if (named !== null) this.#arrive();
    else if (shell.place.ownsAddress && location.hash.startsWith('#i=')) this.follow(location.hash);
  }

  get state(): State {
    return this.#state;
  }

  /** A command by name, from a key or a click. */
  run(command: string, data: Data, keyboard: boolean): void {
    const { dialog } = this.#shell;
    if (command === 'close' && dialog.open) {
      dialog.close();
      return;
    }
    const factor = ZOOMS.get(command);
    if (factor !== undefined) {
      this.zoom(factor, globalThis.innerHeight / 2);
      return;
    }
    const effect = EFFECTS.get(command);
    if (effect !== undefined) {
      effect({
        model: this.#model,
        state: this.#state,
        shell: this.#shell,
        rewrite: () => this.rewrite(),
        repaint: () => this.#repaint(),
        goTo: (frame) => this.run('frame', { frame }, true),
      });
      return;
    }
    const context = { model: this.#model, state: this.#state, plan: this.#plan };
    const state = COMMANDS.get(command)?.(context, data) ?? null;
    if (state !== null) this.#change(state, keyboard);
  }

  /** The address names another connection or packet. */
  follow(hash: string): void {
    const filter = filterFromHash(this.#model, hash);
    if (filter !== null) {
      this.#choose(filter);
      this.#shell.findings?.scrollIntoView();
      return;
    }
    const state = fromHash(this.#model, this.#state, hash);
    if (state === null) return;
    this.#change(state, false);
    this.#arrive();
  }

  /** The whole page anew, after its language has changed. */
  rewrite(): void {
    for (const step of this.rewriting()) step();
  }

  /** The same in steps, so that a page that has much to show can answer its reader in between. */
  rewriting(): readonly (() => void)[] {
    return [
      () => this.#renderFrame(),
      () => this.#planView(),
      () => this.#renderCase(),
      () => this.#renderStage(),
      () => this.#renderSheet(),
      () => this.#renderLists(),
      () => this.#instruments.render(),
    ];
  }

  /** What surrounds the shown case and the lists. */
  #renderFrame(): void {
    const { place, sheet } = this.#shell;
    place.host.lang = language();
    const page = place.container.querySelector('.page');
    if (page !== null) patch(page, reportPage(this.#model, 'living').children);
    if (place.ownsAddress) document.title = pageTitle(this.#model.report);
    sheet.setAttribute('aria-label', t('Packet'));
    this.#connections = connectionRows(this.#model);
    this.#stage.forget();
    renderTools(this.#shell);
  }

  filter(text: string): void {
    this.#state = { ...this.#state, filter: text };
    this.#instruments.filterTyped();
    this.#filtered();
  }

  /** Around the time that is drawn at this height of the screen. */
  zoom(factor: number, clientY: number): void {
    if (this.#plan === null || this.#state.view === 'table') return;
    const top = this.#figureTop();
    const time = this.#plan.axis.toTime(clientY - top);
    this.#state = zoomed(this.#state, factor);
    this.#renderStage();
    globalThis.scrollBy({ top: this.#plan.axis.toPixel(time) - (clientY - top), behavior: 'instant' });
  }

  /** The filter as something else than the keyboard wrote it. */
  #choose(text: string): void {
    this.#state = { ...this.#state, filter: text };
    const field = this.#root.getElementById('cc-filter');
    if (field instanceof HTMLInputElement) field.value = text;
    this.#filtered();
  }

  #filtered(): void {
    this.#renderLists();
    this.#renderStage();
    for (const list of this.#lists()) list.scrollTop = 0;
  }

  #repaint(): void {
    this.#instruments.render();
    if (this.#plan === null) return;
    this.#instruments.follow(this.#plan, this.#state.view === 'drawing', this.#figureTop());
  }

  /** The window was scrolled or resized: another part of the drawing, or another width. */
  adjust(): void {
    // Paper is another width, and nobody scrolls it.
    if (this.#state.timeline === null || this.#onPaper) return;
    const top = this.#figureTop();
    const wanted = viewFrom(top);
    const moved = wanted.top !== this.#visible?.top || wanted.bottom !== this.#visible.bottom;
    const resized = this.#plan?.columns.width !== this.#width();
    if (resized) this.#instruments.resize();
    if (moved || resized) this.#renderStage();
    else if (this.#plan !== null) this.#instruments.follow(this.#plan, this.#state.view === 'drawing', top);
  }

  /** Everything at once, for printing, as long as the drawing is not thousands of rows. */
  showAll(all: boolean): void {
    this.#onPaper = all;
    this.#renderLists(all);
    if (this.#plan === null || this.#plan.rows.length > 400) return;
    this.#renderStage(all);
  }

  /** Packets that answer each other light up together. */
  highlight(packet: number | null): void {
    for (const element of this.#root.querySelectorAll('.linked')) element.classList.remove('linked');
    const links = this.#plan?.clocks.links;
    if (packet === null || links === undefined) return;
    for (const other of [links.answers[packet], links.answeredBy[packet]]) {
      if (other === undefined || other < 0) continue;
      for (const element of this.#packetElements(other)) element.classList.add('linked');
    }
  }

  #change(state: State, keyboard: boolean): void {
    const before = this.#state;
    this.#state = state;
    const changed = (...names: readonly (keyof State)[]) =>
      names.some((name) => before[name] !== state[name]);
    if (changed('timeline', 'finding', 'axis', 'acks', 'view')) this.#renderCase();
    this.#renderStage();
    this.#renderSheet();
    if (changed('finding', 'shownFindings')) this.#renderFindings();
    if (changed('shape', 'shownConnections')) this.#renderConnections();
    if (before.finding !== state.finding) this.#lists().forEach(showSelectedRow);
    if (before.timeline !== state.timeline && this.#plan !== null) say(this.#shell, title(this.#plan));
    this.#shell.place.writeAddress(toHash(this.#model, this.#state));
    const moved = state.packet !== before.packet || state.view !== before.view;
    if (state.packet >= 0 && moved) this.#bringIntoView(keyboard);
    else if (keyboard && before.finding !== state.finding) this.#shell.view?.scrollIntoView();
  }

  #renderAll(): void {
    this.#renderView();
    this.#renderSheet();
    this.#renderLists();
    this.#instruments.render();
  }

  #renderView(): void {
    this.#renderCase();
    this.#renderStage();
  }

  /** The case for the room that there is, with the parts to show it in; null where nothing can be drawn. */
  #planView(): Layout | null {
    const { view } = this.#shell;
    const { finding, timeline } = this.#state;
    if (view === null || timeline === null) return null;
    if (this.#figure() === null) patch(view, skeleton());
    return this.#stage.plan(timeline, finding, this.#state, this.#width());
  }

  /** All but the drawing. */
  #renderCase(): void {
    const plan = this.#planView();
    if (plan === null) return;
    const { finding, timeline } = plan;
    this.#patchPart('cc-head', figureHead(plan));
    this.#patchPart('cc-toolbar', [toolbar(this.#model, this.#state)]);
    const kept = (frame: number) => rowOf(timeline.packets, frame) >= 0;
    this.#patchPart('cc-why', finding === null ? [] : [why(finding, kept)]);
  }

  #renderStage(all = false): void {
    const figure = this.#figure();
    const { timeline, finding } = this.#state;
    if (figure === null || timeline === null) return;
    const onPaper = all && this.#state.view === 'drawing';
    this.#plan = this.#stage.plan(timeline, finding, this.#state, onPaper ? PAPER_WIDTH : this.#width());
    // Before anything changes: afterwards the browser would have to lay out the page to tell.
    const top = this.#figureTop();
    this.#visible = viewFrom(top);
    const content = onPaper ? papers(this.#plan) : [this.#content(this.#plan, all ? null : this.#visible)];
    patch(figure, content);
    this.#instruments.follow(this.#plan, this.#state.view === 'drawing' && !onPaper, top);
  }

  #content(plan: Layout, visible: View | null): Markup {
    return this.#state.view === 'table'
      ? packetTable(plan, this.#state, visible)
      : this.#stage.markup(plan, this.#state, visible);
  }

  #renderSheet(): void {
    const { sheet } = this.#shell;
    const open = this.#state.detail && this.#state.packet >= 0 && this.#plan !== null;
    sheet.hidden = !open;
    this.#shell.place.container.classList.toggle('with-sheet', open);
    if (open && this.#plan !== null) patch(sheet, [packetDetail(this.#plan, this.#state.packet)]);
  }

  #renderLists(onPaper = false): void {
    this.#renderFindings(onPaper ? PRINTED_ROWS : undefined);
    this.#renderConnections(onPaper ? PRINTED_ROWS : undefined);
  }

  #renderFindings(shownFindings = this.#state.shownFindings): void {
    const { findings } = this.#shell;
    if (findings !== null) patch(findings, findingsList(this.#model, { ...this.#state, shownFindings }));
  }

  #renderConnections(shownConnections = this.#state.shownConnections): void {
    const { findings, connections } = this.#shell;
    if (connections === null) return;
    const state = { ...this.#state, shownConnections };
    patch(connections, connectionsList(this.#model, this.#connections, state, findings === null));
  }

  #patchPart(id: string, children: readonly Markup[]): void {
    const part = this.#root.getElementById(id);
    if (part !== null) patch(part, children);
  }

  get #root(): Document | ShadowRoot {
    return this.#shell.place.root;
  }

  #lists(): NodeListOf<HTMLElement> {
    return this.#root.querySelectorAll('.long');
  }

  #figure(): Element | null {
    return this.#root.getElementById('cc-figure');
  }

  /** Pixels from the top of the screen. */
  #figureTop(): number {
    return this.#figure()?.getBoundingClientRect().top ?? 0;
  }

  #width(): number {
    const figure = this.#figure() ?? this.#shell.view;
    return Math.max(LEAST_WIDTH, figure?.clientWidth ?? LEAST_WIDTH);
  }

  #packetElements(packet: number): NodeListOf<HTMLElement | SVGElement> {
    return this.#root.querySelectorAll(`#cc-figure [data-packet="${packet}"]`);
  }

  /** The reader came by an address: to the case, and on a long connection to the packet. */
  #arrive(): void {
    this.#shell.view?.scrollIntoView({ behavior: 'instant' });
    if (this.#state.packet >= 0) this.#bringIntoView(false);
  }

  /** A packet far away is not in the page yet: scroll there first, then draw, then focus. */
  #bringIntoView(focus: boolean): void {
    const { packet } = this.#state;
    if (this.#packetElements(packet).length === 0) {
      const height = this.#plan === null ? null : placeOf(this.#plan, this.#state);
      if (height === null) return;
      globalThis.scrollBy({
        top: this.#figureTop() + height - globalThis.innerHeight / 2,
        behavior: 'instant',
      });
      this.#renderStage();
    }
    const [element] = this.#packetElements(packet);
    if (element !== undefined) scrollClear(element, this.#shell.sheet);
    if (focus) element?.focus({ preventScroll: true });
  }
}
