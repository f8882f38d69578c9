/** What the attributes of `<closecall-viewer>` say. */
import { AXES } from '../layout/axis-options.ts';
import { LANGUAGES, type Language } from '../words/language.ts';
import { hashOf } from '../words/report.ts';

export const ATTRIBUTES = ['src', 'c', 'f', 'view', 'axis', 'theme', 'lang', 'height', 'href'];

/** Rows of `view="embed"`: the verdict and what surrounds it. */
const EMBEDDED_ROWS = 9;

export function isEmbedded(element: HTMLElement): boolean {
  return element.getAttribute('view') === 'embed';
}

export function maxRowsOf(element: HTMLElement): number {
  return isEmbedded(element) ? EMBEDDED_ROWS : Number.POSITIVE_INFINITY;
}

export function wantedLanguage(element: HTMLElement): Language | undefined {
  return LANGUAGES.find((each) => each === element.getAttribute('lang'));
}

/** A theme of its own; null where it goes with the reader's system. */
export function themeOf(element: HTMLElement): string | null {
  const theme = element.getAttribute('theme');
  return theme === 'light' || theme === 'dark' ? theme : null;
}

/** A bare number is pixels; what is no length bounds nothing. */
export function heightOf(element: HTMLElement): string {
  const height = element.getAttribute('height') ?? '';
  return /^\d+$/.test(height) ? `${height}px` : height;
}

/** What is to be shown, as a page's address has it; empty where that is left to the report. */
export function addressOf(element: HTMLElement): string {
  const axis = AXES.map(String).indexOf(element.getAttribute('axis') ?? '');
  const c = element.getAttribute('c');
  if (c === null) return '';
  return hashOf({ c, f: element.getAttribute('f'), z: axis < 0 ? null : axis });
}
