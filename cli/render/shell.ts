/** Command lines that can be copied into a shell as they are printed. */

import { type RoleArguments, roleWords } from '../named-ends.ts';

/** ASCII without controls: whatever else a name holds could do something to the terminal. */
const PRINTABLE = /^[\x20-\x7e]*$/;

const HARMLESS = /^[\w./:=@%+,-]+$/;

/** One word for a POSIX shell: quoted where it has to be. */
export function shellWord(word: string): string {
  if (HARMLESS.test(word)) return word;
  return PRINTABLE.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : escaped(word);
}

/** ANSI-C quoting, which bash, zsh and POSIX.1-2024 (Shell Command Language §2.2.4) read: the bytes stay what they are. */
function escaped(word: string): string {
  const bytes = Array.from(new TextEncoder().encode(word), (byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x27 || byte === 0x5c
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte),
  );
  return `$'${bytes.join('')}'`;
}

export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** More than this of several inputs is not repeated: the screen is for findings. */
const LONGEST = 160;

/** Inputs for a proposed command: as they were given where that is short, else a word that stands for them. */
export function namedAgain(inputs: readonly string[]): string {
  const named = inputWords(inputs);
  return inputs.length === 1 || named.length <= LONGEST ? named : 'FILES...';
}

/** What makes another command's text read as this one's: names of addresses, time zone, roles and logs, if they were given. */
export function carriedOptions({ names, tz, redact, log, ...roles }: CarriedOptions): string[] {
  const zone = tz === 'UTC' ? [] : ['--tz', tz];
  // What is shared holds no address, nothing that could have a name, and no log.
  if (redact === 'share') return zone;
  const logs = log.flatMap((file) => ['--log', file]);
  return [...(names === undefined ? [] : ['--names', names]), ...zone, ...roleWords(roles), ...logs];
}

interface CarriedOptions extends RoleArguments {
  readonly names?: string | undefined;
  readonly tz: string;
  readonly redact: string;
  readonly log: readonly string[];
}

/** Inputs as they can be named again: what came through standard input is gone. */
function inputWords(inputs: readonly string[]): string {
  return inputs.map((input) => (input === '-' ? 'FILE' : shellWord(notAnOption(input)))).join(' ');
}

function notAnOption(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}
