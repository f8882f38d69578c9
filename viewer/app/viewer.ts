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

  /** Replaces what is in the place. Throws where the model is damaged; then the place is empty. */
  show(model: ViewerModel, asTable = false): void {
    this.clear();
    try {
      patch(this.#place.container, [h('div', { class: 'page' })]);
      const shell = buildShell(this.#place);
      shell.dictionaries = this.#dictionaries;
      const page = new Page(model, shell);
      page.rewrite();
      this.#page = page;
      if (asTable) page.run('view', {}, false);
    } catch (error) {
      this.clear();
      throw error;
    }
  }

  clear(): void {
    this.#page = null;
    this.#place.container.replaceChildren();
    this.#place.container.classList.remove('with-sheet');
  }

  /** Nothing is listened to any more. */
  close(): void {
    this.#listening.abort();
    this.clear();
  }
}
