/**
 * The script inside the report: it reads the data that came with the page and makes the page answer to clicks and
 * keys. Without it the page still shows its verdict, its worst case and its tables.
 */
import { readDictionaries, readModel } from './app/data.ts';
import { speakFirst } from './app/languages.ts';
import { listen } from './app/listen.ts';
import { Page } from './app/page.ts';
import { answerParent } from './app/parent.ts';
import { wholePage } from './app/place.ts';
import { applyTheme, storedTheme } from './app/settings.ts';
import { announce, buildShell, renderTools } from './app/shell.ts';
import { language, t } from './words/language.ts';
import { setZone } from './words/zone.ts';

const place = wholePage();
applyTheme(place.host, storedTheme());
setZone(place.host.dataset.tz ?? 'UTC');
const shell = buildShell(place);

async function start(): Promise<void> {
  const [dictionaries, model] = await Promise.all([readDictionaries(), readModel()]);
  shell.dictionaries = dictionaries;
  speakFirst(place, dictionaries);
  const page = new Page(model, shell);
  if (language() !== place.host.lang) page.rewrite();
  else renderTools(shell);
  listen(place, () => page, new AbortController().signal);
  answerParent({ select: (hash) => page.follow(hash) });
  place.host.dataset.ready = 'true';
}

start().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  announce(shell, t('The interactive part could not start: {0}', reason));
});
