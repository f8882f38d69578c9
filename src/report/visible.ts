/**
 * The one function that makes captured text visible and harmless.
 *
 * Reading list: Unicode Standard 16 §23 (special areas and format characters), UAX #9 (bidirectional controls),
 * "Trojan Source" (CVE-2021-42574). Escaping for a context (HTML, a terminal, …) comes after this, never instead.
 */

/** How many characters of a captured text a drawing or a table cell shows. */
const SHORT = 120;

/** First and last code point of everything that has no glyph of its own or changes its neighbours. */
const INVISIBLE_RANGES: readonly (readonly [number, number])[] = [
  [0x0000, 0x001f], // C0 controls
  [0x007f, 0x009f], // delete and C1 controls
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian selectors and vowel separator
  [0x200b, 0x200f], // zero-width characters, directional marks
  [0x2028, 0x202e], // line and paragraph separators, directional embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, directional isolates
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // lone surrogates
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // halfwidth Hangul filler
  [0xfff9, 0xfffb], // interlinear annotations
  [0xfffe, 0xffff], // no characters at all, and no text of XML 1.0
  [0xe0000, 0xe0fff], // tags and supplementary variation selectors
];

const INVISIBLE = new RegExp(`[${INVISIBLE_RANGES.map(toClass).join('')}]`, 'gu');

function toClass([first, last]: readonly [number, number]): string {
  return `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`;
}

/**
 * The text with every invisible character written as `\u{hex}`, cut after `limit` characters (an ellipsis says so).
 * The result holds no control character, whatever came in.
 */
export function visible(text: string, limit: number = SHORT): string {
  const shown = firstCharacters(text, limit);
  const safe = shown.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return shown.length < text.length ? `${safe}…` : safe;
}

/** At most `limit` code points, without walking through a text of megabytes. */
function firstCharacters(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return Array.from(text.slice(0, limit * 2))
    .slice(0, limit)
    .join('');
}
