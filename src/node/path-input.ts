/** A capture behind a path: a file, a pipe, standard input. */
import { statSync } from 'node:fs';
import { CaptureError } from '../capture/errors.ts';
import type { CaptureInput, FileFacts, ReadOptions } from '../input/capture-input.ts';
import type { Head } from '../input/head.ts';
import { ReadError } from '../input/problem.ts';
import { peek } from './peek.ts';
import { systemCode, unreadable } from './problem.ts';
import { readCapture } from './read-capture.ts';

class PathInput implements CaptureInput {
  readonly name: string;

  constructor(path: string) {
    this.name = path;
  }

  async begin(): Promise<Head | null> {
    try {
      return statSync(this.name).isFile() ? await peek(this.name) : null;
    } catch {
      return null;
    }
  }

  async read(sink: (chunk: Uint8Array) => void, options: ReadOptions): Promise<FileFacts> {
    try {
      return await readCapture(this.name, sink, options);
    } catch (error) {
      if (error instanceof CaptureError || systemCode(error) === null) throw error;
      throw new ReadError(unreadable(this.name, error));
    }
  }
}

/** The files of one capture. */
export function toInputs(paths: readonly string[]): CaptureInput[] {
  return paths.map((path) => new PathInput(path));
}
