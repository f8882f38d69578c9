/**
 * Text into markup. Both functions take what `visible` has already made harmless to the eye and make it harmless to
 * a parser of HTML or XML (SVG): the five characters that can end a text or a quoted attribute become entities.
 */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For the text between tags. Never inside `script` or `style`, which know no entities. */
export function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '');
}

/** For an attribute value in quotes of either kind. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/**
 * JSON for a data block (`<script type="application/json">`): without `<` nothing can close the block or open a
 * comment, and the two line separators that JavaScript once refused are escaped as well.
 */
export function escapeJson(json: string): string {
  return json.replace(
    /[<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * For Markdown's running text and table cells: nothing becomes emphasis, code, a link, a cell border, HTML, a
 * mention or an issue number. A backslash works for every ASCII punctuation mark (CommonMark §2.4); mentions and
 * issue references are a host's own, and only an entity or a zero-width space stops them.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[&<>@#]/g, (character) => MARKDOWN_ENTITIES[character] ?? '')
    .replace(/[\\`*_{}[\]|~!$^]/g, '\\$&')
    .replace(/:\/\//g, '&#58;//')
    .replace(/\bwww\./gi, 'www&#46;');
}

const MARKDOWN_ENTITIES: Readonly<Record<string, string>> = { ...ENTITIES, '@': '&#64;', '#': '&#35;' };

/**
 * For labels of a Mermaid diagram: letters, digits and a few marks stay, every other code point becomes `#<decimal>;`.
 * So nothing ends the statement (`;`, line ends), is taken for a directive (`%%{`), a formula (`$$`) or markup.
 */
export function escapeMermaid(text: string): string {
  return text.replace(/[^A-Za-z0-9 ,.:=_+*/()-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** What a spreadsheet takes for the beginning of a formula, full-width forms included. */
const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/**
 * One text cell of CSV (RFC 4180): in quotes, inner quotes doubled. A leading apostrophe keeps spreadsheets from
 * calculating what a capture held.
 */
export function escapeCsv(text: string): string {
  return `"${(FORMULA.test(text.trimStart()) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** The text of a SARIF message, where braces hold placeholders and brackets begin links (SARIF 2.1.0 §3.11.5, §3.11.6). */
export function escapeSarif(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/[{}]/g, '$&$&');
}
