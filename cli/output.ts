/** Where results go: standard output, or a file that appears only when it is complete. */
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { systemReason } from '../src/node/problem.ts';
import { UsageError } from './usage-error.ts';

/** Small pieces are collected up to this size before they are written. */
const PIECE = 1 << 16;

/** Writes `pieces` to `file`, or to standard output where it is undefined or `-`. */
export async function writeOutput(file: string | undefined, pieces: Iterable<string>): Promise<void> {
  if (file === undefined || file === '-') await writeTo(process.stdout, pieces);
  else await writeFile(file, pieces);
}

/** Says early, before the work is done, that `file` cannot be written. Throws `UsageError`. */
export function checkOutput(file: string | undefined): void {
  if (file === undefined || file === '-') return;
  if (isDirectory(file))
    throw new UsageError(`--output ${file} is a directory`, 'give it the name of a file');
  if (!isDirectory(dirname(file)))
    throw new UsageError(`--output ${file}: there is no folder ${dirname(file)}`);
}

/** Under a temporary name first: nobody ever reads half a report, and an old one stays until the new one is whole. */
async function writeFile(file: string, pieces: Iterable<string>): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    const stream = createWriteStream(temporary, { flags: 'wx' });
    const done = finished(stream);
    await Promise.race([writeTo(stream, pieces), done]);
    stream.end();
    await done;
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(`--output ${file} cannot be written: ${systemReason(error)}`);
  }
}

async function writeTo(stream: Writable, pieces: Iterable<string>): Promise<void> {
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < PIECE) continue;
    if (!stream.write(pending)) await once(stream, 'drain');
    pending = '';
  }
  await new Promise<void>((resolve, reject) => {
    stream.write(pending, (error) => (error ? reject(error) : resolve()));
  });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
