/**
 * `<closecall-viewer>`: a saved report, or one finding of it, in somebody else's page. Everything lives in its shadow: no style and
 * no name leaks out of it or into it, and the page's storage is left alone.
 */

import { speakFirst, speakIn } from './app/languages.ts';
import type { Place } from './app/place.ts';
import { rememberNothing } from './app/settings.ts';
import { fromHash, initialState, type State } from './app/state.ts';
import { Viewer } from './app/viewer.ts';
import { between } from './excerpt.ts';
import { AXES } from './layout/axis-options.ts';
import { DEFAULT_LAYOUT, layout } from './layout.ts';
import { toMarkdown } from './markdown.ts';
import { toMermaid } from './mermaid.ts';
import type { ViewerModel } from './model.ts';
import { readSavedFile } from './saved.ts';
import { toSvg } from './svg.ts';
import { wholeReport } from './whole-report.ts';
import { LANGUAGES, language, t } from './words/language.ts';
import { CHINESE } from './words/zh.ts';

export type { ViewerModel } from './model.ts';

/** What is shown: connection (Wireshark's tcp.stream) and frame; null where nothing is selected. */
export interface Selection {
  readonly c: number | null;
  readonly f: number | null;
}

/** Rows of `view="embed"`: the verdict and what surrounds it. */
const EMBEDDED_ROWS = 9;

/** The style sheet of the element; the build puts it here. */
declare const ELEMENT_STYLE: string;

rememberNothing();

export class ClosecallViewer extends HTMLElement {
  static readonly observedAttributes = ['src', 'c', 'f', 'view', 'axis', 'theme', 'lang', 'height', 'href'];

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
    const state = this.#viewer?.state ?? null;
    if (state === null || state.timeline === null) return { c: null, f: null };
    return { c: state.timeline.index, f: state.timeline.packets.frame[state.packet] ?? null };
  }

  set selection({ c, f }: Selection) {
    if (c !== null) this.#viewer?.follow(hashOf(c, f));
  }

  /** The picture of what is shown as a file of its own, `from` and `to` milliseconds of the connection; all of it by default. */
  toSvg({ from, to }: { readonly from?: number; readonly to?: number } = {}): string {
    const { timeline, finding, axis, zoom, acks, unfolded, opened } = this.#shown();
    const window = between(timeline, from, to);
    return toSvg(
      layout(window, finding, {
        ...DEFAULT_LAYOUT,
        axis,
        zoom,
        acks,
        unfolded,
        opened,
        maxRows: Number.POSITIVE_INFINITY,
      }),
    );
  }

  /** Throws where the connection that is shown has no finding. */
  toMermaid(): string {
    const { finding, timeline } = this.#shownFinding();
    return toMermaid({ finding, timeline });
  }

  /** Throws where the connection that is shown has no finding. */
  toMarkdown(): string {
    const { finding, timeline } = this.#shownFinding();
    return toMarkdown(finding, timeline);
  }

  #shown(): State & { readonly timeline: NonNullable<State['timeline']> } {
    const state = this.#viewer?.state ?? (this.#model && this.#firstState(this.#model));
    if (state == null || state.timeline === null) throw new Error('nothing is shown that can be drawn');
    return { ...state, timeline: state.timeline };
  }

  #shownFinding() {
    const { finding, timeline } = this.#shown();
    if (finding === null) throw new Error('nothing was found on the connection that is shown');
    return { finding, timeline };
  }

  #firstState(model: ViewerModel): State {
    const first = initialState(model);
    return fromHash(model, first, this.#address()) ?? first;
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
    const wanted = LANGUAGES.find((each) => each === this.getAttribute('lang'));
    if (wanted === undefined) speakFirst(place, [CHINESE]);
    else speakIn(wanted, [CHINESE]);
    this.#viewer = new Viewer(place, [CHINESE]);
    const theme = this.getAttribute('theme');
    if (theme === 'light' || theme === 'dark') this.dataset.theme = theme;
    this.#container.style.maxHeight = heightOf(this.getAttribute('height'));
    return this.#viewer;
  }

  #place(): Place {
    return {
      root: this.#root,
      container: this.#container,
      host: this,
      ownsAddress: false,
      maxRows: this.getAttribute('view') === 'embed' ? EMBEDDED_ROWS : Number.POSITIVE_INFINITY,
      readAddress: () => this.#address(),
      writeAddress: () => {
        this.#offerWhole();
        this.#tell('closecall-select', this.selection);
      },
    };
  }

  /** A few rows leave much out: where the whole report is known to be, they end with a link to it. */
  #offerWhole(): void {
    const url = this.getAttribute('view') === 'embed' ? wholeReport(this) : null;
    this.#more.hidden = url === null;
    if (url === null) return;
    const { c, f } = this.selection;
    if (c !== null) url.hash = hashOf(c, f);
    this.#more.href = url.href;
    this.#more.textContent = t('Open the full report');
  }

  #address(): string {
    const axis = AXES.map(String).indexOf(this.getAttribute('axis') ?? '');
    const [c, f] = [this.getAttribute('c'), this.getAttribute('f')];
    if (c === null) return '';
    return hashOf(c, f) + (axis < 0 ? '' : `&z=${axis}`);
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

function hashOf(c: number | string, f: number | string | null): string {
  return f === null ? `#c=${c}` : `#c=${c}&f=${f}`;
}

/** A bare number is pixels; what is no length bounds nothing. */
function heightOf(attribute: string | null): string {
  if (attribute === null) return '';
  return /^\d+$/.test(attribute) ? `${attribute}px` : attribute;
}

if (customElements.get('closecall-viewer') === undefined)
  customElements.define('closecall-viewer', ClosecallViewer);
