/**
 * What a capture holds stays text in everything that is exported, as the programs see it that open the exports: a
 * browser for pages and drawings, an XML parser, a Markdown renderer, a terminal.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { marked } from 'marked';
import type { Browser, Page } from 'playwright-core';
import { junitPieces } from '../../src/report/junit.ts';
import { markdownPieces } from '../../src/report/markdown.ts';
import { visible } from '../../src/report/visible.ts';
import { layout } from '../../viewer/layout.ts';
import { toMarkdown } from '../../viewer/markdown.ts';
import { toSvg } from '../../viewer/svg.ts';
import { launchChromium, openFile } from '../support/chromium.ts';
import { closecall } from '../support/cli.ts';
import { hostileCapture } from '../support/hostile-capture.ts';
import { hostileReport } from '../support/hostile-report.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { raceFinding, raceTimeline } from '../support/race-fixture.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let browser: Browser;
let page: Page;
let dialogs: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
}, 60_000);
beforeEach(() => {
  dialogs = [];
});
afterAll(() => browser.close());

const texts = HOSTILE_TEXTS.filter((text) => text.trim() !== '');

test('there are enough of them', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThanOrEqual(60);
});

function hostileFinding(text: string) {
  const request = { ...raceFinding.request!, method: text, target: text };
  const evidence = raceFinding.evidence.map((item) => ({ ...item, text }));
  const remedy = [{ where: text, setting: text, value: text, text }];
  return { ...raceFinding, title: text, explanation: text, request, evidence, remedy, displayFilter: text };
}

describe('XML', () => {
  /** Names of the elements and the values at a place, of each document; null for one that is no XML. */
  const parsed = (documents: readonly string[], type: 'application/xml' | 'image/svg+xml', path: string) =>
    page.evaluate(
      ([sources, kind, selector]) =>
        sources.map((source) => {
          const root = new DOMParser().parseFromString(source, kind);
          if (root.querySelector('parsererror') !== null) return null;
          const names = [...root.querySelectorAll('*')].map(({ nodeName }) => nodeName);
          return { names: [...new Set(names)].sort(), text: root.querySelector(selector)?.textContent ?? '' };
        }),
      [documents, type, path] as const,
    );

  test('JUnit is well-formed, has its own elements only, and tells every text as it is made visible', async () => {
    const documents = texts.map((text) => [...junitPieces(hostileReport(text))].join(''));
    const results = await parsed(documents, 'application/xml', 'error');
    results.forEach((result, index) => {
      expect(result?.names).toEqual(['error', 'failure', 'testcase', 'testsuite', 'testsuites']);
      expect(documents[index]).toContain('<failure');
      expect(result).not.toBeNull();
    });
  }, 60_000);

  test('SVG is well-formed, and its description tells the text', async () => {
    const own = [
      'circle',
      'defs',
      'desc',
      'g',
      'line',
      'path',
      'pattern',
      'polygon',
      'polyline',
      'rect',
      'svg',
      'text',
      'title',
    ];
    const documents = texts.map((text) => toSvg(layout(raceTimeline, hostileFinding(text))));
    const results = await parsed(documents, 'image/svg+xml', 'title');
    results.forEach((result, index) => {
      expect([texts[index], result?.names.filter((name) => !own.includes(name))]).toEqual([texts[index], []]);
      expect(result?.text.startsWith(visible(texts[index] ?? ''))).toBe(true);
    });
  }, 60_000);
});

describe('Markdown', () => {
  /** Elements that the renderer makes of harmless texts. */
  const own = (markdown: string) =>
    new Set(
      [...(marked.parse(markdown, { async: false }) as string).matchAll(/<([a-z0-9]+)/g)].map(
        ([, name]) => name,
      ),
    );
  const report = own([...markdownPieces(hostileReport('harmless'))].join(''));
  const finding = own(toMarkdown(hostileFinding('harmless'), raceTimeline));

  test.each(texts.map((text) => [visible(text, 30), text] as const))(
    '%s makes no element',
    async (_, text) => {
      const forms = [
        { allowed: report, markdown: [...markdownPieces(hostileReport(text))].join('') },
        { allowed: finding, markdown: toMarkdown(hostileFinding(text), raceTimeline) },
      ];
      for (const { allowed, markdown } of forms) {
        await page.setContent(marked.parse(markdown, { async: false }) as string);
        const seen = await page.evaluate(() => ({
          names: [...document.body.querySelectorAll('*')].map(({ localName }) => localName),
          text: document.body.textContent ?? '',
        }));
        expect(seen.names.filter((name) => !allowed.has(name))).toEqual([]);
        const shown = visible(text, 400).trim();
        expect(seen.text.replace(/\s+/g, ' ')).toContain(shown.replace(/\s+/g, ' '));
      }
      expect(dialogs).toEqual([]);
    },
  );
});

describe('a capture full of them', () => {
  // What a file system and a packet have room for.
  const short = texts.filter((text) => new TextEncoder().encode(text).length < 1000);
  const name = `${(texts[3] ?? '').replaceAll('/', '')} & "quoted".pcapng`;
  const run = (...words: string[]) =>
    closecall(words, { cwd: folder.path, env: { CLOSECALL_CHROMIUM: '/nowhere' } });

  beforeAll(() => {
    folder.file(name, hostileCapture(short));
  });

  test('is printed as plain ASCII', async () => {
    for (const words of [
      ['scan', name, '--all'],
      ['show', name],
      ['scan', name, '--redact', 'none'],
    ]) {
      const { stdout, stderr, code } = await run(...words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^[\x20-\x7e\n]*$/) });
      expect(stdout).toMatch(/^[\x20-\x7e\n]+$/);
    }
    const { stdout } = await run('scan', name, '--json');
    expect(JSON.parse(stdout).findings.length).toBeGreaterThan(short.length / 3);
  }, 60_000);

  test('is a page that runs nothing but its own script and asks for nothing', async () => {
    expect((await run('report', name, '-o', 'hostile.html', '-q')).code).toBe(0);
    const { page: opened, complaints, requests } = await openFile(browser, join(folder.path, 'hostile.html'));
    await opened.waitForFunction(() => document.documentElement.dataset.ready === 'true');
    const strange =
      'img, iframe, form, object, template, math, foreignObject, details[open][ontoggle], body script ~ script ~ script ~ script ~ script';
    expect(await opened.locator(strange).count()).toBe(0);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await opened.context().close();
  }, 60_000);

  test('is drawings, diagrams and tickets with the names of findings, not of captures', async () => {
    expect((await run('show', name, '-o', 'forms/', '-q')).code).toBe(0);
    for (const file of readdirSync(join(folder.path, 'forms'))) {
      expect(file).toMatch(/^[a-z-]+-[0-9a-f]{10}\.(html|svg|mmd|md)$/);
      expect(readFileSync(join(folder.path, 'forms', file), 'utf8')).not.toMatch(
        /[\u202a-\u202e\u2066-\u2069]/,
      );
    }
  }, 60_000);
});
