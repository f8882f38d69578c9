/** One line on standard error that says how far the reading is; nothing where that is no terminal. */
import { basename } from 'node:path';
import type { Progress } from '../src/progress.ts';
import { bytesText, plain } from './render/text.ts';

const FIRST_MILLISECONDS = 500;
const EVERY_MILLISECONDS = 100;
const ERASE_LINE = '\r\u001b[K';
const BAR = 20;
const LONGEST_NAME = 30;
const USUAL_WIDTH = 80;

export class ProgressLine {
  readonly #enabled: boolean;
  readonly #start = performance.now();
  #next = this.#start + FIRST_MILLISECONDS;
  #shown = false;

  constructor(quiet: boolean) {
    this.#enabled = !quiet && process.stderr.isTTY === true;
  }

  readonly show = (progress: Progress): void => {
    if (!this.#enabled) return;
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + EVERY_MILLISECONDS;
    this.#shown = true;
    const line = progressText(progress, (now - this.#start) / 1000);
    process.stderr.write(`${ERASE_LINE}${line.slice(0, (process.stderr.columns ?? USUAL_WIDTH) - 1)}`);
  };

  /** Removes the line. */
  end(): void {
    if (this.#shown) process.stderr.write(ERASE_LINE);
    this.#shown = false;
  }
}

/** `[######--------------] 31 %  1.2 GB of 3.9 GB  850 MB/s  3 s left  gw.pcap`; for pipes only what was read. */
export function progressText({ path, bytes, totalBytes }: Progress, seconds: number): string {
  const perSecond = bytes / seconds;
  const rate = `${bytesText(perSecond)}/s`;
  const name = plain(basename(path), LONGEST_NAME);
  if (totalBytes === null || totalBytes === 0) return [bytesText(bytes), rate, name].join('  ');
  // A file may grow while it is read.
  const share = Math.min(1, bytes / totalBytes);
  const done = Math.round(share * BAR);
  const bar = `[${'#'.repeat(done)}${'-'.repeat(BAR - done)}] ${Math.floor(share * 100)} %`;
  const left = Math.ceil(Math.max(0, totalBytes - bytes) / perSecond);
  return [bar, `${bytesText(bytes)} of ${bytesText(totalBytes)}`, rate, leftText(left), name].join('  ');
}

function leftText(seconds: number): string {
  if (seconds < 100) return `${seconds} s left`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min left` : `${Math.ceil(seconds / 3600)} h left`;
}
