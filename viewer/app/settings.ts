/** What the reader's browser remembers: the theme, the language, and whether single keys act. */

import { LANGUAGES, type Language } from '../words/language.ts';

export type Theme = 'auto' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

export function storedTheme(): Theme {
  const stored = read('closecall-theme');
  return THEMES.find((theme) => theme === stored) ?? 'auto';
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
}

export function applyTheme(host: HTMLElement, theme: Theme): void {
  if (theme === 'auto') delete host.dataset.theme;
  else host.dataset.theme = theme;
  write('closecall-theme', theme);
}

/** The language that the reader has chosen, if any. */
export function storedLanguage(): Language | null {
  const stored = read('closecall-language');
  return LANGUAGES.find((language) => language === stored) ?? null;
}

export function storeLanguage(language: Language): void {
  write('closecall-language', language);
}

export function keysEnabled(): boolean {
  return read('closecall-keys') !== 'off';
}

export function enableKeys(enabled: boolean): void {
  write('closecall-keys', enabled ? 'on' : 'off');
}

/** What was chosen since the page was loaded. */
const memory = new Map<string, string>();
let persistent = true;

/** From now on nothing outlives the page: in somebody else's page the storage is not ours. */
export function rememberNothing(): void {
  persistent = false;
}

/** Storage throws where a page has no origin, and where the reader forbids it: then nothing is remembered. */
function read(name: string): string | null {
  if (!persistent) return memory.get(name) ?? null;
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  memory.set(name, value);
  if (!persistent) return;
  try {
    localStorage.setItem(name, value);
  } catch {
    // Not remembered.
  }
}
