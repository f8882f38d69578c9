/** The browser that is on this machine, driven through playwright-core. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** CLOSECALL_CHROMIUM, else the first of the usual places. */
function chromiumPath(): string {
  const path = process.env.CLOSECALL_CHROMIUM ?? PLACES.find(existsSync);
  if (path === undefined) throw new Error('no Chromium found: install one, or name it in CLOSECALL_CHROMIUM');
  return path;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** Console errors and warnings, exceptions, policy violations. */
  readonly complaints: readonly string[];
  /** Addresses asked for beyond the file itself. */
  readonly requests: readonly string[];
}

/** Opens a local file and notes everything that a report must not do. */
export async function openFile(
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
  hash = '',
): Promise<WatchedPage> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  const address = `file://${path}`;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    // A blob is the page's own memory: nothing goes over a network for it.
    if (!request.url().startsWith(address) && !request.url().startsWith('blob:'))
      requests.push(request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  await page.goto(address + hash);
  return { page, complaints, requests };
}
