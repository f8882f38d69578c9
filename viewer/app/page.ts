/** The living page: state in, elements out, events back into state. */
import type { ViewerModel } from '../model.ts';
import { type ConnectionRow, connectionRows } from '../page/connections.ts';
import { pageTitle, reportPage } from '../page/report.ts';
import { title } from '../svg/describe.ts';
import { language, t } from '../words/language.ts';
import { CaseView } from './case.ts';
import { COMMANDS, type Data, LEAPS, ZOOMS, zoomed } from './commands.ts';
import { packetDetail } from './detail.ts';
import { patch } from './dom.ts';
import { EFFECTS } from './effects.ts';
import { Instruments } from './instruments.ts';
import { connectionsList, findingsList } from './lists.ts';
import { showSelectedRow } from './scroll.ts';
import { renderTools, type Shell, say } from './shell.ts';
import { filterFromHash, fromHash, initialState, type State, toHash } from './state.ts';

/** Of each list on paper: about a hundred pages. */
const PRINTED_ROWS = 5000;

export class Page {
  readonly #model: ViewerModel;
  readonly #shell: Shell;
  #connections: readonly ConnectionRow[];
  readonly #case: CaseView;
  readonly #instruments: Instruments;
  #state: State;
  #onPaper = false;

  constructor(model: ViewerModel, shell: Shell) {
    this.#model = model;
    this.#shell = shell;
    this.#connections = connectionRows(model);
    this.#instruments = new Instruments(shell.place, model.report, {
      read: () => this.#state.filter,
      write: (text) => this.#choose(text),
    });
    this.#case = new CaseView(model, shell, this.#instruments);
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
        repaint: () => this.repaint(),
        goTo: (frame) => this.run('frame', { frame }, true),
      });
      return;
    }
    const context = { model: this.#model, state: this.#state, plan: this.#case.plan };
    const state = COMMANDS.get(command)?.(context, data) ?? null;
    if (state !== null) this.#change(state, keyboard, LEAPS.has(command));
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
    this.#change(state, false, true);
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
      () => void this.#case.planFor(this.#state),
      () => this.#case.renderWords(this.#state),
      () => this.#case.renderDrawing(this.#state),
      () => this.#renderSheet(),
      () => this.#renderFindings(),
      () => this.#renderConnections(),
      () => this.#fillFilter(),
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
    this.#case.forget();
    renderTools(this.#shell);
  }

  filter(text: string): void {
    this.#state = { ...this.#state, filter: text };
    this.#instruments.filterTyped();
    this.#filtered();
  }

  /** Around the time that is drawn at this height of the screen. */
  zoom(factor: number, clientY: number): void {
    if (this.#case.plan === null || this.#state.view === 'table') return;
    this.#state = zoomed(this.#state, factor);
    this.#case.zoom(this.#state, clientY);
  }

  /** The filter as something else than the keyboard wrote it. */
  #choose(text: string): void {
    this.#state = { ...this.#state, filter: text };
    this.#fillFilter();
    this.#filtered();
  }

  /** The field says what the lists are filtered by, also where it was made anew. */
  #fillFilter(): void {
    const field = this.#root.getElementById('cc-filter');
    if (field instanceof HTMLInputElement) field.value = this.#state.filter;
  }

  #filtered(): void {
    this.#renderLists();
    this.#case.renderDrawing(this.#state);
    for (const list of this.#lists()) list.scrollTop = 0;
  }

  /** Canvases again, in other colours: no style sheet reaches into them. */
  repaint(): void {
    this.#instruments.render();
    this.#case.repaint();
  }

  /** The window was scrolled or resized. */
  adjust(): void {
    // Paper is another width, and nobody scrolls it.
    if (this.#state.timeline !== null && !this.#onPaper) this.#case.adjust(this.#state);
  }

  /** Everything at once, for printing. */
  showAll(all: boolean): void {
    this.#onPaper = all;
    this.#renderLists(all);
    if (all) this.#case.renderPaper(this.#state);
    else this.#case.renderDrawing(this.#state);
  }

  /** Packets that answer each other light up together. */
  highlight(packet: number | null): void {
    this.#case.highlight(packet);
  }

  #change(state: State, keyboard: boolean, isLeap: boolean): void {
    const before = this.#state;
    this.#state = state;
    const changed = (...names: readonly (keyof State)[]) =>
      names.some((name) => before[name] !== state[name]);
    if (changed('timeline', 'finding', 'axis', 'acks', 'view')) this.#case.renderWords(state);
    this.#case.renderDrawing(state);
    this.#renderSheet();
    if (changed('finding', 'shownFindings')) this.#renderFindings();
    if (changed('shape', 'shownConnections')) this.#renderConnections();
    if (before.finding !== state.finding) this.#lists().forEach(showSelectedRow);
    const { plan } = this.#case;
    if (before.timeline !== state.timeline && plan !== null) say(this.#shell, title(plan));
    this.#shell.place.writeAddress(toHash(this.#model, this.#state));
    const moved = state.packet !== before.packet || state.view !== before.view;
    if (state.packet >= 0 && moved) this.#case.bringIntoView(state, keyboard, isLeap);
    else if (keyboard && before.finding !== state.finding) this.#shell.view?.scrollIntoView();
  }

  #renderAll(): void {
    this.#case.renderWords(this.#state);
    this.#case.renderDrawing(this.#state);
    this.#renderSheet();
    this.#renderLists();
    this.#instruments.render();
  }

  #renderSheet(): void {
    const { sheet } = this.#shell;
    const { plan } = this.#case;
    const { detail, packet } = this.#state;
    const content = detail && packet >= 0 && plan !== null ? packetDetail(plan, packet) : null;
    sheet.hidden = content === null;
    this.#shell.place.container.classList.toggle('with-sheet', content !== null);
    if (content !== null) patch(sheet, [content]);
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

  get #root(): Document | ShadowRoot {
    return this.#shell.place.root;
  }

  #lists(): NodeListOf<HTMLElement> {
    return this.#root.querySelectorAll('.long');
  }

  /** The reader came by an address: to the case, and on a long connection to the packet. */
  #arrive(): void {
    this.#shell.view?.scrollIntoView({ behavior: 'instant' });
    if (this.#state.packet >= 0) this.#case.bringIntoView(this.#state, false, true);
  }
}
