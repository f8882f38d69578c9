/** Command lines that can be copied into a shell as they are printed. */
import { visible } from '../../viewer/visible.ts';

const HARMLESS = /^[\w./:=@%+,-]+$/;

/** One word for a POSIX shell: quoted where it has to be. */
export function shellWord(word: string): string {
  const safe = visible(word, 4096);
  return HARMLESS.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}

export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** Inputs as they can be named again: what came through standard input is gone. */
export function inputWords(inputs: readonly string[]): string {
  return inputs.map((input) => (input === '-' ? 'FILE' : shellWord(input))).join(' ');
}
