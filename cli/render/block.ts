/** A labelled paragraph: the label in the margin, the text beside it. */
import type { Paint } from './paint.ts';
import { wrap } from './text.ts';

export interface BlockStyle {
  /** Columns before the label and before the text. */
  readonly margin: number;
  readonly indent: number;
  readonly width: number;
  readonly paint: Paint;
}

/**
 * Lines of `text` beside `label`. `strong` is the beginning of the text that answers the question; it is painted,
 * after the lines are broken, so that colours never change where they break.
 */
export function block(label: string, text: string, style: BlockStyle, strong?: Strong): string[] {
  const { margin, indent, width, paint } = style;
  const left = ' '.repeat(margin) + label.padEnd(indent - margin);
  return wrap(text, width - indent).map((line, i) => {
    if (i > 0) return ' '.repeat(indent) + line;
    return left.replace(label, () => paint.dim(label)) + emphasised(line, strong);
  });
}

/** The same, and nothing where there is nothing to say. */
export function section(label: string, text: string | undefined, style: BlockStyle): string[] {
  return text === undefined || text === '' ? [] : block(label, text, style);
}

/**
 * A command in a block, to be copied: where it is too long for the line it goes on behind a backslash, which a shell takes for one
 * line again. A word is never broken.
 */
export function commandBlock(label: string, command: string, style: BlockStyle): string[] {
  const lines = brokenCommand(command, style.width - style.indent - CONTINUED.length);
  return lines.flatMap((line, i) =>
    verbatim(i === 0 ? label : '', i < lines.length - 1 ? line + CONTINUED : line, style),
  );
}

/** What is to be copied and no command of a shell, on one line however long. */
export function verbatim(label: string, text: string, { margin, indent, paint }: BlockStyle): string[] {
  return [`${' '.repeat(margin)}${paint.dim(label.padEnd(indent - margin))}${text}`];
}

/** The end of a line of a command that goes on (POSIX.1-2024, Shell Command Language §2.2.1). */
const CONTINUED = ' \\';

/** As a shell splits a command into words: no blank within quotes ends one. */
const SHELL_WORD = /(?:'[^']*'|\\.|[^ '\\])+/g;

/** An option and its value stay together. */
const OPTION = /^--?[a-z]/;

function brokenCommand(command: string, width: number): string[] {
  if (command.length <= width + CONTINUED.length) return [command];
  const lines: string[] = [];
  let line = '';
  for (const part of partsOf(command.match(SHELL_WORD) ?? [])) {
    if (line !== '' && line.length + 1 + part.length > width) {
      lines.push(line);
      line = part;
    } else line = line === '' ? part : `${line} ${part}`;
  }
  return [...lines, line];
}

function partsOf(words: readonly string[]): string[] {
  const parts: string[] = [];
  words.forEach((word, i) => {
    const value = OPTION.test(words[i - 1] ?? '') && !OPTION.test(word);
    if (value) parts.push(`${parts.pop()} ${word}`);
    else parts.push(word);
  });
  return parts;
}

interface Strong {
  readonly text: string;
  readonly paint: (text: string) => string;
}

function emphasised(line: string, strong: Strong | undefined): string {
  if (!strong || !line.startsWith(strong.text)) return line;
  return strong.paint(strong.text) + line.slice(strong.text.length);
}
