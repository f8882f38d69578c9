/** Arrows as they were drawn last: one that looks as before is the same node again, and a page need not touch it. */
import type { Arrow } from '../layout/arrows.ts';
import type { Markup } from '../markup.ts';

interface Drawn {
  readonly look: string;
  readonly markup: Markup;
}

/** Of one layout, in which only an arrow's label and its attributes change. */
export class DrawnArrows {
  #before: ReadonlyMap<number, Drawn> = new Map();
  #now = new Map<number, Drawn>();

  /** A new drawing begins: what the last one did not show is forgotten. */
  begin(): this {
    this.#before = this.#now;
    this.#now = new Map();
    return this;
  }

  markup({ packet, label }: Arrow, attributes: Markup['attributes'] | null, make: () => Markup): Markup {
    const look = JSON.stringify([label?.x, label?.y, label?.angle, attributes]);
    const before = this.#before.get(packet);
    const drawn = before?.look === look ? before : { look, markup: make() };
    this.#now.set(packet, drawn);
    return drawn.markup;
  }
}
