import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeComplaints } from '../support/axe.ts';
import { launchChromium, openFile } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { viewerHtml } from '../support/viewer-file.ts';
import { storiesModel } from '../support/viewer-model.ts';

const folder = temporaryFolder();
const file = folder.file('report.html', viewerHtml(storiesModel()));
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(() => browser.close());

async function open(hash: string, options: object): Promise<Page> {
  const { page } = await openFile(browser, file, options, hash);
  await page.waitForSelector('html[data-ready]');
  return page;
}

/** The levels, by address and keys: findings, connections, the sequence, the packet, and what opens above them. */
const LEVELS = [
  ['findings and connections', '', []],
  ['the sequence', '#c=0', []],
  ['a packet', '#c=0&f=77', ['Enter']],
  ['packets as a table', '#c=0&f=77', ['t']],
  ['help', '', ['?']],
  ['ways out', '', ['c']],
] as const;

describe.each(['light', 'dark'] as const)('in %s colours, axe finds nothing serious in', (colorScheme) => {
  test.each(LEVELS)('%s', async (_, hash, keys) => {
    const page = await open(hash, { colorScheme, bypassCSP: true });
    for (const key of keys) await page.keyboard.press(key);
    expect(await axeComplaints(page)).toEqual([]);
  });
});

test('in Chinese, on a telephone, axe finds nothing serious', async () => {
  const page = await open('#c=0&f=77', {
    locale: 'zh-CN',
    viewport: { width: 390, height: 800 },
    bypassCSP: true,
  });
  expect(await axeComplaints(page)).toEqual([]);
});

describe('readers who set their system up', () => {
  test('at 400 % the page is narrow and nothing sticks out', async () => {
    const page = await open('#c=0&f=77', { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });
    for (const key of ['', 't', '?']) {
      if (key !== '') await page.keyboard.press(key);
      const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(needed).toBeLessThanOrEqual(given ?? 0);
    }
  });

  test('with forced colours the drawing keeps lines, patterns and words', async () => {
    const page = await open('#c=0', { forcedColors: 'active' });
    const drawn = await page.locator('#cc-figure').evaluate((figure) => {
      const paper = getComputedStyle(document.body).backgroundColor;
      const lines = [...figure.querySelectorAll('.packet line:first-child')];
      return {
        seen: lines.every((line) => getComputedStyle(line).stroke !== paper),
        dashes: new Set(lines.map((line) => line.getAttribute('stroke-dasharray'))).size,
      };
    });
    expect(drawn.seen).toBe(true);
    expect(drawn.dashes).toBeGreaterThanOrEqual(2);
  });

  test('with reduced motion nothing moves', async () => {
    const page = await open('', { reducedMotion: 'reduce' });
    const moving = await page.evaluate(
      () =>
        getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ||
        [...document.querySelectorAll('*')].some((element) => {
          const { animationName, transitionDuration } = getComputedStyle(element);
          return animationName !== 'none' || Number.parseFloat(transitionDuration) > 0;
        }),
    );
    expect(moving).toBe(false);
  });

  test('whatever has the focus shows it', async () => {
    const page = await open('', {});
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      const outlined = await page.evaluate(() => {
        const { activeElement } = document;
        if (activeElement === null || activeElement.closest('svg') !== null) return true;
        return getComputedStyle(activeElement).outlineStyle !== 'none';
      });
      expect(outlined).toBe(true);
    }
  });
});
