import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { analyzePaths } from '../../src/node/index.ts';
import { verdictSentence } from '../../viewer/page/verdict.ts';
import { grouped } from '../../viewer/words/numbers.ts';
import { dateTime } from '../../viewer/words/report.ts';
import { axeComplaints } from '../support/axe.ts';
import { launchChromium } from '../support/chromium.ts';
import { lz4Frame, zstdFrame } from '../support/compressed-bytes.ts';
import { describeWithCorpus } from '../support/corpus.ts';
import { choose, drop, dropPath, listedFindings, made, openDropPage, verdict } from '../support/drop-page.ts';
import { temporaryFolder } from '../support/temporary.ts';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const panic = join(samples, 'go-panic/capture.pcapng');
const panicBytes = readFileSync(panic);
const refused = join(samples, 'connect-refused/capture.pcap');
const race = join(samples, 'go-idle-timeout-below-nginx/capture.pcap');
const folder = temporaryFolder();
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

afterAll(() => browser.close());

/** What the program says of the same files, in the words of the page. */
async function told(paths: readonly string[]): Promise<{ sentence: string; findings: string[] }> {
  const { report } = await analyzePaths(paths, { connections: true });
  return {
    sentence: verdictSentence(report),
    findings: report.findings.slice(0, 100).map(({ time, kind }) => `${dateTime(time)} ${kind}`),
  };
}

const captures = readdirSync(samples)
  .filter((name) => name !== 'README.md')
  .map((name) => {
    const file = readdirSync(join(samples, name)).find((each) => each.startsWith('capture.')) ?? '';
    return [name, join(samples, name, file)] as const;
  });

describe('a capture that is dropped', () => {
  test.each(captures)('%s: the page finds what the program finds', async (_name, path) => {
    const { page, complaints, requests } = await openDropPage(browser);
    await choose(page, [path]);
    const { sentence, findings } = await told([path]);
    expect(await verdict(page)).toBe(sentence);
    expect(await listedFindings(page)).toEqual(findings);
    expect([complaints, requests]).toEqual([[], []]);
  });

  test.each([
    ['gzip', gzipSync(panicBytes)],
    [
      'gz of several members',
      Buffer.concat([gzipSync(panicBytes.subarray(0, 5000)), gzipSync(panicBytes.subarray(5000))]),
    ],
    ['zstd', zstdFrame(panicBytes)],
    ['lz4', lz4Frame([panicBytes])],
  ])('is unfolded: %s', async (name, bytes) => {
    const { page, complaints } = await openDropPage(browser);
    await drop(page, `panic.pcapng.${name}`, bytes);
    expect(await verdict(page)).toBe((await told([panic])).sentence);
    expect(complaints).toEqual([]);
  });

  test('can be walked through as in a report', async () => {
    const { page, complaints } = await openDropPage(browser);
    await choose(page, [panic]);
    await verdict(page);
    await page.keyboard.press('r');
    expect(await page.locator('.detail h3').textContent()).toMatch(/^#\d+/);
    expect(complaints).toEqual([]);
  });

  test('is read in the language of the reader', async () => {
    const { page } = await openDropPage(browser, { locale: 'zh-CN' });
    expect(await page.locator('h1').textContent()).toBe('连接是谁关闭的？');
    await choose(page, [panic]);
    expect(await verdict(page)).toMatch(/个请求/);
    expect(await page.getByRole('button', { name: '打开抓包文件…' }).isVisible()).toBe(true);
  });

  test('the sample that comes with the page is a race', async () => {
    const { page } = await openDropPage(browser);
    await page.getByRole('button', { name: 'sample' }).click();
    expect(await verdict(page)).toContain('keep-alive race');
  });

  test('a folder gives the captures in it, however deep and whatever their names', async () => {
    const inside = join(folder.path, 'evidence', 'monday', 'noon');
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, 'a.dat'), panicBytes);
    writeFileSync(join(inside, '..', 'b.pcap.gz'), gzipSync(readFileSync(refused)));
    writeFileSync(join(inside, 'notes.txt'), 'no capture');
    writeFileSync(join(inside, '.hidden.pcap'), panicBytes);
    const { page, complaints } = await openDropPage(browser);
    await dropPath(page, join(folder.path, 'evidence'));
    expect(await verdict(page)).toBe((await told([panic, refused])).sentence);
    expect(await page.locator('.trust').textContent()).toContain('noon/a.dat');
    expect(complaints).toEqual([]);
  });

  test('a folder without captures is told', async () => {
    const empty = join(folder.path, 'nothing');
    mkdirSync(empty, { recursive: true });
    writeFileSync(join(empty, 'notes.txt'), 'no capture');
    const { page } = await openDropPage(browser);
    await dropPath(page, empty);
    expect(await page.locator('.trouble').textContent()).toContain('nothing: no captures in this folder');
  });

  test('the files of a rotated set are one capture', async () => {
    const set = ['x.pcap', 'x.pcap1'].map((name) => join(folder.path, name));
    const bytes = readFileSync(refused);
    const half = packetBoundary(bytes, bytes.length / 2);
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(set[0] as string, bytes.subarray(0, half));
    writeFileSync(set[1] as string, Buffer.concat([bytes.subarray(0, 24), bytes.subarray(half)]));
    const { page } = await openDropPage(browser);
    await choose(page, set);
    expect(await verdict(page)).toBe((await told([refused])).sentence);
  });
});

describe('a long capture', () => {
  test('shows findings while it is read, and can be stopped', async () => {
    const { page, complaints } = await openDropPage(browser);
    const seen = asSoonAs(page, '.so-far tbody tr', 'stop');
    await choose(page, [longCapture()]);
    expect(await seen).toMatch(/ of 8\d\.\d MB · .*packets.*findings? so far.*fin-during-request/);
    expect(await verdict(page)).toContain('keep-alive race');
    const all = 1600 * (await analyzePaths([race])).report.summary.packets;
    expect(await page.locator('.trust').textContent()).not.toContain(grouped(all));
    expect(complaints).toEqual([]);
  });

  test('is read beside the page, which goes on answering', async () => {
    const { page } = await openDropPage(browser);
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { tasks });
      const take = (list: PerformanceObserverEntryList) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration));
      new PerformanceObserver(take).observe({ entryTypes: ['longtask'] });
    });
    const start = performance.now();
    await choose(page, [longCapture()]);
    await verdict(page);
    const took = performance.now() - start;
    const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
    // A share, not a time: on a machine with other work every task takes longer.
    expect(tasks.reduce((sum, each) => sum + each, 0)).toBeLessThan(took / 5);
  });

  test('given up, shows what was open before', async () => {
    const { page } = await openDropPage(browser);
    await choose(page, [panic]);
    const before = await verdict(page);
    const seen = asSoonAs(page, '.rate', 'cancel');
    await choose(page, [longCapture()]);
    await page.getByRole('button', { name: 'Open instead' }).click();
    await seen;
    expect(await verdict(page)).toBe(before);
  });
});

describe.each(['light', 'dark'] as const)('in %s colours, axe finds nothing serious', (colorScheme) => {
  test('where nothing is open, where something is asked, and where something went wrong', async () => {
    const { page } = await openDropPage(browser, { colorScheme, bypassCSP: true });
    expect(await axeComplaints(page)).toEqual([]);
    await choose(page, [made('notes.txt', 'no capture')]);
    await page.locator('.trouble').waitFor();
    expect(await axeComplaints(page)).toEqual([]);
    await choose(page, [panic]);
    await verdict(page);
    await choose(page, [refused]);
    await page.locator('.question').waitFor();
    expect(await axeComplaints(page)).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add to what is open');
  });
});

describe('a second drop', () => {
  test('is added or opened instead, as the reader says', async () => {
    const { page } = await openDropPage(browser);
    await choose(page, [panic]);
    await verdict(page);
    await choose(page, [refused]);
    await page.getByRole('button', { name: 'Add to what is open' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-shown] .trust tbody tr').length === 2);
    expect(await verdict(page)).toBe((await told([panic, refused])).sentence);
    await choose(page, [panic]);
    await page.getByRole('button', { name: 'Open instead' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-shown] .trust tbody tr').length === 1);
    expect(await verdict(page)).toBe((await told([panic])).sentence);
  });
});

describeWithCorpus('captures of both ends', (corpus) => {
  test('dropped one after the other, are drawn as one', async () => {
    const [near = '', far = ''] = ['proxy_side', 'upstream_side'].map((end) =>
      join(corpus, 'captures/lab/haproxy_go_a', `${end}.pcap`),
    );
    const { page, complaints } = await openDropPage(browser);
    await choose(page, [near]);
    await verdict(page);
    expect(await page.locator('#cc-figure').textContent()).toContain('times estimated');
    await choose(page, [far]);
    await page.getByRole('button', { name: 'Add to what is open' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-shown] .trust tbody tr').length === 2);
    expect(await page.locator('#cc-figure').textContent()).toContain('captured here too, residual');
    expect(await page.locator('.trust').textContent()).toContain('this clock is 0.0');
    expect(complaints).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test.each([
    ['no capture', 'notes.txt', 'nothing of the kind', 'notes.txt: neither pcap nor pcapng'],
    ['an empty file', 'empty.pcap', '', 'empty.pcap: '],
    ['JSON of somebody else', 'x.json', '{"a":1}', 'x.json: this JSON is no report of closecall'],
    [
      'a report of a newer version',
      'new.json',
      '{"schema":"closecall-report/9","findings":[]}',
      'new.json: this report is of another version (closecall-report/9)',
    ],
    [
      'the data of a newer version',
      'new.closecall.json',
      '{"version":99,"report":{},"timelines":{}}',
      'new.closecall.json: data of version 99',
    ],
    ['a page that is none of ours', 'x.html', '<!doctype html><p>', 'x.html: this page holds no report'],
    [
      'a damaged report',
      'bad.json',
      '{"schema":"closecall-report/1","findings":3}',
      'bad.json: this report is damaged',
    ],
  ])('%s is told, and what was open stays', async (_what, name, content, message) => {
    const { page, complaints } = await openDropPage(browser);
    await choose(page, [made(name, content)]);
    expect(await page.locator('.trouble').textContent()).toContain(message);
    expect(await page.locator('.drop-area').isVisible()).toBe(true);
    await choose(page, [panic]);
    const before = await verdict(page);
    await choose(page, [made(name, content)]);
    await page.getByRole('button', { name: 'Open instead' }).click();
    await page.locator('.trouble').waitFor();
    expect(await verdict(page)).toBe(before);
    expect(complaints).toEqual([]);
  });

  test('a capture for which there is not enough memory is told, with the way to read it', async () => {
    const { page } = await openDropPage(browser);
    // The browser ends the decoder's thread in the middle: what it reports then is all that a page gets to know.
    await page.evaluate(() => {
      const Real = Worker;
      Reflect.set(
        globalThis,
        'Worker',
        class extends Real {
          constructor(url: string | URL) {
            super(url);
            this.addEventListener(
              'message',
              () => {
                this.terminate();
                const message = 'Array buffer allocation failed';
                setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message })));
              },
              { once: true },
            );
          }
        },
      );
    });
    await choose(page, [panic]);
    expect(await page.locator('.trouble').textContent()).toContain('more memory than a page gets');
    expect(await page.locator('.drop-area').isVisible()).toBe(true);
  });

  test('a capture that ends inside a packet is shown up to there', async () => {
    const { page } = await openDropPage(browser);
    await choose(page, [made('cut.pcapng', panicBytes.subarray(0, 20_001))]);
    await verdict(page);
    expect(await page.locator('.trust').textContent()).toContain('cut.pcapng ends inside a packet');
  });

  test("a file's name is text, whatever is in it", async () => {
    const { page, complaints } = await openDropPage(browser);
    const name = '<img src=x onerror=alert(1)>\u202egnp.pcap';
    await choose(page, [made(name, panicBytes)]);
    await verdict(page);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.source').textContent()).toContain(
      '<img src=x onerror=alert(1)>\\u{202e}gnp.pcap',
    );
    expect(complaints).toEqual([]);
  });
});

/** Where a packet of a little-endian pcap file begins, at or behind `from`. */
function packetBoundary(bytes: Buffer, from: number): number {
  let at = 24;
  while (at < from) at += 16 + bytes.readUInt32LE(at + 8);
  return at;
}

/** A race again and again for a day: 87 MB. */
function longCapture(): string {
  const path = join(folder.path, 'long.pcap');
  if (existsSync(path)) return path;
  const bytes = readFileSync(race);
  const parts: Buffer[] = [bytes.subarray(0, 24)];
  for (let round = 0; round < 1600; round++) {
    const packets = Buffer.from(bytes.subarray(24));
    for (let at = 0; at < packets.length; at += 16 + packets.readUInt32LE(at + 8))
      packets.writeUInt32LE(packets.readUInt32LE(at) + 60 * round, at);
    parts.push(packets);
  }
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** Clicks a button of the page's intake the moment that something is there; gives what the page said then. */
function asSoonAs(page: Page, selector: string, command: string): Promise<string> {
  return page.evaluate(
    ([wanted = '', button = '']) =>
      new Promise<string>((resolve) => {
        new MutationObserver((_, observer) => {
          if (document.querySelector(wanted) === null) return;
          observer.disconnect();
          const text = document.getElementById('cc-intake')?.textContent ?? '';
          document.querySelector<HTMLElement>(`[data-intake="${button}"]`)?.click();
          resolve(text);
        }).observe(document.body, { childList: true, subtree: true });
      }),
    [selector, command],
  );
}
