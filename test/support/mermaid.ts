/** Mermaid itself, in the browser that is on this machine: what it makes of a diagram. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const BUNDLE = fileURLToPath(import.meta.resolve('@mermaid-js/tiny'));

export interface Rendered {
  /** Texts of the drawing in its order: labels of packets, notes and participants, title and description. */
  readonly texts: readonly string[];
  /** Names of all elements. */
  readonly elements: readonly string[];
}

interface MermaidWindow {
  readonly mermaid: {
    initialize(options: object): void;
    render(id: string, text: string): Promise<{ svg: string }>;
  };
}

/** Loads the library into an empty page. */
export async function loadMermaid(page: Page, securityLevel: 'strict' | 'loose'): Promise<void> {
  await page.goto('about:blank');
  await page.addScriptTag({ path: BUNDLE });
  await page.evaluate((level) => {
    const { mermaid } = globalThis as unknown as MermaidWindow;
    mermaid.initialize({ startOnLoad: false, securityLevel: level });
  }, securityLevel);
}

/** Rejects where Mermaid cannot parse the text. */
export function renderMermaid(page: Page, text: string): Promise<Rendered> {
  return page.evaluate(async (source) => {
    const { mermaid } = globalThis as unknown as MermaidWindow;
    const { svg } = await mermaid.render('drawing', source);
    const root = new DOMParser().parseFromString(svg, 'text/html').body;
    const leaves = [...root.querySelectorAll('*')];
    return {
      texts: leaves
        .filter(({ localName }) => ['text', 'title', 'desc'].includes(localName))
        .map((element) => element.textContent ?? ''),
      elements: leaves.map(({ localName }) => localName),
    };
  }, text);
}
