import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ViewerModel } from '../../viewer/model.ts';
import { verdictSentence } from '../../viewer/page/verdict.ts';
import { launchChromium } from '../support/chromium.ts';
import { viewerHtml } from '../support/viewer-file.ts';
import { packed, storiesModel } from '../support/viewer-model.ts';

const model = storiesModel();
const script = readFileSync(fileURLToPath(new URL('../../dist/viewer/closecall-viewer.js', import.meta.url)));
let browser: Browser;
let server: Server;
let origin: string;

/** A host's page with the strict policy that a careful host would have. */
function hostPage(element: string): string {
  return `<!doctype html><meta charset="utf-8"><title>host</title>
    <style>h2 { color: rgb(255, 0, 0) } .page { display: none }</style>
    <script type="module" src="/closecall-viewer.js"></script>
    <h2 id="own">Our wiki</h2>${element}`;
}

const FILES: Readonly<Record<string, readonly [type: string, body: string | Buffer]>> = {
  '/closecall-viewer.js': ['text/javascript', script],
  '/incident.html': ['text/html', viewerHtml(model)],
  '/incident.closecall.json': ['application/json', packed(model)],
  '/report.json': ['application/json', JSON.stringify(model.report)],
  '/capture.pcap': ['application/octet-stream', Buffer.from('d4c3b2a1020004000000000000000000', 'hex')],
  '/other.json': ['application/json', '{"a":1}'],
};

beforeAll(async () => {
  browser = await launchChromium();
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
    const [type, body] = FILES[pathname] ?? ['text/html', hostPage(searchParams.get('element') ?? '')];
    response.writeHead(200, {
      'content-type': type,
      'content-security-policy': "default-src 'self'; style-src 'unsafe-inline'",
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

interface Event {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

async function open(element: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    const told: Event[] = [];
    Object.assign(globalThis, { told });
    for (const name of ['ready', 'select', 'error', 'resize'])
      document.addEventListener(`closecall-${name}`, (event) =>
        told.push({ type: event.type, detail: (event as CustomEvent).detail }),
      );
  });
  await page.goto(`${origin}/?element=${encodeURIComponent(element)}`);
  return { page, complaints };
}

function events(page: Page, type: string): Promise<Event[]> {
  return page.evaluate(
    (wanted) => (globalThis as unknown as { told: Event[] }).told.filter((event) => event.type === wanted),
    `closecall-${type}`,
  );
}

async function until(page: Page, type: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as { told: Event[] }).told.some((event) => event.type === wanted),
    `closecall-${type}`,
  );
}

describe('<closecall-viewer>', () => {
  test.each(['incident.html', 'incident.closecall.json', 'report.json'])('shows %s', async (src) => {
    const { page, complaints } = await open(`<closecall-viewer src="/${src}"></closecall-viewer>`);
    await until(page, 'ready');
    expect(await page.locator('closecall-viewer h1').textContent()).toBe(verdictSentence(model.report));
    expect(complaints).toEqual([]);
  });

  test('lets nothing of the host in, and nothing of its own out', async () => {
    const { page } = await open('<closecall-viewer src="/incident.html"></closecall-viewer>');
    await until(page, 'ready');
    const red = 'rgb(255, 0, 0)';
    const colour = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).color);
    expect(await colour('#own')).toBe(red);
    expect(await colour('closecall-viewer h2')).not.toBe(red);
    expect(await page.locator('closecall-viewer .page').isVisible()).toBe(true);
    const stored = await page.evaluate(() => Object.keys(localStorage));
    expect(stored).toEqual([]);
    expect(await page.evaluate(() => document.title)).toBe('host');
  });

  test('begins where its attributes say, and tells what is selected', async () => {
    const { page } = await open(
      '<closecall-viewer src="/incident.html" c="1" f="13" view="diagram"></closecall-viewer>',
    );
    await until(page, 'ready');
    expect(await page.locator('closecall-viewer .packet.selected').getAttribute('aria-label')).toMatch(
      /^Frame 13,/,
    );
    await page.locator('closecall-viewer .packet').first().dispatchEvent('click', { bubbles: true });
    const [first] = await events(page, 'select');
    expect(first?.detail).toEqual({ c: 1, f: expect.any(Number) });
    expect(page.url()).not.toContain('#');
  });

  test('keys act only while it has the focus', async () => {
    const { page } = await open(
      '<input id="host-field"><closecall-viewer src="/incident.html"></closecall-viewer>',
    );
    await until(page, 'ready');
    await page.locator('#own').click();
    await page.keyboard.press('t');
    expect(await page.locator('closecall-viewer .packets-table').count()).toBe(0);
    await page.locator('closecall-viewer [data-do="view"]').focus();
    await page.keyboard.press('t');
    expect(await page.locator('closecall-viewer .packets-table').count()).toBe(1);
  });

  test.each([
    ['full', true, true],
    ['diagram', false, true],
    ['embed', false, false],
  ])('view="%s" shows the lists: %s, the tools: %s', async (view, lists, tools) => {
    const { page } = await open(`<closecall-viewer src="/incident.html" view="${view}"></closecall-viewer>`);
    await until(page, 'ready');
    expect(await page.locator('closecall-viewer #cc-findings').isVisible()).toBe(lists);
    expect(await page.locator('closecall-viewer #cc-toolbar').isVisible()).toBe(tools);
    expect(await page.locator('closecall-viewer svg.live').isVisible()).toBe(true);
  });

  test.each([
    ['', '/incident.html'],
    ['href="/reports/42.html"', '/reports/42.html'],
    ['href="javascript:alert(1)"', null],
  ])('view="embed" %s links to the whole report', async (attributes, path) => {
    const { page, complaints } = await open(
      `<closecall-viewer src="/incident.html" c="1" view="embed" ${attributes}></closecall-viewer>`,
    );
    await until(page, 'ready');
    const link = page.locator('closecall-viewer a.more');
    expect(await link.isVisible()).toBe(path !== null);
    if (path !== null) {
      const url = new URL((await link.getAttribute('href')) ?? '');
      expect([url.pathname, url.hash.startsWith('#c=1')]).toEqual([path, true]);
      const opened = page.waitForEvent('popup');
      await link.click();
      expect(new URL((await opened).url()).pathname).toBe(path);
    }
    expect(complaints).toEqual([]);
  });

  test('view="table" shows the packets as a table', async () => {
    const { page } = await open('<closecall-viewer src="/incident.html" view="table"></closecall-viewer>');
    await until(page, 'ready');
    expect(await page.locator('closecall-viewer .packets-table').isVisible()).toBe(true);
  });

  test('speaks the language and wears the colours that it is told to', async () => {
    const { page } = await open(
      '<closecall-viewer src="/incident.html" lang="zh-CN" theme="dark"></closecall-viewer>',
    );
    await until(page, 'ready');
    expect(await page.locator('closecall-viewer h1').textContent()).toMatch(/[\u4e00-\u9fff]/);
    const paper = await page
      .locator('closecall-viewer .viewport')
      .evaluate((element) => getComputedStyle(element).getPropertyValue('color-scheme'));
    expect(paper).toBe('dark');
  });

  test('gives its picture and its texts to scripts', async () => {
    const { page } = await open('<closecall-viewer src="/incident.html"></closecall-viewer>');
    await until(page, 'ready');
    const given = await page.locator('closecall-viewer').evaluate((element) => {
      const viewer = element as HTMLElement & {
        toSvg(range?: { from?: number; to?: number }): string;
        toMermaid(): string;
        toMarkdown(): string;
        selection: unknown;
      };
      viewer.selection = { c: 0, f: 77 };
      return [
        viewer.toSvg(),
        viewer.toSvg({ from: 0, to: 1 }),
        viewer.toMermaid(),
        viewer.toMarkdown(),
        JSON.stringify(viewer.selection),
      ];
    });
    const [all = '', part = '', mermaid, markdown, selection] = given;
    expect(all).toMatch(/^<svg /);
    expect(part.length).toBeLessThan(all.length);
    expect(mermaid).toMatch(/^sequenceDiagram/);
    expect(markdown).toContain('fin-during-request');
    expect(selection).toBe('{"c":0,"f":77}');
  });

  test('a model and a file can be given instead of an address', async () => {
    const { page } = await open('<closecall-viewer></closecall-viewer>');
    await page.waitForFunction(() => customElements.get('closecall-viewer') !== undefined);
    await page.locator('closecall-viewer').evaluate((element, text) => {
      (element as HTMLElement & { file: Blob }).file = new Blob([text]);
    }, packed(model));
    await until(page, 'ready');
    const kept = await page.locator('closecall-viewer').evaluate((element) => {
      const viewer = element as HTMLElement & { model: ViewerModel | null };
      const before = viewer.model;
      viewer.model = null;
      const empty = viewer.shadowRoot?.querySelector('h1') === null;
      viewer.model = before;
      return empty;
    });
    expect(kept).toBe(true);
    await page.waitForFunction(
      () => document.querySelector('closecall-viewer')?.shadowRoot?.querySelector('[data-shown] h1') != null,
    );
  });

  test('what its attributes name is fetched once', async () => {
    const { page } = await open('');
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    const element = '<closecall-viewer lang="en" c="0" src="/report.json"></closecall-viewer>';
    await page.goto(`${origin}/?element=${encodeURIComponent(element)}`);
    await until(page, 'ready');
    expect(requests.filter((path) => path === '/report.json')).toEqual(['/report.json']);
  });

  test('a capture is no saved report, and what makes one of it is said', async () => {
    const { page } = await open('<closecall-viewer src="/capture.pcap"></closecall-viewer>');
    await until(page, 'error');
    expect(await page.locator('closecall-viewer [role="alert"]').textContent()).toMatch(
      /^this is no saved report; closecall report -o/,
    );
  });

  test('what cannot be read is said there and told as an event', async () => {
    const { page } = await open('<closecall-viewer src="/other.json"></closecall-viewer>');
    await until(page, 'error');
    expect(await page.locator('closecall-viewer [role="alert"]').textContent()).toBe(
      'this JSON is no report of closecall',
    );
  });

  test('tells how high it is, and is no higher than it may be', async () => {
    const { page } = await open('<closecall-viewer src="/incident.html" height="300"></closecall-viewer>');
    await until(page, 'ready');
    await page.waitForTimeout(200);
    const told = (await events(page, 'resize')).at(-1)?.detail.height;
    expect(told).toBeLessThanOrEqual(302);
    const scrolls = await page
      .locator('closecall-viewer .viewport')
      .evaluate((frame) => frame.scrollHeight > frame.clientHeight);
    expect(scrolls).toBe(true);
  });
});
