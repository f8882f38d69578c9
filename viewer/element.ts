/**
 * `<closecall-viewer>`: a saved report, or one finding of it, in somebody else's page. Everything lives in its shadow: no style and
 * no name leaks out of it or into it, and the page's storage is left alone.
 */

import { speakFirst, speakIn } from './app/languages.ts';
import type { Place } from './app/place.ts';
import { rememberNothing } from './app/settings.ts';
import { fromHash, initialState, type State } from './app/state.ts';
import { Viewer } from './app/viewer.ts';
import {
  ATTRIBUTES,
  addressOf,
  heightOf,
  isEmbedded,
  maxRowsOf,
  themeOf,
  wantedLanguage,
} from './element/attributes.ts';
import type { Selection, Stretch } from './element/selection.ts';
import { caseOf, selectionOf, svgOf } from './element/shown.ts';
import { toMarkdown } from './markdown.ts';
import { toMermaid } from './mermaid.ts';
import type { ViewerModel } from './model.ts';
import { readSavedFile } from './saved.ts';
import { wholeReport } from './whole-report.ts';
import { language, t } from './words/language.ts';
import { hashOf } from './words/report.ts';
import { CHINESE } from './words/zh.ts';

export type { Selection } from './element/selection.ts';
export type { ViewerModel } from './model.ts';

/** The style sheet of the element; the build puts it here. */
declare const ELEMENT_STYLE: string;

rememberNothing();

/** Servers that render pages import this module too, and have no elements. */
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

export class ClosecallViewer extends Base {
  static readonly observedAttributes = ATTRIBUTES;

  readonly #root = this.attachShadow({ mode: 'open' });
  readonly #container = document.createElement('div');
  readonly #more = document.createElement('a');
  readonly #resized = new ResizeObserver(() => this.#tellHeight());
  /** Its first attributes are told while it is made, which the loading of all of them follows. */
  #isIn = false;
  #viewer: Viewer | null = null;
  #model: ViewerModel | null = null;
  #height = 0;
  /** Counts what was asked for: an answer that comes after the next question is dropped. */
  #asked = 0;

  constructor() {
    super();
    const style = new CSSStyleSheet();
    style.replaceSync(ELEMENT_STYLE);
    this.#root.adoptedStyleSheets = [style];
    this.#container.className = 'viewport';
    this.#more.className = 'more';
    this.#more.hidden = true;
    // The page around it keeps neither a name for the opened one nor the other way round.
    this.#more.target = '_blank';
    this.#more.rel = 'noopener';
    this.#root.append(this.#container, this.#more);
  }

  connectedCallback(): void {
    this.#isIn = true;
    this.#resized.observe(this.#container);
    if (this.#model !== null) void this.#redraw();
    else if (this.hasAttribute('src')) void this.#load();
  }

  disconnectedCallback(): void {
    this.#isIn = false;
    this.#resized.disconnect();
    this.#viewer?.close();
    this.#viewer = null;
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.#isIn) return;
    if (name === 'src') void this.#load();
    // The viewer writes the language that it speaks there itself.
    else if (name !== 'lang' || now !== language()) void this.#redraw();
  }

  /** What is shown; null where nothing is. */
  get model(): ViewerModel | null {
    return this.#model;
  }

  set model(model: ViewerModel | null) {
    this.#asked += 1;
    void this.#present(model, performance.now());
  }

  /** A saved report as a file: the page of `closecall report`, its data, or the JSON of `closecall scan`. */
  set file(file: Blob) {
    void this.#open(() => readSavedFile(file));
  }

  get selection(): Selection {
    return selectionOf(this.#viewer?.state ?? null);
  }

  set selection({ c, f }: Selection) {
    if (c !== null) this.#viewer?.follow(hashOf({ c, f }));
  }

  /** The picture of what is shown as a file of its own, `from` and `to` milliseconds of the connection; all of it by default. */
  toSvg(stretch: Stretch = {}): string {
    return svgOf(this.#shown(), stretch);
  }

  /** Throws where the connection that is shown has no finding. */
  toMermaid(): string {
    return toMermaid(caseOf(this.#shown()));
  }

  /** Throws where the connection that is shown has no finding. */
  toMarkdown(): string {
    const { finding, timeline } = caseOf(this.#shown());
    return toMarkdown(finding, timeline);
  }

  /** Before the viewer has drawn it, too. */
  #shown(): State | null {
    return this.#viewer?.state ?? (this.#model && this.#firstState(this.#model));
  }

  #firstState(model: ViewerModel): State {
    const first = initialState(model);
    return fromHash(model, first, addressOf(this)) ?? first;
  }

  #load(): Promise<void> {
    const src = this.getAttribute('src') ?? '';
    return this.#open(async () => {
      const answer = await fetch(src, { referrerPolicy: 'no-referrer' });
      if (!answer.ok) throw new Error(`${src}: ${answer.status} ${answer.statusText}`);
      return readSavedFile(await answer.blob());
    });
  }

  /** What was shown stays where the new one cannot be read. */
  async #open(read: () => Promise<ViewerModel>): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const start = performance.now();
    try {
      const model = await read();
      if (asked !== this.#asked) return;
      await this.#present(model, start);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#fail(error);
    }
  }

  /** `start` is when it was asked for, of `performance.now()`. */
  async #present(model: ViewerModel | null, start: number): Promise<void> {
    this.#model = model;
    if (!(await this.#redraw()) || model === null) return;
    this.#offerWhole();
    const packets = Object.values(model.timelines).reduce((sum, one) => sum + one.packets.frame.length, 0);
    this.#tell('closecall-ready', { packets, ms: performance.now() - start });
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#model === null) {
      const text = document.createElement('p');
      text.setAttribute('role', 'alert');
      text.textContent = message;
      this.#container.replaceChildren(text);
    }
    this.#tell('closecall-error', { message });
  }

  /** Shows the model anew, as the attributes say now. False where something else was asked for meanwhile. */
  async #redraw(): Promise<boolean> {
    if (!this.isConnected) return false;
    try {
      const viewer = this.#renewed();
      if (this.#model !== null) return await viewer.show(this.#model, this.getAttribute('view') === 'table');
    } catch (error) {
      this.#fail(error);
    }
    return false;
  }

  #renewed(): Viewer {
    this.#viewer?.close();
    const place = this.#place();
    const wanted = wantedLanguage(this);
    if (wanted === undefined) speakFirst(place, [CHINESE]);
    else speakIn(wanted, [CHINESE]);
    this.#viewer = new Viewer(place, [CHINESE]);
    const theme = themeOf(this);
    if (theme !== null) this.dataset.theme = theme;
    this.#container.style.maxHeight = heightOf(this);
    return this.#viewer;
  }

  #place(): Place {
    return {
      root: this.#root,
      container: this.#container,
      host: this,
      ownsAddress: false,
      maxRows: maxRowsOf(this),
      readAddress: () => addressOf(this),
      writeAddress: () => {
        this.#offerWhole();
        this.#tell('closecall-select', this.selection);
      },
    };
  }

  /** A few rows leave much out: where the whole report is known to be, they end with a link to it. */
  #offerWhole(): void {
    const url = isEmbedded(this) ? wholeReport(this) : null;
    this.#more.hidden = url === null;
    if (url === null) return;
    const { c, f } = this.selection;
    if (c !== null) url.hash = hashOf({ c, f });
    this.#more.href = url.href;
    this.#more.textContent = t('Open the full report');
  }

  #tellHeight(): void {
    const height = Math.ceil(this.getBoundingClientRect().height);
    if (height === this.#height) return;
    this.#height = height;
    this.#tell('closecall-resize', { height });
  }

  #tell(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

if (globalThis.customElements?.get('closecall-viewer') === undefined)
  globalThis.customElements?.define('closecall-viewer', ClosecallViewer);
