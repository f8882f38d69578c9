/** Where a viewer lives: the whole page, or the shadow of an element in somebody else's page. */
import { tellSelection } from './parent.ts';

export interface Place {
  /** Ids and selectors are looked up here and nowhere else. */
  readonly root: Document | ShadowRoot;
  /** The parts of the page are in this element. */
  readonly container: HTMLElement;
  /** Carries the theme as `data-theme`, where the style sheet looks for it. */
  readonly host: HTMLElement;
  /** The address bar names what is selected, and its changes are followed. Otherwise links act inside the viewer only. */
  readonly ownsAddress: boolean;
  /** Rows of packets that are drawn, around the verdict. */
  readonly maxRows: number;
  /** What is to be shown first, as an address names it (`#c=7&f=41`); empty for the worst. */
  readAddress(): string;
  /** What is selected now. */
  writeAddress(hash: string): void;
}

/** Browsers refuse more than about a hundred changes of the address in half a minute: a key that is held down makes more. */
const ADDRESS_PAUSE = 300;

export function wholePage(): Place {
  let address: string | null = null;
  const write = () => {
    try {
      history.replaceState(null, '', address || location.href);
    } catch {
      // An embedded document without an address of its own. The state lives on without.
    }
    address = null;
  };
  return {
    root: document,
    container: document.body,
    host: document.documentElement,
    ownsAddress: true,
    maxRows: Number.POSITIVE_INFINITY,
    readAddress: () => location.hash,
    writeAddress(hash) {
      tellSelection(hash);
      if (address === null) setTimeout(write, ADDRESS_PAUSE);
      address = hash;
    },
  };
}
