/** The Mermaid diagrams through Mermaid itself: they parse, and nothing captured is more than text in them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { visible } from '../../src/report/visible.ts';
import { MOST_CHARACTERS, MOST_ROWS, toMermaid } from '../../viewer/mermaid.ts';
import { launchChromium } from '../support/chromium.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { loadMermaid, renderMermaid } from '../support/mermaid.ts';
import { raceFinding, raceTimeline } from '../support/race-fixture.ts';
import { stories } from '../support/story-fixtures.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
}, 60_000);

afterAll(() => browser.close());

const harmless = (elements: readonly string[]) =>
  elements.filter((name) =>
    ['script', 'img', 'iframe', 'a', 'foreignobject', 'object', 'input'].includes(name),
  );

describe.each(['strict', 'loose'] as const)('with security level %s', (level) => {
  beforeAll(() => loadMermaid(page, level), 60_000);

  test.each(stories.map((story) => [story.name, story] as const))('%s is drawn', async (_, story) => {
    const text = toMermaid(story);
    const { texts } = await renderMermaid(page, text);
    for (const { frame } of story.finding.evidence) expect(texts.join('\n')).toContain(`#${frame} `);
  });

  test('hostile texts are drawn letter by letter and create no element', async () => {
    for (const hostile of HOSTILE_TEXTS) {
      const request = { ...raceFinding.request!, method: 'GET', target: hostile };
      const finding = { ...raceFinding, title: hostile, explanation: hostile, request };
      const timeline = { ...raceTimeline, client: { ...raceTimeline.client, address: hostile } };
      const { texts, elements } = await renderMermaid(page, toMermaid({ finding, timeline }));
      expect(harmless(elements)).toEqual([]);
      // What fits whole must come back whole; longer texts end in dots.
      const shown = visible(hostile, 48).trim();
      const participant = texts.find((each) => each.startsWith('gateway')) ?? '';
      if (!participant.endsWith('...'))
        expect(participant.replace(/^gateway ?/, '').trim()).toBe(squeezed(shown));
    }
  }, 120_000);
});

/** A drawing shows neither line ends nor runs of spaces. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('a diagram', () => {
  test.each(stories.map((story) => [story.name, story] as const))('of %s fits into a ticket', (_, story) => {
    const text = toMermaid(story);
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
    const rows = text.split('\n').filter((line) => /^(?:[GU](?:-|--)[>x)]|Note )/.test(line));
    expect(rows.length).toBeLessThanOrEqual(MOST_ROWS);
    expect(rows.length).toBeGreaterThan(0);
  });
});
