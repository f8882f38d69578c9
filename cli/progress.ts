/** One line on standard error that says how far the reading is; nothing where that is no terminal. */
import { basename } from 'node:path';
import { bytesText, plain } from './render/text.ts';

const FIRST_MILLISECONDS = 500;
const EVERY_MILLISECONDS = 100;
const ERASE_LINE = '\r\u001b[K';

export class Progress {
  readonly #enabled: boolean;
  readonly #start = performance.now();
  #next = this.#start + FIRST_MILLISECONDS;
  #bytes = 0;
  #shown = false;

  constructor(quiet: boolean) {
    this.#enabled = !quiet && process.stderr.isTTY === true;
  }

  /** More bytes of `path` have been read. */
  readonly add = (bytes: number, path: string): void => {
    this.#bytes += bytes;
    if (!this.#enabled) return;
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + EVERY_MILLISECONDS;
    this.#shown = true;
    const rate = bytesText((this.#bytes / (now - this.#start)) * 1000);
    process.stderr.write(
      `${ERASE_LINE}reading ${plain(basename(path), 40)}  ${bytesText(this.#bytes)}  ${rate}/s`,
    );
  };

  /** Removes the line. */
  end(): void {
    if (this.#shown) process.stderr.write(ERASE_LINE);
    this.#shown = false;
  }
}
