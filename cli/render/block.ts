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

/** A command in a block: never broken, however long, so that it can be copied. */
export function commandBlock(
  label: string,
  command: string,
  { margin, indent, paint }: BlockStyle,
): string[] {
  return [`${' '.repeat(margin)}${paint.dim(label.padEnd(indent - margin))}${command}`];
}

interface Strong {
  readonly text: string;
  readonly paint: (text: string) => string;
}

function emphasised(line: string, strong: Strong | undefined): string {
  if (!strong || !line.startsWith(strong.text)) return line;
  return strong.paint(strong.text) + line.slice(strong.text.length);
}
