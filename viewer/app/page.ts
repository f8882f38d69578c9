/** The living page: state in, elements out, events back into state. */
import type { View } from '../layout/in-view.ts';
import type { Layout } from '../layout.ts';
import { h, type Markup } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import { type ConnectionRow, connectionRows, connectionsTable } from '../page/connections.ts';
import { figureHead } from '../page/figure.ts';
import { findingsTable } from '../page/findings.ts';
import { why } from '../page/why.ts';
import { grouped, plural } from '../words/numbers.ts';
import { COMMANDS, type Data } from './commands.ts';
import { packetDetail } from './detail.ts';
import { patch } from './dom.ts';
import { EFFECTS } from './effects.ts';
import { connectionFilter, findingFilter } from './filter.ts';
import type { Shell } from './shell.ts';
import { heightOf, Stage, viewOn } from './stage.ts';
import { fromHash, initialState, type State, toHash } from './state.ts';
import { packetTable, ROW_HEIGHT, tableRows } from './table.ts';
import { toolbar } from './toolbar.ts';

/** Pixels that a packet keeps from the edges of the screen. */
const MARGIN = 24;

/** Before this there is no room for an axis. */
const LEAST_WIDTH = 280;

export class Page {
  readonly #model: ViewerModel;
  readonly #shell: Shell;
  readonly #connections: readonly ConnectionRow[];
  readonly #stage = new Stage();
  #state: State;
  #plan: Layout | null = null;
  #visible: View | null = null;

  constructor(model: ViewerModel, shell: Shell) {
    this.#model = model;
    this.#shell = shell;
    this.#connections = connectionRows(model);
    const first = initialState(model);
    const named = fromHash(model, first, location.hash);
    this.#state = named ?? first;
    this.#renderAll();
    if (named !== null) this.#arrive();
  }

  /** A command by name, from a key or a click. */
  run(command: string, data: Data, keyboard: boolean): void {
    const { dialog } = this.#shell;
    if (command === 'close' && dialog.open) {
      dialog.close();
      return;
    }
    const effect = EFFECTS.get(command);
    if (effect !== undefined) {
      effect({ model: this.#model, state: this.#state, shell: this.#shell });
      return;
    }
    const context = { model: this.#model, state: this.#state, plan: this.#plan };
    const state = COMMANDS.get(command)?.(context, data) ?? null;
    if (state !== null) this.#change(state, keyboard);
  }

  /** The address names another connection or packet. */
  follow(hash: string): void {
    const state = fromHash(this.#model, this.#state, hash);
    if (state === null) return;
    this.#change(state, false);
    this.#arrive();
  }

  filter(text: string): void {
    this.#state = { ...this.#state, filter: text };
    this.#renderLists();
  }

  /** The window was scrolled or resized: another part of the drawing, or another width. */
  adjust(): void {
    if (this.#state.timeline === null) return;
    const wanted = viewOn(this.#figure());
    const moved = wanted.top !== this.#visible?.top || wanted.bottom !== this.#visible.bottom;
    if (moved || this.#plan?.columns.width !== this.#width()) this.#renderStage();
  }

  /** Everything at once, for printing, as long as it is not thousands of rows. */
  showAll(all: boolean): void {
    if (this.#plan === null || this.#plan.rows.length > 400) return;
    this.#renderStage(all);
  }

  /** Packets that answer each other light up together. */
  highlight(packet: number | null): void {
    for (const element of document.querySelectorAll('.linked')) element.classList.remove('linked');
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
    const listsChanged =
      before.finding !== state.finding ||
      before.shownFindings !== state.shownFindings ||
      before.shownConnections !== state.shownConnections;
    this.#renderView();
    this.#renderSheet();
    if (listsChanged) this.#renderLists();
    this.#writeAddress();
    const moved = state.packet !== before.packet || state.view !== before.view;
    if (state.packet >= 0 && moved) this.#bringIntoView(keyboard);
    else if (keyboard && before.finding !== state.finding) this.#shell.view?.scrollIntoView();
  }

  /** Not in an embedded document without an address of its own, where this throws. */
  #writeAddress(): void {
    try {
      history.replaceState(null, '', toHash(this.#model, this.#state) || location.href);
    } catch {
      // The state lives on without an address.
    }
  }

  #renderAll(): void {
    this.#renderView();
    this.#renderSheet();
    this.#renderLists();
  }

  #renderView(): void {
    const { view } = this.#shell;
    const { finding, timeline } = this.#state;
    if (view === null || timeline === null) return;
    this.#plan = this.#stage.plan(timeline, finding, this.#state, this.#width());
    patch(view, [
      h('div', { class: 'view-head' }, figureHead(this.#plan)),
      toolbar(this.#model, this.#state),
      h(
        'div',
        { class: 'figure', id: 'cc-figure' },
        this.#content(this.#plan, this.#visible ?? viewOn(null)),
      ),
      finding === null ? h('div', {}) : why(finding, new Set(timeline.packets.frame)),
    ]);
    this.#renderStage();
  }

  #renderStage(all = false): void {
    const figure = this.#figure();
    const { timeline, finding } = this.#state;
    if (figure === null || timeline === null) return;
    this.#plan = this.#stage.plan(timeline, finding, this.#state, this.#width());
    this.#visible = viewOn(figure);
    patch(figure, [this.#content(this.#plan, all ? null : this.#visible)]);
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
    document.body.classList.toggle('with-sheet', open);
    if (open && this.#plan !== null) patch(sheet, [packetDetail(this.#plan, this.#state.packet)]);
  }

  #renderLists(): void {
    const { findings, connections } = this.#shell;
    const { filter, finding, shownFindings, shownConnections } = this.#state;
    const { report } = this.#model;
    if (findings !== null) {
      const matching = report.findings.filter(findingFilter(filter));
      const options = { limit: shownFindings, selected: finding, interactive: true };
      const title = counted(matching.length, report.findings.length, 'finding');
      patch(findings, [listHead('cc-findings-title', title, true), findingsTable(report, matching, options)]);
    }
    if (connections !== null) {
      const matching = this.#connections.filter(connectionFilter(filter));
      const title = counted(matching.length, this.#connections.length, 'connection');
      patch(connections, [
        listHead('cc-connections-title', title, findings === null),
        connectionsTable(this.#model, matching, shownConnections, true),
      ]);
    }
  }

  #figure(): Element | null {
    return document.getElementById('cc-figure');
  }

  #width(): number {
    const figure = this.#figure() ?? this.#shell.view;
    return Math.max(LEAST_WIDTH, figure?.clientWidth ?? LEAST_WIDTH);
  }

  #packetElements(packet: number): NodeListOf<HTMLElement | SVGElement> {
    return document.querySelectorAll(`#cc-figure [data-packet="${packet}"]`);
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
      const height = this.#heightOf(packet);
      const top = this.#figure()?.getBoundingClientRect().top ?? 0;
      if (height === null) return;
      globalThis.scrollBy({ top: top + height - globalThis.innerHeight / 2, behavior: 'instant' });
      this.#renderStage();
    }
    const [element] = this.#packetElements(packet);
    if (element !== undefined) scrollClear(element, this.#shell.sheet);
    if (focus) element?.focus({ preventScroll: true });
  }

  #heightOf(packet: number): number | null {
    if (this.#plan === null) return null;
    if (this.#state.view === 'drawing') return heightOf(this.#plan, packet);
    const row = tableRows(this.#plan, this.#state).indexOf(packet);
    return row < 0 ? null : row * ROW_HEIGHT;
  }
}

/** Scrolls as little as shows the element above the sheet. `scroll-margin` does nothing for parts of a drawing. */
function scrollClear(element: Element, sheet: HTMLElement): void {
  const { top, bottom } = element.getBoundingClientRect();
  const floor = globalThis.innerHeight - (sheet.hidden ? 0 : sheet.offsetHeight) - MARGIN;
  if (top < MARGIN) globalThis.scrollBy(0, top - MARGIN);
  else if (bottom > floor) globalThis.scrollBy(0, Math.min(bottom - floor, top - MARGIN));
}

function counted(matching: number, all: number, noun: string): string {
  return matching === all ? plural(all, noun) : `${grouped(matching)} of ${plural(all, noun)}`;
}

function listHead(id: string, title: string, withFilter: boolean): Markup {
  const filter = h('input', {
    id: 'cc-filter',
    type: 'search',
    placeholder: 'Filter: address, path, kind:fin, ran:no, port:8080',
    'aria-label': 'Filter findings and connections',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  return h('div', { class: 'list-head' }, h('h2', { id }, title), withFilter ? filter : null);
}
