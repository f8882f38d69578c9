/** A report made to live in its place: from a model to a page that answers, once or one after another. */
import { h } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import type { Dictionary } from '../words/language.ts';
import { patch } from './dom.ts';
import { listen } from './listen.ts';
import { Page } from './page.ts';
import type { Place } from './place.ts';
import { applyTheme, storedTheme } from './settings.ts';
import { buildShell } from './shell.ts';
import type { State } from './state.ts';

export class Viewer {
  readonly #place: Place;
  readonly #dictionaries: readonly Dictionary[];
  readonly #listening = new AbortController();
  #page: Page | null = null;
  /** Counts what was asked for. */
  #asked = 0;

  constructor(place: Place, dictionaries: readonly Dictionary[]) {
    this.#place = place;
    this.#dictionaries = dictionaries;
    applyTheme(place.host, storedTheme());
    listen(place, () => this.#page, this.#listening.signal);
  }

  /** What is shown and selected; null where nothing is. */
  get state(): State | null {
    return this.#page?.state ?? null;
  }

  /** Goes to what an address names, if the report has it. */
  follow(hash: string): void {
    this.#page?.follow(hash);
  }

  /**
   * Replaces what is in the place, step by step, so that the reader never waits for all of it. Rejects where the model is damaged; then
   * the place is empty. False where something else was asked for meanwhile.
   */
  async show(model: ViewerModel, asTable = false): Promise<boolean> {
    this.clear();
    const asked = this.#asked;
    try {
      patch(this.#place.container, [h('div', { class: 'page' })]);
      const shell = buildShell(this.#place);
      shell.dictionaries = this.#dictionaries;
      await breath();
      if (asked !== this.#asked) return false;
      const page = new Page(model, shell);
      for (const step of page.rewriting()) {
        await breath();
        if (asked !== this.#asked) return false;
        step();
      }
      this.#page = page;
      if (asTable) page.run('view', {}, false);
      this.#place.container.dataset.shown = 'true';
      return true;
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  clear(): void {
    this.#asked += 1;
    this.#page = null;
    this.#place.container.replaceChildren();
    delete this.#place.container.dataset.shown;
    this.#place.container.classList.remove('with-sheet');
  }

  /** Nothing is listened to any more. */
  close(): void {
    this.#listening.abort();
    this.clear();
  }
}

/** The page's turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
