/** Text without a browser: how wide it will be, and where to break it. Nothing here measures a font. */

/** Average advance of a sans-serif letter, in em: that of DejaVu Sans, the widest of the usual system fonts. */
const LETTER = 0.63;
const NARROW_LETTER = 0.36;
const WIDE_LETTER = 0.85;
const FULL_WIDTH = 1;

/** Estimated width in pixels; errs on the wide side. */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let em = 0;
  for (const letter of text) em += letterWidth(letter);
  return em * fontSize * (bold ? 1.08 : 1);
}

function letterWidth(letter: string): number {
  if (letter > '\u2e7f') return FULL_WIDTH;
  if (/[ iljtfI.,:;'|!()[\]]/.test(letter)) return NARROW_LETTER;
  if (/[A-Zmw@%&#—…]/.test(letter)) return WIDE_LETTER;
  return LETTER;
}

/** The text in lines of at most `width` pixels and at most `most` of them; an ellipsis ends what does not fit. */
export function wrap(text: string, width: number, fontSize: number, most: number, bold = false): string[] {
  const lines: string[] = [];
  let line = '';
  for (const { word, space } of breakable(text, (word) => pieces(word, width, fontSize, bold))) {
    const longer = line === '' ? word : line + space + word;
    if (line === '' || textWidth(longer, fontSize, bold) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  lines.push(line);
  const kept = lines.slice(0, most);
  if (lines.length > most) kept.push(`${kept.pop() ?? ''} …`);
  return kept.map((each) => clip(each, width, fontSize, bold));
}

/** A word that is wider than a line, in parts that fit: names and paths are not cut for want of a space. */
function pieces(word: string, width: number, fontSize: number, bold: boolean): string[] {
  if (textWidth(word, fontSize, bold) <= width) return [word];
  const parts = [''];
  let room = width;
  for (const letter of word) {
    room -= textWidth(letter, fontSize, bold);
    if (room < 0) {
      parts.push('');
      room = width - textWidth(letter, fontSize, bold);
    }
    parts[parts.length - 1] += letter;
  }
  return parts;
}

const BREAKS = /[\u2e80-\uffef][，。；：、）」！？]*|[^\u2e80-\uffef]+[，。；：、）」！？]*/gu;

interface Piece {
  /** What stands between it and the piece before it, on one line. */
  readonly space: '' | ' ';
  readonly word: string;
}

/** Between words, and in Chinese between any two characters but before closing marks (Unicode UAX #14, in short). */
function breakable(text: string, fitting: (word: string) => string[]): Piece[] {
  return text.split(' ').flatMap((word) => {
    const parts = word.match(BREAKS)?.flatMap(fitting) ?? [''];
    return parts.map((piece, place): Piece => ({ word: piece, space: place === 0 ? ' ' : '' }));
  });
}

/** The text, or as much of its beginning as fits, with an ellipsis. */
export function clip(text: string, width: number, fontSize: number, bold = false): string {
  if (textWidth(text, fontSize, bold) <= width) return text;
  const letters = Array.from(text);
  let room = width - textWidth('…', fontSize, bold);
  let kept = 0;
  for (const letter of letters) {
    room -= textWidth(letter, fontSize, bold);
    if (room < 0) break;
    kept += 1;
  }
  return kept === 0 ? '' : `${letters.slice(0, kept).join('').trimEnd()}…`;
}
