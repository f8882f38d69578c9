/** A report made to live in its place: from a model to a page that answers, once or one after another. */
import type { ViewerModel } from '../model.ts';
import { reportPage } from '../page/report.ts';
import { patch } from './dom.ts';
import { listen } from './listen.ts';
import { Page } from './page.ts';
import type { Place } from './place.ts';
import { applyTheme, storedTheme } from './settings.ts';
import { buildShell, renderTools } from './shell.ts';

export class Viewer {
  readonly #place: Place;
  readonly #listening = new AbortController();
  #page: Page | null = null;

  constructor(place: Place) {
    this.#place = place;
    applyTheme(place.host, storedTheme());
    listen(place, () => this.#page, this.#listening.signal);
  }

  /** Replaces what is in the place. Throws where the model is damaged; then the place is empty. */
  show(model: ViewerModel): void {
    this.clear();
    const { container } = this.#place;
    try {
      patch(container, [reportPage(model)]);
      renderTools(this.#place, storedTheme());
      this.#page = new Page(model, buildShell(this.#place));
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
