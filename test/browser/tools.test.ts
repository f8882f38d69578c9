import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { ViewerModel } from '../../viewer/model.ts';
import { launchChromium, openFile } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { viewerHtml } from '../support/viewer-file.ts';
import { longConnection, storiesModel } from '../support/viewer-model.ts';

const folder = temporaryFolder();
const stories = storiesModel();
const model = overTenMinutes(stories);
const file = folder.file('report.html', viewerHtml(model));
const longFile = folder.file('long.html', viewerHtml(longConnection(stories, 30_000)));
let browser: Browser;

/** The same findings, a minute apart. */
function overTenMinutes({ report, timelines }: ViewerModel): ViewerModel {
  const findings = report.findings.map((finding, minute) => ({
    ...finding,
    time: `2026-11-21T10:0${minute}:30.000000000Z`,
  }));
  const captures = report.captures.map((capture) => ({
    ...capture,
    firstTime: '2026-11-21T10:00:00.000000000Z',
    lastTime: '2026-11-21T10:10:00.000000000Z',
  }));
  return { report: { ...report, findings, captures }, timelines };
}

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(() => browser.close());

async function open(path: string, hash = '', options = {}): Promise<Page> {
  const { page } = await openFile(
    browser,
    path,
    { viewport: { width: 1280, height: 900 }, ...options },
    hash,
  );
  await page.waitForSelector('html[data-ready]');
  return page;
}

describe('findings over time', () => {
  test('dragging over a stretch writes it into the filter and narrows the list; a click shows all again', async () => {
    const page = await open(file);
    const box = await page.locator('.overview').boundingBox();
    if (box === null) throw new Error('the overview is not on the screen');
    const at = (share: number) => box.x + 300 + (box.width - 300) * share;
    await page.mouse.move(at(0), box.y + 40);
    await page.mouse.down();
    await page.mouse.move(at(0.2), box.y + 40, { steps: 4 });
    await page.mouse.up();
    expect(await page.locator('#cc-filter').inputValue()).toMatch(
      /^t>10:00:00\.\d{3} t<10:0[12]:\d\d\.\d{3}$/,
    );
    expect(await page.locator('#cc-findings tbody tr').count()).toBe(2);
    await page.mouse.click(at(0.6), box.y + 40);
    expect(await page.locator('#cc-filter').inputValue()).toBe('');
    expect(await page.locator('#cc-findings tbody tr').count()).toBe(model.report.findings.length);
  });

  test('it is drawn, in the colours of the theme, and again when they change', async () => {
    const page = await open(file, '', { colorScheme: 'light' });
    const inks = () =>
      page.locator('.overview').evaluate((canvas: HTMLCanvasElement) => {
        const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const seen = new Set<string>();
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 3] === 255) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
        return [...seen];
      });
    expect(await inks()).toContain('122,0,38');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await inks()).toContain('255,59,107');
  });

  test("an incident's address shows its findings", async () => {
    const page = await open(file, '#i=0');
    expect(await page.locator('#cc-filter').inputValue()).toMatch(/^kind:/);
    expect(await page.locator('#cc-findings tbody tr').count()).toBeGreaterThan(0);
  });
});

test('a filter that can match nothing is explained beside its box', async () => {
  const page = await open(file);
  const hint = page.locator('.filter-hint').first();
  expect(await hint.isVisible()).toBe(false);
  for (const [typed, told] of [
    ['foo:bar', /^foo:bar is no word of the filter/],
    ['t>99:99', /^t>99:99 is no time/],
    ['ran:maybe', /^ran:maybe: ran: takes no, possibly/],
  ] as const) {
    await page.locator('#cc-filter').fill(typed);
    expect(await hint.textContent()).toMatch(told);
  }
  await page.locator('#cc-filter').fill('ran:no t>03:12 "a: b"');
  expect(await hint.isVisible()).toBe(false);
});

describe('a filter for packets', () => {
  test('leaves the packets that it asks for, in the drawing and in the table', async () => {
    const page = await open(file, '#c=0');
    const all = await page.locator('#cc-figure .packet').count();
    await page.locator('#cc-filter').fill('flags:rst');
    const asked = all - (await page.locator('#cc-figure .packet.dim').count());
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(all);
    await page.locator('#cc-filter').blur();
    await page.keyboard.press('t');
    expect(await page.locator('.packets-table tbody tr[data-packet]').count()).toBe(asked);
  });
});

describe('a long connection', () => {
  test('has a map that scrolls to where it is dragged', async () => {
    const page = await open(longFile);
    await page.locator('#cc-stage').evaluate((stage) => stage.scrollIntoView({ behavior: 'instant' }));
    const box = await page.locator('#cc-map').boundingBox();
    if (box === null) throw new Error('the map is not on the screen');
    const before = await page.evaluate(() => scrollY);
    await page.mouse.click(box.x + 20, box.y + box.height * 0.8);
    const after = await page.evaluate(() => scrollY);
    expect(after - before).toBeGreaterThan(10_000);
    expect(await page.locator('#cc-figure *').count()).toBeLessThan(1500);
  });

  test('keeps its nodes few while it is scrolled', async () => {
    const page = await open(longFile);
    await page.locator('#cc-stage').evaluate((stage) => stage.scrollIntoView({ behavior: 'instant' }));
    const most = await page.evaluate(async () => {
      let nodes = 0;
      for (let step = 0; step < 30; step += 1) {
        scrollBy({ top: 2000, behavior: 'instant' });
        await new Promise((resolve) => requestAnimationFrame(resolve));
        nodes = Math.max(nodes, document.querySelectorAll('#cc-figure *').length);
      }
      return nodes;
    });
    expect(most).toBeLessThan(1500);
  });

  test('a key changes the packets that it concerns and nothing else', async () => {
    const page = await open(longFile);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const changes = await page.evaluate(async () => {
      const figure = document.querySelector('#cc-figure');
      if (figure === null) throw new Error('nothing is drawn');
      let count = 0;
      const observer = new MutationObserver((records) => {
        count += records.length;
      });
      observer.observe(figure, { subtree: true, attributes: true, childList: true, characterData: true });
      const event = new KeyboardEvent('keydown', { key: 'j', bubbles: true });
      document.activeElement?.dispatchEvent(event);
      await new Promise((resolve) => setTimeout(resolve));
      return count;
    });
    expect(changes).toBeGreaterThan(0);
    expect(changes).toBeLessThanOrEqual(8);
  });

  test('zooming keeps the time under the pointer where it is', async () => {
    const page = await open(file, '#c=0&f=77');
    const figure = page.locator('#cc-figure');
    const target = page.locator('#cc-figure [aria-label^="Frame 66,"] circle').first();
    const before = await target.boundingBox();
    if (before === null) throw new Error('frame 66 is not on the screen');
    await page.mouse.move(before.x + 3, before.y + 3);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await page.waitForFunction(
      (height) => (document.querySelector('#cc-figure')?.clientHeight ?? 0) > height,
      await figure.evaluate((element) => element.clientHeight - 1),
    );
    const after = await target.boundingBox();
    expect(Math.abs((after?.y ?? 0) - before.y)).toBeLessThan(12);
  });

  test('a frame is found by its number', async () => {
    const page = await open(longFile);
    await page.keyboard.press('g');
    await page.keyboard.type('#20001');
    await page.keyboard.press('Enter');
    expect(await page.locator('.packet.selected').getAttribute('aria-label')).toMatch(/^Frame 20001,/);
    await page.keyboard.press('g');
    await page.keyboard.type('999999');
    await page.keyboard.press('Enter');
    expect(await page.locator('#cc-status').textContent()).toContain('999999');
  });
});

describe('ways out', () => {
  test.each([
    ['save-png', /\.png$/],
    ['save-svg', /\.svg$/],
  ])('%s gives a file', async (command, name) => {
    const page = await open(file, '#c=0');
    await page.keyboard.press('c');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(`dialog [data-do="${command}"]`).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(name);
  });

  test('Markdown, Mermaid, link and filter go onto the clipboard', async () => {
    const page = await open(file, '#c=0&f=77');
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', {
        value: {
          writeText: (text: string) => Promise.resolve(void Object.assign(globalThis, { copied: text })),
        },
      });
    });
    const wanted: Readonly<Record<string, RegExp>> = {
      'copy-markdown': /^\*\*/,
      'copy-mermaid': /^sequenceDiagram/,
      'copy-link': /#c=0&f=77$/,
      'copy-filter': /^tcp\.stream eq \d+$/,
    };
    for (const [command, text] of Object.entries(wanted)) {
      await page.keyboard.press('c');
      await page.locator(`dialog [data-do="${command}"]`).click();
      expect(await page.evaluate(() => Reflect.get(globalThis, 'copied'))).toMatch(text);
    }
  });
});

test('brackets go from connection to connection', async () => {
  const page = await open(file, '#c=0');
  await page.keyboard.press(']');
  await page.waitForFunction(() => !location.hash.startsWith('#c=0'));
  await page.keyboard.press('[');
  await page.waitForFunction(() => location.hash.startsWith('#c=0'));
});
