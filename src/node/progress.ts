/** How far the reading of several files is. */
import { statSync } from 'node:fs';
import { STDIN } from './read-file.ts';

export interface Progress {
  /** The file of the last piece read. */
  readonly path: string;
  /** Bytes read so far of all files, as they lie on disk. */
  readonly bytes: number;
  /** Bytes of all files together; null where one is a pipe, of which nobody knows. */
  readonly totalBytes: number | null;
}

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
