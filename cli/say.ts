import { plain } from './render/text.ts';

const LONGEST = 2000;

/** Lines to the person at the terminal: standard error, so that standard output stays data. Whatever they quote is made visible. */
export function say(text: string): void {
  const lines = text.split('\n').map((line) => plain(line, LONGEST));
  process.stderr.write(`closecall: ${lines.join('\n')}\n`);
}
