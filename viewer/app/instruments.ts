/** What is drawn on canvases beside the page's elements: the overview of all findings and the map of a long connection. */
import type { Report } from '../../src/report/schema.ts';
import type { Layout } from '../layout.ts';
import { patch } from './dom.ts';
import { Minimap, wantsMap } from './minimap.ts';
import { type FilterAccess, Overview } from './overview.ts';
import type { Place } from './place.ts';

export class Instruments {
  readonly #place: Place;
  readonly #filter: FilterAccess;
  readonly #overview: Overview;
  readonly #map = new Minimap();
  #mapped = false;

  constructor(place: Place, report: Report, filter: FilterAccess) {
    this.#place = place;
    this.#filter = filter;
    this.#overview = new Overview(report);
  }

  /** Anew: for the first time, in another language, or in other colours. */
  render(): void {
    const section = this.#place.root.getElementById('cc-overview');
    if (section !== null && this.#overview.worthwhile) {
      patch(section, this.#overview.markup());
      const canvas = section.querySelector('canvas');
      if (canvas !== null) this.#overview.attach(canvas, this.#filter);
    }
    this.#overview.draw();
    this.#map.forget();
  }

  /** The window has another width. */
  resize(): void {
    this.#overview.draw();
    this.#map.forget();
  }

  /** The reader typed another filter. */
  filterTyped(): void {
    this.#overview.forget();
  }

  /** Room for a map beside a drawing of so many rows, if it is worth one; afterwards the drawing's width is known. */
  makeRoom(rows: number, zoom: number): void {
    this.#mapped = wantsMap(rows, zoom);
    this.#place.root.getElementById('cc-stage')?.classList.toggle('mapped', this.#mapped);
  }

  /** @param top - of the drawing, in pixels from the top of the screen */
  follow(plan: Layout, top: number): void {
    const { root } = this.#place;
    const canvas = root.querySelector<HTMLCanvasElement>('#cc-map');
    if (canvas === null || !this.#mapped) return;
    this.#map.attach(canvas, () => root.getElementById('cc-figure'));
    this.#map.draw(plan, top);
  }
}
