/** Inputs that two readings give the same. */
import { statSync } from 'node:fs';
import { STDIN } from '../src/node/read-file.ts';

/** Files, directories, and globs, which name nothing themselves; no pipes. */
export function canBeReadAgain(input: string): boolean {
  if (input === STDIN) return false;
  try {
    const stat = statSync(input, { throwIfNoEntry: false });
    return stat === undefined || stat.isFile() || stat.isDirectory();
  } catch {
    // What the first reading could not read, the second one cannot either.
    return true;
  }
}
