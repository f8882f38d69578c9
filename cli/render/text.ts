/** Building blocks of text for terminals: safe words, wrapped lines, numbers as people read them. */
import { visible } from '../../src/report/visible.ts';

/** No line is longer, whatever the terminal's width. */
const WIDEST = 100;

const NARROWEST = 60;

/** Columns of the reader's terminal, also where `less` or `head` stands between; undefined where there is none. */
export function terminalColumns(): number | undefined {
  return process.stdout.columns ?? process.stderr.columns;
}

/** The width to write for: what the terminal has, within what reads well. */
export function textWidth(columns: number | undefined): number {
  return Math.min(Math.max(columns ?? WIDEST, NARROWEST), WIDEST);
}

/** Captured or user-given text as printable ASCII on one line, at most `limit` characters of it. */
export function plain(text: string, limit = 120): string {
  const ascii = visible(text, limit).replaceAll('…', '...');
  return ascii.replace(/[^\x20-\x7e]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** As `plain`, but never longer than `width`: what does not fit is cut and marked with dots. */
export function shorten(text: string, width: number): string {
  const safe = plain(text, width + 1);
  if (safe.length <= width) return safe;
  return width > 3 ? `${safe.slice(0, width - 3)}...` : safe.slice(0, Math.max(width, 0));
}

/** A number and its unit stay on one line. */
const QUANTITY = /(\d) (?=(?:ms|s|min|h|%|bytes?|[kMGT]B)(?![\w]))/g;
const GLUE = '\u00a0';

/** Breaks text between words into lines of at most `width`; a longer word gets a line of its own. */
export function wrap(text: string, width: number): string[] {
  return broken(text.replaceAll(QUANTITY, `$1${GLUE}`), width).map((line) => line.replaceAll(GLUE, ' '));
}

function broken(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line.trimEnd());
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** 3,418,207 */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1 request", "3 requests". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** 6.2 GB; decimal units, as disks and networks count. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1);
  return power === 0 ? counted(bytes, 'byte') : `${(bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/** A duration in the unit in which it is read best: 0.18 ms, 63.0 ms, 7.002 s, 60.17 s, 351 s, 2.0 h. */
export function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 0.01) return `${(seconds * 1000).toFixed(2)} ms`;
  if (size < 1) return `${(seconds * 1000).toFixed(1)} ms`;
  if (size < 10) return `${seconds.toFixed(3)} s`;
  if (size < 100) return `${seconds.toFixed(2)} s`;
  if (size < 3600) return `${count(seconds)} s`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** A share of a whole with one digit that counts, at most six decimals: 0.008 %, 4.6 %, 25 %. */
export function percent(part: number, whole: number): string {
  const share = whole > 0 ? (100 * part) / whole : 0;
  const decimals = share === 0 || share >= 10 ? 0 : Math.max(1, -Math.floor(Math.log10(share)));
  return `${share.toFixed(Math.min(decimals, 6))} %`;
}

/** "a, b and 3 more": as many items as fit into `width`, at least one. */
export function listed(items: readonly string[], width: number): string {
  for (let shown = items.length; shown > 1; shown--) {
    const text = head(items, shown);
    if (text.length <= width) return text;
  }
  return head(items, 1);
}

function head(items: readonly string[], shown: number): string {
  const rest = items.length - shown;
  const text = items.slice(0, shown).join(', ');
  return rest > 0 ? `${text} and ${rest} more` : text;
}

/** Two texts on one line, the second at the right margin; on two lines where they do not fit. */
export function spread(left: string, right: string, width: number): string[] {
  if (right === '') return [left];
  if (left.length + 2 + right.length > width) return [left, right];
  return [left + right.padStart(width - left.length)];
}
