/** The page on paper: A4, the worst finding on one page, long drawings in parts that fit onto pages. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { timelineKey } from '../../src/analysis.ts';
import { launchChromium, openFile } from '../support/chromium.ts';
import { RACE_CAPTURE, raceFinding, raceReport, raceTimeline } from '../support/race-fixture.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type Row, timelineFrom } from '../support/timeline-rows.ts';
import { viewerHtml } from '../support/viewer-file.ts';

/** CSS pixels of an A4 page inside margins of 1 cm. */
const A4 = { width: 718, height: 1046 };

const folder = temporaryFolder();
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(() => browser.close());

/** The page as it goes to the printer. */
async function printed(timeline: typeof raceTimeline): Promise<Page> {
  const key = timelineKey(RACE_CAPTURE, raceFinding.connection.index);
  const path = folder.file('report.html', viewerHtml({ report: raceReport, timelines: { [key]: timeline } }));
  const { page } = await openFile(browser, path, { viewport: A4 });
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true');
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  return page;
}

const partsOf = (page: Page) =>
  page.locator('.paper').evaluateAll((papers) =>
    papers.map((paper) => {
      const { height, width } = paper.getBoundingClientRect();
      const svg = paper.querySelector('svg')!.getBoundingClientRect();
      const rows = [...paper.querySelectorAll<SVGElement>('g.packets > g')].filter((packet) => {
        const middle = packet.getBoundingClientRect().top + packet.getBoundingClientRect().height / 2;
        return middle >= svg.top && middle <= svg.bottom;
      });
      return { height, width, drawn: svg.width, rows: rows.length };
    }),
  );

test('the worst finding, its heading and its whole drawing are one page', async () => {
  const page = await printed(raceTimeline);
  const parts = await partsOf(page);
  expect(parts).toHaveLength(1);
  const [top, bottom] = await page.evaluate(() => [
    document.querySelector('#cc-view')?.getBoundingClientRect().top ?? 0,
    document.querySelector('.paper')?.getBoundingClientRect().bottom ?? 0,
  ]);
  expect(bottom! - top!).toBeLessThanOrEqual(A4.height);
  expect(parts[0]!.drawn).toBeLessThanOrEqual(A4.width);
});

test('a long drawing comes in parts of at most forty rows, each no higher than a page', async () => {
  const rows: Row[] = Array.from({ length: 200 }, (_, index) => [
    200 + index,
    10 + index / 100,
    index % 2 === 0 ? 'C' : 'S',
    'PSH',
    400 + index * 10,
    400 + index * 10,
    10,
  ]);
  const more = timelineFrom({ client: 'a:1', server: 'b:2', rows }).packets;
  const packets = Object.fromEntries(
    Object.entries(raceTimeline.packets).map(([name, column]) => [
      name,
      [...column, ...(more[name as keyof typeof more] ?? [])],
    ]),
  ) as unknown as typeof raceTimeline.packets;
  const page = await printed({ ...raceTimeline, packets });
  const parts = await partsOf(page);
  expect(parts.length).toBeGreaterThanOrEqual(5);
  for (const part of parts) {
    expect(part.height).toBeLessThanOrEqual(A4.height);
    expect(part.rows).toBeLessThanOrEqual(42);
    expect(part.rows).toBeGreaterThan(0);
  }
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThanOrEqual(parts.length + 1);
});

test('after printing the page draws again what can be seen', async () => {
  const page = await printed(raceTimeline);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await page.locator('.paper').count()).toBe(0);
  expect(await page.locator('svg.live').count()).toBe(1);
});
