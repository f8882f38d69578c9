/** The page that reads captures, in a real browser. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openFile, type WatchedPage } from './chromium.ts';

const PAGE = fileURLToPath(new URL('../../dist/viewer/closecall.html', import.meta.url));

export async function openDropPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const watched = await openFile(browser, PAGE, options);
  await watched.page.waitForSelector('html[data-ready]');
  return watched;
}

/** Files as they are dropped: by path, or made here. */
export type Dropped = string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

export function made(name: string, content: Uint8Array | string): Dropped {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/** Gives the page files by its picker: what a drop does from there on. */
export async function choose(page: Page, files: readonly Dropped[]): Promise<void> {
  const input = page.locator('input[type="file"]');
  if (files.every((file) => typeof file === 'string')) await input.setInputFiles(files as string[]);
  else await input.setInputFiles(files as Exclude<Dropped, string>[]);
}

/** Drops made files on the page itself. */
export async function drop(page: Page, name: string, content: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([base64 = '', fileName = '']) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], fileName));
      return data;
    },
    [Buffer.from(content).toString('base64'), name],
  );
  for (const type of ['dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: transfer, bubbles: true });
}

/** Drops a file or a folder of this machine, as a reader's hand does. */
export async function dropPath(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 50, y: 50, data });
}

/** The page's sentence about what is open, once it is there. */
export async function verdict(page: Page): Promise<string> {
  return (await page.locator('#cc-report[data-shown] h1').textContent()) ?? '';
}

/** Kind and time of every listed finding, as the page shows them. */
export function listedFindings(page: Page): Promise<string[]> {
  return page
    .locator('#cc-findings tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => `${row.querySelector('a')?.textContent} ${row.querySelector('small')?.textContent}`),
    );
}
