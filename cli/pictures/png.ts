/** A drawing as pixels, made by the browser that is installed: fonts are its business, and no rasteriser is ours. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHROMIUM_ADVICE, chromiumFlags, findChromium } from '../chromium.ts';
import { UsageError } from '../usage-error.ts';

/** Pixels of the picture per pixel of the drawing: sharp on dense screens, and when a wiki scales it down. */
const DENSITY = 2;

/** A browser that takes longer than this hangs. */
const PATIENCE_MILLISECONDS = 60_000;

/** Throws `UsageError` where there is no browser, or it makes no picture. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const browser = findChromium();
  if (browser === null) throw new UsageError('a PNG needs a browser, and none was found', CHROMIUM_ADVICE);
  const folder = mkdtempSync(join(tmpdir(), 'closecall-'));
  try {
    const source = join(folder, 'picture.svg');
    const target = join(folder, 'picture.png');
    writeFileSync(source, svg);
    await run(browser, [
      '--headless',
      ...chromiumFlags(),
      '--disable-gpu',
      '--hide-scrollbars',
      '--no-first-run',
      '--disable-background-networking',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--force-device-scale-factor=${DENSITY}`,
      `--window-size=${sizeOf(svg).join(',')}`,
      `--screenshot=${target}`,
      pathToFileURL(source).href,
    ]);
    return readFileSync(target);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${browser} made no picture: ${(error as Error).message}`, CHROMIUM_ADVICE);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Width and height that the drawing says it has. */
function sizeOf(svg: string): [number, number] {
  const [, width, height] = /^<svg [^>]*?width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  return [Number(width), Number(height)];
}

function run(program: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'ignore', timeout: PATIENCE_MILLISECONDS });
    child.on('error', reject).on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}
