import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Connection } from '../../src/report/schema.ts';
import type { ViewerModel } from '../../viewer/model.ts';
import { launchChromium, openFile, type WatchedPage } from '../support/chromium.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { viewerHtml } from '../support/viewer-file.ts';
import { longConnection, storiesModel } from '../support/viewer-model.ts';

const folder = temporaryFolder();
const model = storiesModel();
const [raceInFindings] = model.report.findings;
const file = folder.file('report.html', viewerHtml(model));
const crowdedFile = folder.file('crowded.html', viewerHtml(crowded()));
let browser: Browser;

/** The same findings among 250 connections that went in two ways. */
function crowded(): ViewerModel {
  const connections: Connection[] = Array.from({ length: 250 }, (_, place) => ({
    index: 1000 + place,
    client: `192.168.100.200:${40_000 + place}`,
    server: '192.168.100.201:8080',
    roleEvidence: 'syn',
    firstFrame: 1,
    lastFrame: 9,
    firstTime: '2026-11-21T10:00:00.000000000Z',
    lastTime: '2026-11-21T10:00:09.000000000Z',
    packets: [120, 120],
    payloadBytes: [100, 100],
    requests: 117,
    responses: 116,
    history:
      place % 5 === 0
        ? 'S h A | (Q r x113) | Q114 r114 | Q115 r115 | Q116 r116 | ~5.0s f Q117! | R F'
        : 'S h A | Q1 r1 | f F',
    closedBy: 'server',
    end: 'rst',
    finFrames: [null, 9],
    rstFrames: [[], []],
    retransmissions: [0, 0],
    outOfOrder: [0, 0],
    gaps: [0, 0],
  }));
  const shapes = [
    { history: 'S h A | Q r | f F', connections: 200 },
    { history: 'S h A | (Q r)+ | ~ f Q! | R F', connections: 50 },
  ];
  return { ...model, report: { ...model.report, connections, shapes } };
}

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(() => browser.close());

async function open(hash = '', options = {}, path = file): Promise<WatchedPage> {
  const watched = await openFile(browser, path, options, hash);
  await watched.page.waitForSelector('html[data-ready]');
  return watched;
}

/** Frame of the selected packet. */
function selected(page: Page): Promise<string | null> {
  return page.locator('.detail h3').textContent();
}

/** Ends of the packet's arrow on the screen. */
async function ends(page: Page, frame: number) {
  return page
    .locator(`#cc-figure [aria-label^="Frame ${frame},"] line`)
    .first()
    .evaluate((line) => {
      const at = (name: string) => Number(line.getAttribute(name));
      const leftwards = at('x1') > at('x2');
      return { client: leftwards ? at('y2') : at('y1'), server: leftwards ? at('y1') : at('y2') };
    });
}

describe('the report in a browser', () => {
  test('opens from a file without an error, a request or a policy violation', async () => {
    const { page, complaints, requests } = await open();
    for (const key of [
      'n',
      'n',
      'n',
      'n',
      'n',
      'p',
      'j',
      'Enter',
      't',
      't',
      'a',
      'z',
      'z',
      'z',
      '+',
      '?',
      'Escape',
    ])
      await page.keyboard.press(key);
    for (const action of ['theme', 'help']) await page.locator(`[data-do="${action}"]`).first().click();
    await page.keyboard.press('Escape');
    expect([complaints, requests]).toEqual([[], []]);
  });

  test('a double click on a silence shows it at length, another one as before', async () => {
    const { page } = await open();
    const height = () => page.locator('#cc-figure svg').evaluate((svg) => svg.getBoundingClientRect().height);
    const before = await height();
    await page
      .locator('[data-gap]')
      .first()
      .dblclick({ position: { x: 60, y: 12 } });
    expect(await height()).toBeGreaterThan(before + 200);
    await page
      .locator('[data-gap]')
      .first()
      .dblclick({ position: { x: 60, y: 12 } });
    expect(await height()).toBe(before);
    await page.keyboard.press('e');
    expect(await height()).toBeGreaterThan(before + 200);
  });

  test('the script finds the picture that the file already shows', async () => {
    const quiet = await openFile(browser, file, { javaScriptEnabled: false });
    const before = await quiet.page.locator('#cc-view h2').textContent();
    expect(await quiet.page.locator('.still').isVisible()).toBe(true);
    const { page } = await open();
    expect(await page.locator('#cc-view h2').textContent()).toBe(before);
    expect(await page.locator('#cc-view svg.live').count()).toBe(1);
  });

  test('request and FIN of the race cross on the screen', async () => {
    const { page } = await open('#c=0&f=77');
    const request = await ends(page, 66);
    const fin = await ends(page, 77);
    expect(request.client).toBeLessThan(fin.client);
    expect(request.server).toBeGreaterThan(fin.server);
  });

  test('the keyboard walks packets and findings and opens details', async () => {
    const { page } = await open();
    await page.keyboard.press('r');
    expect(await selected(page)).toBe('#77 FIN');
    await page.keyboard.press('j');
    expect(await selected(page)).toBe('#78 FIN');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /^Frame 78, gateway to upstream/,
    );
    await page.keyboard.press('ArrowLeft');
    expect(await selected(page)).toBe('#77 FIN');
    await page.keyboard.press('Escape');
    expect(await page.locator('.sheet').isVisible()).toBe(false);
    await page.keyboard.press('n');
    expect(await page.locator('#cc-view h2').textContent()).toContain('premature-close-before-headers');
  });

  test('letters typed into the filter filter, and do nothing else', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('kind:conn');
    expect(await page.locator('#cc-findings tbody tr').count()).toBe(2);
    expect(await page.locator('#cc-findings h2').textContent()).toBe('2 of 6 findings');
    expect(await page.locator('#cc-view svg.live').count()).toBe(1);
  });

  test('a link leads to its packet, and the address follows what is selected', async () => {
    const { page } = await open('#c=1&f=13');
    expect(await page.locator('.packet.selected').getAttribute('aria-label')).toMatch(/^Frame 13,/);
    await page.locator('#cc-findings tbody a').first().click();
    await page.waitForFunction(() => location.hash.startsWith('#c=0'));
    // The page hears of its new address a moment after it has it.
    await page.locator('#cc-view h2', { hasText: 'Keep-alive race' }).waitFor();
    await page.locator('.evidence .frame').first().click();
    await page.waitForFunction(() => location.hash === '#c=0&f=77');
  });

  test('r brings the race to the middle of what the sheet leaves free', async () => {
    const { page } = await open();
    await page.keyboard.press('r');
    const place = await page.evaluate(() => {
      const packet = document.querySelector('.packet.selected')?.getBoundingClientRect();
      const sheet = document.querySelector('.sheet')?.getBoundingClientRect();
      if (packet === undefined || sheet === undefined) return Number.NaN;
      return (packet.top + packet.height / 2) / sheet.top;
    });
    expect(place).toBeGreaterThan(0.35);
    expect(place).toBeLessThan(0.65);
  });

  test('the table holds the same packets as the drawing', async () => {
    const { page } = await open();
    const drawn = await page.locator('#cc-figure .packet').count();
    await page.keyboard.press('t');
    expect(await page.locator('.packets-table tbody tr[data-packet]').count()).toBe(drawn);
  });

  test('packets that answer each other light up together', async () => {
    const { page } = await open('#c=0');
    await page
      .locator('#cc-figure [aria-label^="Frame 90,"]')
      .dispatchEvent('pointerover', { bubbles: true });
    expect(await page.locator('.linked').getAttribute('aria-label')).toMatch(/^Frame 66,/);
  });

  test.each([320, 390, 768, 1024, 1920])(
    '%i px wide, nothing is cut off and nothing sticks out',
    async (width) => {
      const { page } = await open('', { viewport: { width, height: 900 } });
      for (const key of ['', 'n', 'n', 'n', 't']) {
        if (key !== '') await page.keyboard.press(key);
        const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        expect(needed).toBeLessThanOrEqual(given ?? 0);
      }
    },
  );

  test.each([1366, 1920])('%i px wide, no table hides its last column', async (width) => {
    const { page } = await open('', { viewport: { width, height: 768 } }, crowdedFile);
    await page.keyboard.press('t');
    const cut = await page
      .locator('.scroll')
      .evaluateAll((boxes) =>
        boxes
          .filter((box) => box.scrollWidth > box.clientWidth)
          .map((box) => [box.textContent.slice(0, 30), box.scrollWidth]),
      );
    expect(cut).toEqual([]);
    const clipped = await page
      .locator('td')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
      );
    expect(clipped).toEqual([]);
  });

  test('the help opens at its beginning', async () => {
    const { page } = await open('', { viewport: { width: 1366, height: 500 } });
    await page.keyboard.press('?');
    expect(await page.locator('dialog').evaluate((dialog) => dialog.scrollTop)).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Close');
  });

  test('without scripts verdict, picture, evidence and tables are there', async () => {
    const { page, complaints } = await openFile(browser, file, {
      javaScriptEnabled: false,
      viewport: { width: 390, height: 800 },
    });
    expect(await page.locator('h1').textContent()).toContain('did not run');
    expect(await page.locator('.still').isVisible()).toBe(true);
    expect(await page.locator('#cc-findings tbody tr').count()).toBe(6);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(complaints).toEqual([]);
  });

  test('paper gets the whole drawing in light colours', async () => {
    const { page } = await open('', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  test('nothing in the page may reach the network', async () => {
    const { page, complaints } = await open();
    const reached = await page.evaluate(async () => {
      const image = new Image();
      const loaded = new Promise((resolve) => {
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
      });
      image.src = 'https://example.invalid/x.png';
      const fetched = await fetch('https://example.invalid/').then(
        () => true,
        () => false,
      );
      return [await loaded, fetched];
    });
    expect(reached).toEqual([false, false]);
    expect(complaints.some((text) => text.includes('Content Security Policy'))).toBe(true);
  });

  test('strings cannot become markup: the browser refuses', async () => {
    const { page } = await open();
    const refused = await page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>x</b>';
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toBe(true);
  });
});

describe('the page in two languages', () => {
  const chinese = folder.file('chinese.html', viewerHtml(model, 'zh-CN'));

  test('a Chinese browser reads Chinese, and switches to English for good', async () => {
    const { page, complaints } = await open('', { locale: 'zh-CN' });
    expect(await page.locator('h1').textContent()).toMatch(/个请求中有 1 个失败/);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await page.locator('[data-do="language"]').click();
    expect(await page.locator('h1').textContent()).toMatch(/requests? failed/);
    await page.reload();
    await page.waitForSelector('html[data-ready]');
    expect(await page.locator('h1').textContent()).toMatch(/requests? failed/);
    expect(complaints).toEqual([]);
  });

  test('the filter stays in its box and in force when the language changes', async () => {
    const { page } = await open();
    await page.locator('#cc-filter').fill('kind:nothing');
    await page.locator('[data-do="language"]').click();
    await page.waitForFunction(() => document.documentElement.lang === 'zh-CN');
    expect(await page.locator('#cc-filter').inputValue()).toBe('kind:nothing');
    expect(await page.locator('#cc-findings').textContent()).toContain('没有匹配项');
  });

  test('a file made in Chinese is Chinese without scripts and for every reader', async () => {
    const { page } = await openFile(browser, chinese, { javaScriptEnabled: false });
    expect(await page.locator('h1').textContent()).toMatch(/个请求中有 1 个失败/);
    expect(await page.locator('#cc-view h2').textContent()).toMatch(/竞态/);
    const scripted = await open('', { locale: 'en-GB' }, chinese);
    expect(await scripted.page.locator('#cc-view h2').textContent()).toMatch(/竞态/);
  });

  test('kinds, frames and times stay as they are', async () => {
    const shown = (page: Page) => page.locator('#cc-findings tbody th').allTextContents();
    const english = await shown((await open()).page);
    const { page } = await open('', { locale: 'zh-CN' });
    expect(await shown(page)).toEqual(english);
    expect(await page.locator('#cc-findings').textContent()).toContain('fin-during-request');
    expect(await page.locator('.evidence .frame').first().textContent()).toMatch(/^#\d+$/);
  });
});

describe('hundreds of connections in a browser', () => {
  test('stay in a box of bounded height that the keyboard scrolls', async () => {
    const { page } = await open('', { viewport: { width: 1366, height: 768 } }, crowdedFile);
    const box = page.locator('#cc-connections .long');
    expect(await box.evaluate((element) => element.clientHeight)).toBeLessThan(768);
    await box.focus();
    await page.keyboard.press('End');
    await page.waitForFunction(
      () => (document.querySelector('#cc-connections .long')?.scrollTop ?? 0) > 1000,
    );
  });

  test('go on where their end comes near, and say how many there are', async () => {
    const { page } = await open('', {}, crowdedFile);
    const table = page.locator('#cc-connections table');
    const rows = page.locator('#cc-connections tbody tr');
    expect(await rows.count()).toBe(100);
    expect(await table.getAttribute('aria-rowcount')).toBe('251');
    expect(await rows.last().getAttribute('aria-rowindex')).toBe('101');
    await page.locator('#cc-connections .long').focus();
    for (const count of [200, 250]) {
      await page.keyboard.press('End');
      await page.waitForFunction(
        (wanted) => document.querySelectorAll('#cc-connections tbody tr').length === wanted,
        count,
      );
    }
    expect(await table.getAttribute('aria-rowcount')).toBeNull();
    expect(await page.locator('#cc-connections .more').count()).toBe(0);
    expect(await rows.last().locator('th').textContent()).toBe('#1249');
  });

  test('are narrowed to those that went alike', async () => {
    const { page } = await open('', {}, crowdedFile);
    const title = page.locator('#cc-connections h2');
    const rare = page.locator('.shape').nth(1);
    await rare.click();
    expect(await title.textContent()).toBe('50 of 250 connections');
    expect(await rare.getAttribute('aria-pressed')).toBe('true');
    await rare.click();
    expect(await title.textContent()).toBe('250 connections');
  });

  test('are all on paper', async () => {
    const { page } = await open('', {}, crowdedFile);
    const rows = page.locator('#cc-connections tbody tr');
    expect(await rows.count()).toBe(100);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await rows.count()).toBe(250);
    await page.emulateMedia({ media: 'print' });
    const hidden = await page
      .locator('.long')
      .evaluateAll((boxes) => boxes.filter((box) => box.scrollHeight > box.clientHeight + 1).length);
    expect(hidden).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await rows.count()).toBe(100);
  });
});

describe('hostile captures in a browser', () => {
  test('no text becomes an element, in the file or in the living page', async () => {
    const texts = HOSTILE_TEXTS.filter((text) => text.length < 5000);
    const findings = texts.map((text, index) => {
      if (raceInFindings === undefined) throw new Error('the model has findings');
      const request = raceInFindings.request && { ...raceInFindings.request, method: text, target: text };
      const evidence = raceInFindings.evidence.map((item) => ({ ...item, text }));
      return {
        ...raceInFindings,
        id: `x${index}`,
        title: text,
        explanation: text,
        kind: text,
        logs: [text],
        evidence,
        request,
      };
    });
    const hostile = { ...model, report: { ...model.report, findings } };
    const path = folder.file('hostile.html', viewerHtml(hostile));
    const { page, complaints, requests } = await open('', {}, path);
    const strange = () =>
      page.evaluate(
        () =>
          document.querySelectorAll(
            'img, iframe, form, template, math, foreignObject, b b, body script ~ script ~ script ~ script ~ script',
          ).length,
      );
    expect(await strange()).toBe(0);
    for (let step = 0; step < texts.length; step += 1) await page.keyboard.press('n');
    await page.keyboard.press('t');
    expect(await strange()).toBe(0);
    expect([complaints, requests]).toEqual([[], []]);
  });
});

describe('a long connection in a browser', () => {
  test('twenty thousand packets are a few hundred nodes, and each can be reached', async () => {
    const path = folder.file('long.html', viewerHtml(longConnection(model, 20_000)));
    const { page, complaints } = await open('#c=0&f=15000', {}, path);
    expect(await page.locator('#cc-figure *').count()).toBeLessThan(1500);
    expect(await page.locator('.packet.selected').getAttribute('aria-label')).toMatch(/^Frame 15000,/);
    await page.keyboard.press('t');
    await page.keyboard.press('j');
    expect(await page.locator('#cc-figure *').count()).toBeLessThan(2500);
    expect(await page.locator('.packets-table tr.selected th').textContent()).toBe('#15001');
    expect(complaints).toEqual([]);
  });

  test('after a zoom, what lies beyond the screen is drawn again', async () => {
    const path = folder.file('zoomed.html', viewerHtml(longConnection(model, 5000)));
    const { page } = await open('#c=0&f=3000', {}, path);
    await page.keyboard.press('+');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('#cc-figure .packet')].some(
        (packet) => packet.getBoundingClientRect().top > innerHeight + 250,
      ),
    );
    expect(await page.locator('#cc-figure *').count()).toBeLessThan(1500);
  });
});
