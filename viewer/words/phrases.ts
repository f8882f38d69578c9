/** Sentences with gaps: `{0}` to `{9}`, in a translation also `{=0}` and `{~0}` (`phrase-book.ts`). */

export type Phrases = Readonly<Record<string, string>>;

export function fill(template: string, value: (place: number, how: string) => string): string {
  return template.replace(/\{([=~]?)(\d)\}/g, (_, how: string, place: string) => value(Number(place), how));
}

/**
 * A short name for a phrase: pages carry their English sentences already, and need not carry them twice. FNV-1a, of
 * which 20 bits are enough: a test holds that no two phrases share one. Should one come to, another seed parts them.
 */
export function shortName(phrase: string): string {
  let hash = 0x811c9dc5;
  for (let place = 0; place < phrase.length; place += 1)
    hash = Math.imul(hash ^ phrase.charCodeAt(place), 0x01000193);
  return (hash >>> 12).toString(36);
}
