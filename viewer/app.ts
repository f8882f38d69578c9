/**
 * The script inside the report: it reads the data that came with the page and makes the page answer to clicks and
 * keys. Without it the page still shows its verdict, its worst case and its tables.
 */
import { readModel } from './app/data.ts';
import { listen } from './app/listen.ts';
import { Page } from './app/page.ts';
import { wholePage } from './app/place.ts';
import { applyTheme, storedTheme } from './app/settings.ts';
import { announce, buildShell, renderTools } from './app/shell.ts';

const place = wholePage();
applyTheme(place.host, storedTheme());
renderTools(place, storedTheme());
const shell = buildShell(place);

async function start(): Promise<void> {
  const page = new Page(await readModel(), shell);
  listen(place, () => page, new AbortController().signal);
  place.host.dataset.ready = 'true';
}

start().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  announce(shell, `The interactive part could not start: ${reason}`);
});
