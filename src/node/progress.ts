/** Counts what is read of several files. */
import { statSync } from 'node:fs';
import type { Progress } from '../progress.ts';
import { STDIN } from './read-file.ts';

/** Bytes of a file on disk; null for pipes and what cannot be looked at. */
export function sizeOf(path: string): number | null {
  const stat = path === STDIN ? undefined : statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? stat.size : null;
}

/** Adds up pieces of files for `listener`. */
export function counter(
  sizes: readonly (number | null)[],
  listener: (progress: Progress) => void,
): (bytes: number, path: string) => void {
  const totalBytes = sizes.reduce<number | null>(
    (sum, size) => (sum === null || size === null ? null : sum + size),
    0,
  );
  let bytes = 0;
  return (more, path) => {
    bytes += more;
    listener({ path, bytes, totalBytes });
  };
}
