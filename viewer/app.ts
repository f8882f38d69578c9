/**
 * The script inside the report: it reads the data that came with the page and makes the page answer to clicks and
 * keys. Without it the page still shows its verdict, its worst case and its tables.
 */
import { readModel } from './app/data.ts';
import { commandFor } from './app/keys.ts';
import { Page } from './app/page.ts';
import { applyTheme, keysEnabled, storedTheme } from './app/settings.ts';
import { announce, buildShell, renderTools } from './app/shell.ts';

async function start(): Promise<void> {
  applyTheme(storedTheme());
  renderTools(storedTheme());
  const shell = buildShell();
  const page = new Page(await readModel(), shell);
  listen(page);
  document.documentElement.dataset.ready = 'true';
}

function listen(page: Page): void {
  document.addEventListener('click', (event) => {
    const element = actor(event);
    if (element === null) return;
    page.run(element.dataset.do ?? '', element.dataset, false);
  });
  document.addEventListener('keydown', (event) => {
    const command = commandFor(event, keysEnabled());
    if (command === null) return;
    event.preventDefault();
    page.run(command, {}, true);
  });
  document.addEventListener('input', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.id === 'cc-filter')
      page.filter(event.target.value);
  });
  document.addEventListener('pointerover', (event) => {
    const element =
      event.target instanceof Element ? event.target.closest<SVGElement>('[data-packet]') : null;
    page.highlight(element === null ? null : Number(element.dataset.packet));
  });
  addEventListener('hashchange', () => page.follow(location.hash));
  for (const name of ['scroll', 'resize'] as const)
    addEventListener(
      name,
      oncePerFrame(() => page.adjust()),
      { passive: true },
    );
  addEventListener('beforeprint', () => page.showAll(true));
  addEventListener('afterprint', () => page.showAll(false));
}

/** The nearest element that does something. */
function actor(event: Event): HTMLElement | SVGElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement | SVGElement>('[data-do]') : null;
}

function oncePerFrame(action: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      action();
    });
  };
}

start().catch((error: unknown) => {
  announce(`The interactive part could not start: ${error instanceof Error ? error.message : String(error)}`);
});
