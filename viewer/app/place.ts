/** Where a viewer lives: the whole page, or the shadow of an element in somebody else's page. */

export interface Place {
  /** Ids and selectors are looked up here and nowhere else. */
  readonly root: Document | ShadowRoot;
  /** The parts of the page are in this element. */
  readonly container: HTMLElement;
  /** Carries the theme as `data-theme`, where the style sheet looks for it. */
  readonly host: HTMLElement;
  /** The address bar names what is selected. Otherwise links act inside the viewer only. */
  readonly ownsAddress: boolean;
}

export function wholePage(): Place {
  return {
    root: document,
    container: document.body,
    host: document.documentElement,
    ownsAddress: true,
  };
}
