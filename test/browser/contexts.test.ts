/** Where the pages must run, and where at least their verdict must be readable. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';
import { escapeAttribute } from '../../src/report/escape.ts';
import { verdictSentence } from '../../viewer/page/verdict.ts';
import { launchChromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { viewerHtml } from '../support/viewer-file.ts';
import { storiesModel } from '../support/viewer-model.ts';

const model = storiesModel();
const sentence = verdictSentence(model.report);
const report = viewerHtml(model);
const reader = readFileSync(
  fileURLToPath(new URL('../../dist/viewer/closecall.html', import.meta.url)),
  'utf8',
);
const panic = fileURLToPath(new URL('../../samples/go-panic/capture.pcapng', import.meta.url));
const folder = temporaryFolder();

let browser: Browser;
let server: Server;
/** What the server answers, by path: policy of the host, and page. */
const pages = new Map<string, readonly [policy: string | null, html: string]>();

beforeAll(async () => {
  browser = await launchChromium();
  server = createServer((request, response) => {
    const [policy, html] = pages.get(request.url ?? '') ?? [null, ''];
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (policy !== null) response.setHeader('content-security-policy', policy);
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

function serve(path: string, html: string, policy: string | null = null): string {
  pages.set(path, [policy, html]);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(address);
  return page;
}

/** The document in the page's only frame. */
async function framed(page: Page): Promise<Frame> {
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  if (frame === null) throw new Error('the page has no frame');
  return frame;
}

const frame = (attributes: string) =>
  `<!doctype html><iframe width="1000" height="800" ${attributes}></iframe>`;

/** By context, how a page gets there. */
const CONTEXTS: readonly (readonly [string, (html: string, name: string) => Promise<Page | Frame>])[] = [
  ['a file', (html, name) => open(`file://${folder.file(`${name}.html`, html)}`)],
  ['a web server', (html, name) => open(serve(`/${name}`, html))],
  [
    'a sandboxed frame',
    async (html, name) => {
      serve(`/${name}-inner`, html);
      return framed(
        await open(
          serve(
            `/${name}-outer`,
            frame(`sandbox="allow-scripts allow-downloads" src="/${name}-inner"`),
            "default-src 'self'",
          ),
        ),
      );
    },
  ],
  [
    'a document inside another',
    async (html, name) =>
      framed(await open(serve(`/${name}-srcdoc`, frame(`srcdoc="${escapeAttribute(html)}"`)))),
  ],
  ['a sandbox by header', (html, name) => open(serve(`/${name}-header`, html, 'sandbox allow-scripts'))],
];

describe.each(CONTEXTS)('in %s', (_where, place) => {
  test('the report answers keys', async () => {
    const there = await place(report, 'report');
    await there.waitForSelector('html[data-ready]');
    await there.locator('[data-do="view"]').click();
    expect(await there.locator('.packets-table').count()).toBe(1);
  });

  test('the reader reads a capture', async () => {
    const there = await place(reader, 'reader');
    await there.locator('input[type="file"]').setInputFiles(panic);
    expect(await there.locator('#cc-report[data-shown] h1').textContent()).toMatch(/requests? failed/);
  });
});

describe('the page around a frame', () => {
  interface Told {
    readonly type: string;
    readonly c?: number;
    readonly f?: number;
    readonly height?: number;
  }

  /** A host's page that talks to the page in its frame, and one that does so from elsewhere. */
  async function hosted(html: string): Promise<{ page: Page; inside: Frame; told: () => Promise<Told[]> }> {
    serve('/talk-inner', html);
    const page = await open(serve('/talk', frame('sandbox="allow-scripts" src="/talk-inner"')));
    await page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(globalThis, { heard });
      addEventListener('message', ({ data }) => heard.push(data));
    });
    const inside = await framed(page);
    await inside.waitForSelector('html[data-ready]');
    const told = () => page.evaluate(() => (globalThis as unknown as { heard: Told[] }).heard);
    return { page, inside, told };
  }

  function say(page: Page, message: object): Promise<void> {
    return page.evaluate((data) => {
      document.querySelector('iframe')?.contentWindow?.postMessage({ closecall: 1, ...data }, '*');
    }, message);
  }

  test('greets it, and hears its height and what is selected', async () => {
    const { page, inside, told } = await hosted(report);
    await say(page, { type: 'hello' });
    await page.waitForFunction(() =>
      (globalThis as unknown as { heard: Told[] }).heard.some(({ type }) => type === 'ready'),
    );
    expect((await told()).find(({ type }) => type === 'resize')?.height).toBeGreaterThan(500);
    await say(page, { type: 'select', c: 1, f: 13 });
    await inside.locator('.packet.selected').waitFor();
    expect(await inside.locator('.packet.selected').getAttribute('aria-label')).toMatch(/^Frame 13,/);
    expect((await told()).findLast(({ type }) => type === 'select')).toMatchObject({ c: 1, f: 13 });
  });

  test('hands a capture to the reader', async () => {
    const { page, inside } = await hosted(reader);
    await page.evaluate((base64) => {
      const { buffer } = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const message = { closecall: 1, type: 'load', name: 'panic.pcapng', buffer };
      document.querySelector('iframe')?.contentWindow?.postMessage(message, '*', [buffer]);
    }, readFileSync(panic).toString('base64'));
    expect(await inside.locator('#cc-report[data-shown] h1').textContent()).toMatch(/requests? failed/);
  });

  test('is the only one that is heard', async () => {
    const { inside } = await hosted(report);
    const before = await inside.locator('#cc-view h2').textContent();
    await inside.evaluate(() => postMessage({ closecall: 1, type: 'select', c: 1, f: 13 }, '*'));
    await inside.waitForTimeout(200);
    expect(await inside.locator('#cc-view h2').textContent()).toBe(before);
    expect(await inside.locator('.packet.selected').count()).toBe(0);
  });
});

describe('where scripts may not run', () => {
  test.each([
    ['no scripts at all', () => open(serve('/plain', report), { javaScriptEnabled: false })],
    [
      'a frame that allows nothing',
      async () => {
        serve('/bare-inner', report);
        return framed(await open(serve('/bare', frame('sandbox="" src="/bare-inner"'))));
      },
    ],
    [
      'the policy of Jenkins, which takes styles as well',
      () => open(serve('/jenkins', report, "sandbox; default-src 'none'; img-src 'self'; style-src 'self';")),
    ],
    [
      'inside a document of a host that allows its own only',
      async () =>
        framed(
          await open(serve('/strict', frame(`srcdoc="${escapeAttribute(report)}"`), "default-src 'self'")),
        ),
    ],
  ])('%s: verdict, picture and findings can be read', async (_where, place) => {
    const there: Page | Frame = await place();
    expect(await there.locator('h1').textContent()).toBe(sentence);
    expect(await there.locator('svg.drawing').first().isVisible()).toBe(true);
    expect(await there.locator('#cc-findings tbody tr').count()).toBe(model.report.findings.length);
  });

  test('the reader says what it needs', async () => {
    const page = await open(serve('/reader-plain', reader), { javaScriptEnabled: false });
    expect(await page.locator('noscript').textContent()).toContain('needs scripts');
  });
});

test('where no worker may run, the page reads the capture itself', async () => {
  const page = await open(serve('/no-worker', reader, "worker-src 'none'"));
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.locator('input[type="file"]').setInputFiles(panic);
  expect(await page.locator('#cc-report[data-shown] h1').textContent()).toMatch(/requests? failed/);
  expect(workers).toEqual([]);
});
