/** Where results go: standard output, or a file that appears only when it is complete. */
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  fstatSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { FileFormat } from '../src/capture/detect-format.ts';
import { expandInputs } from '../src/node/inputs.ts';
import { outsideOf } from '../src/node/peek.ts';
import { systemCode, systemReason } from '../src/node/problem.ts';
import { STDIN } from '../src/node/read-file.ts';
import { UsageError } from './usage-error.ts';

/** Small pieces are collected up to this size before they are written. */
const PIECE = 1 << 16;

/** Text in pieces, or bytes. */
type Content = Iterable<string> | Uint8Array;

/** Writes what is in the file `from` to standard output, a device or a named pipe. */
export async function copyOut(from: string, to: string): Promise<void> {
  const source = createReadStream(from);
  if (to !== '-') return pipeline(source, createWriteStream(to));
  for await (const chunk of source) await writeOutput(to, chunk as Uint8Array);
}

/** Writes `pieces` to `file`, or to standard output where it is undefined or `-`. */
export async function writeOutput(file: string | undefined, pieces: Content): Promise<void> {
  if (file !== undefined && file !== '-') await writeFile(file, pieces);
  else if (isOpenFile(STDOUT)) writeToOpen(STDOUT, pieces);
  else await writeTo(process.stdout, pieces);
}

/** File descriptor of standard output. */
const STDOUT = 1;

function isOpenFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Into a file `process.stdout` writes each piece once, and takes no notice of what did not fit on the disk. */
function writeToOpen(descriptor: number, pieces: Content): void {
  try {
    for (const piece of pieces instanceof Uint8Array ? [pieces] : collected(pieces))
      writeFileSync(descriptor, piece);
  } catch (error) {
    if (systemCode(error) === null) throw error;
    throw new UsageError(
      `standard output cannot be written: ${systemReason(error)}`,
      'the file holds only a part',
    );
  }
}

/**
 * Says early, before the work is done, that `file` cannot be written, or must not be: captures cannot be taken again,
 * so no input and nothing that looks like a capture is ever overwritten, but for what the program itself wrote. Throws `UsageError`.
 */
export async function checkOutput(
  file: string | undefined,
  inputs: readonly string[],
  isOwn: (file: string) => boolean = () => false,
): Promise<void> {
  if (file === undefined || file === '-') return;
  if (isDirectory(file))
    throw new UsageError(`--output ${file} is a directory`, 'give it the name of a file');
  if (!isDirectory(dirname(file)))
    throw new UsageError(`--output ${file}: there is no folder ${dirname(file)}`);
  if (!isRegular(file)) return;
  if (await isAmong(file, inputs))
    throw new UsageError(`--output ${file} is an input, which is not overwritten`, ANOTHER_NAME);
  if (contentOf(file) !== 'unknown' && !isOwn(file))
    throw new UsageError(`--output ${file} is a capture or compressed, and is not overwritten`, ANOTHER_NAME);
}

const ANOTHER_NAME = 'give the output another name, or move that file away';

/** Directories are left out: what is taken from them are captures, which are recognised as such. */
async function isAmong(file: string, inputs: readonly string[]): Promise<boolean> {
  const { paths } = await expandInputs(inputs.filter((input) => !isDirectory(input)));
  const own = statSync(file);
  return paths.some((path) => {
    const other = path === STDIN ? undefined : statSync(path, { throwIfNoEntry: false });
    return other?.ino === own.ino && other.dev === own.dev;
  });
}

function contentOf(file: string): FileFormat {
  try {
    return outsideOf(file);
  } catch (error) {
    throw new UsageError(`--output ${file} exists and cannot be looked into: ${systemReason(error)}`);
  }
}

/** Under a temporary name first: nobody ever reads half a report, and an old one stays until the new one is whole. */
async function writeFile(file: string, pieces: Content): Promise<void> {
  // A device or a named pipe is written to; a file put in its place would be the end of it.
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat && !stat.isFile()) return writeInto(file, file, 'w', pieces);
  const temporary = temporaryFor(file);
  try {
    // In a container every run has the same number: one that was killed must not be in the way of all after it.
    rmSync(temporary, { force: true });
    await writeInto(temporary, file, 'wx', pieces);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error instanceof UsageError ? error : unwritable(file, error);
  }
}

/** Beside the file itself, so that it can be renamed. */
export function temporaryFor(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
}

async function writeInto(path: string, named: string, flags: string, pieces: Content) {
  try {
    const stream = createWriteStream(path, { flags });
    const done = finished(stream);
    await Promise.race([writeTo(stream, pieces), done]);
    stream.end();
    await done;
  } catch (error) {
    throw unwritable(named, error);
  }
}

export function unwritable(file: string, error: unknown): UsageError {
  return new UsageError(
    `--output ${file} cannot be written: ${systemReason(error)}`,
    'an earlier file of that name is as it was',
  );
}

async function writeTo(stream: Writable, pieces: Content): Promise<void> {
  if (pieces instanceof Uint8Array) return writeWhole(stream, pieces);
  for (const piece of collected(pieces)) if (!stream.write(piece)) await once(stream, 'drain');
  await writeWhole(stream, '');
}

function* collected(pieces: Iterable<string>): Generator<string> {
  let pending = '';
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < PIECE) continue;
    yield pending;
    pending = '';
  }
  yield pending;
}

function writeWhole(stream: Writable, content: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(content, (error) => (error ? reject(error) : resolve()));
  });
}

/** Throws `UsageError` where the system does not say. */
function isRegular(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** False also where the system does not say. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
