/** Which language the page speaks: what its reader chose here, else what its file says, else what the browser prefers. */
import { type Dictionary, LANGUAGES, type Language, language, preferred, speak } from '../words/language.ts';
import type { Place } from './place.ts';
import { storedLanguage, storeLanguage } from './settings.ts';

export function speakFirst({ host }: Place, dictionaries: readonly Dictionary[]): void {
  const fixed = LANGUAGES.find((each) => host.dataset.lang !== undefined && each === host.lang);
  speakIn(storedLanguage() ?? fixed ?? preferred(navigator.languages), dictionaries);
}

/** The other one, from now on. */
export function switchLanguage(dictionaries: readonly Dictionary[]): void {
  speakIn(language() === 'en' ? 'zh-CN' : 'en', dictionaries);
  storeLanguage(language());
}

/** English where the page carries no such dictionary. */
export function speakIn(wanted: Language, dictionaries: readonly Dictionary[]): void {
  speak(dictionaries.find((dictionary) => dictionary.language === wanted) ?? null);
}
