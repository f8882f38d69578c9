/** A file that is written piece by piece, perhaps several times over, and appears when it is complete. */
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyOut, temporaryFor, unwritable } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Throws `UsageError` where the system does not let it write. */
export class OutputFile {
  readonly #file: string;
  /** Where it can only be appended to: standard output, a device, a named pipe. */
  readonly #folder: string | null;
  readonly #temporary: string;
  readonly #descriptor: number;
  #written = 0;

  constructor(file: string) {
    this.#file = file;
    this.#folder = isRenamed(file) ? null : mkdtempSync(join(tmpdir(), 'closecall-'));
    this.#temporary = this.#folder === null ? temporaryFor(file) : join(this.#folder, 'out');
    try {
      // In a container every run has the same number: one that was killed must not be in the way of all after it.
      rmSync(this.#temporary, { force: true });
      this.#descriptor = openSync(this.#temporary, 'wx');
    } catch (error) {
      throw unwritable(file, error);
    }
  }

  /** Bytes written. */
  get bytes(): number {
    return this.#written;
  }

  /** Starts anew. */
  begin(): void {
    ftruncateSync(this.#descriptor);
    this.#written = 0;
  }

  write(piece: Uint8Array): void {
    try {
      for (let at = 0; at < piece.length; )
        at += writeSync(this.#descriptor, piece, at, piece.length - at, this.#written + at);
    } catch (error) {
      throw unwritable(this.#file, error);
    }
    this.#written += piece.length;
  }

  /** It is complete, and takes its name. */
  async finish(): Promise<void> {
    try {
      if (this.#folder === null) renameSync(this.#temporary, this.#file);
      else await copyOut(this.#temporary, this.#file);
    } catch (error) {
      throw error instanceof UsageError ? error : unwritable(this.#file, error);
    }
  }

  /** Whatever was not finished is gone. */
  end(): void {
    closeSync(this.#descriptor);
    rmSync(this.#folder ?? this.#temporary, { recursive: true, force: true });
  }
}

function isRenamed(file: string): boolean {
  return file !== '-' && (statSync(file, { throwIfNoEntry: false })?.isFile() ?? true);
}
