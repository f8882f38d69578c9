import { describe, expect, test } from '@jest/globals';
import { visible } from '../../src/report/visible.ts';
import { DEFAULT_LAYOUT, layout } from '../../viewer/layout.ts';
import { serialise } from '../../viewer/markup.ts';
import { drawing } from '../../viewer/svg/drawing.ts';
import { LIGHT, type Role } from '../../viewer/svg/paint.ts';
import { toSvg } from '../../viewer/svg.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { raceFinding, raceTimeline } from '../support/race-fixture.ts';
import { race, stories } from '../support/story-fixtures.ts';
import { type Row, timelineFrom } from '../support/timeline-rows.ts';

const svg = toSvg(layout(raceTimeline, raceFinding));

const ATTRIBUTES = new Set(
  (
    'xmlns width height viewBox role aria-labelledby font-family font-size font-weight letter-spacing id x y ' +
    'x1 y1 x2 y2 cx cy r d points transform text-anchor fill fill-opacity stroke stroke-width stroke-opacity ' +
    'stroke-dasharray stroke-linejoin stroke-linecap paint-order patternUnits'
  ).split(' '),
);

const ELEMENTS = new Set(
  'svg title desc defs pattern g rect line polyline polygon path circle text'.split(' '),
);

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Its own or the nearest one around it. */
  readonly stroke: string | undefined;
}

/** Tags of an XML document in order, with their attributes; throws where tags are not closed in order. */
function tags(xml: string): Tag[] {
  const open: Tag[] = [];
  const found: Tag[] = [];
  for (const [, end, name = '', rest = '', empty] of xml.matchAll(
    /<(\/?)([a-z][\w-]*)((?:\s+[\w:-]+="[^"<>]*")*)\s*(\/?)>/gi,
  )) {
    if (end === '/') {
      if (open.pop()?.name !== name) throw new Error(`${name} closed out of order`);
      continue;
    }
    const attributes = new Map(
      [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
    );
    const tag = { name, attributes, stroke: attributes.get('stroke') ?? open.at(-1)?.stroke };
    if (empty !== '/') open.push(tag);
    found.push(tag);
  }
  if (open.length > 0 || xml.split('<').length - 1 !== found.length + xml.split('</').length - 1)
    throw new Error('stray markup');
  return found;
}

/** End points of the lines of one colour: packets of one kind. Lines of one look are one path. */
function lines(document: string, role: Role): number[][] {
  return tags(document)
    .filter(({ name, stroke }) => name === 'path' && stroke === LIGHT[role])
    .flatMap(({ attributes }) => twoPointed(attributes.get('d') ?? ''))
    .filter(([x = 0, , right = 0]) => Math.abs(right - x) > SHORTEST_ARROW);
}

/** Hatching and heads are shorter. */
const SHORTEST_ARROW = 100;

/** The parts of a path that are one line from point to point: heads have three points. */
function twoPointed(path: string): number[][] {
  const found: number[][] = [];
  let [x, y] = [0, 0];
  for (const [, command = '', text = ''] of path.matchAll(/([Mm][^Mm]*?)(?=[a-ln-zA-LN-Z])([^Mm]*)/g)) {
    const [, stepX = 0, stepY = 0] = /(-?[\d.]+) ?(-?[\d.]+)/.exec(command)?.map(Number) ?? [];
    [x, y] = command.startsWith('M') ? [stepX, stepY] : [x + stepX, y + stepY];
    const steps = (text.match(/-?[\d.]+/g) ?? []).map(Number);
    const [right = 0, down = 0] = steps;
    if (/^l[^a-zA-Z]*$/.test(text) && steps.length === 2) found.push([x, y, x + right, y + down]);
    if (!text.includes('z') && text.startsWith('l')) {
      x += sum(steps.filter((_, index) => index % 2 === 0));
      y += sum(steps.filter((_, index) => index % 2 === 1));
    }
  }
  return found;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Do two segments cross? By the side on which each one's ends lie of the other. */
function cross([ax, ay, bx, by]: readonly number[], [cx, cy, dx, dy]: readonly number[]): boolean {
  const side = (px = 0, py = 0, qx = 0, qy = 0, rx = 0, ry = 0) =>
    Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
  return (
    side(ax, ay, bx, by, cx, cy) !== side(ax, ay, bx, by, dx, dy) &&
    side(cx, cy, dx, dy, ax, ay) !== side(cx, cy, dx, dy, bx, by)
  );
}

describe('the picture as a file', () => {
  test('the request and the FIN cross on the paper', () => {
    const [fin] = lines(svg, 'fin');
    const request = lines(svg, 'data').at(-1);
    expect(fin && request && cross(fin, request)).toBe(true);
  });

  test('a request that was delivered crosses nothing', () => {
    for (const { name, timeline, finding } of stories.filter(
      (story) => story.name === 'premature-close-before-headers',
    )) {
      const document = toSvg(layout(timeline, finding));
      for (const request of lines(document, 'data')) {
        expect([name, lines(document, 'fin').some((fin) => cross(fin, request))]).toEqual([name, false]);
      }
    }
  });

  test('only drawn elements, only presentation attributes, nothing from elsewhere', () => {
    for (const { timeline, finding } of stories) {
      for (const theme of ['light', 'dark'] as const) {
        for (const { name, attributes } of tags(toSvg(layout(timeline, finding), theme))) {
          expect(ELEMENTS).toContain(name);
          for (const [key, value] of attributes) {
            expect(ATTRIBUTES).toContain(key);
            if (key !== 'xmlns') expect(value).not.toMatch(/url\((?!#cc-)|https?:|data:|javascript:/);
          }
        }
      }
    }
  });

  test('it has a size, a title and a description that tells the moments', () => {
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+"/,
    );
    expect(svg).toContain('<title id="cc-title">Keep-alive race: POST /ok</title>');
    expect(svg).toMatch(/<desc id="cc-desc">1\. At the upstream: Upstream closes/);
    expect(svg).toContain('crosses frame 77');
  });

  test('every id has the prefix, so that it meets no other in a page', () => {
    const ids = tags(svg).flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !id.startsWith('cc-'))).toEqual([]);
  });

  test('the same input gives the same bytes', () => {
    expect(toSvg(layout(raceTimeline, raceFinding))).toBe(svg);
  });

  test.each([
    [60, 20_000],
    [1000, 180_000],
  ])('%i rows fit into %i bytes, and each is there', (count, most) => {
    const rows: Row[] = Array.from({ length: count }, (_, index) => [
      index + 1,
      index / 100,
      index % 2 === 0 ? 'C' : 'S',
      'PSH',
      1 + index * 10,
      1 + index * 10,
      10,
    ]);
    const options = { ...DEFAULT_LAYOUT, maxRows: count };
    const long = toSvg(layout(timelineFrom({ client: 'a:1', server: 'b:2', rows }), null, options));
    expect(lines(long, 'data')).toHaveLength(count);
    expect(long.length).toBeLessThan(most);
    expect(svg.length).toBeLessThan(20_000);
  });

  test.each(HOSTILE_TEXTS.map((text) => [visible(text, 30), text]))('%s stays text', (_, text) => {
    const { request } = raceFinding;
    const finding = {
      ...raceFinding,
      title: text,
      kind: text,
      explanation: text,
      request: request && { ...request, method: text, target: text },
      evidence: raceFinding.evidence.map((item) => ({ ...item, text })),
    };
    const exchanges = raceTimeline.exchanges.map((each) => ({
      ...each,
      request: each.request && { ...each.request, method: text, target: text },
    }));
    const timeline = { ...raceTimeline, exchanges, client: { ...raceTimeline.client, address: text } };
    for (const width of [340, 1080]) {
      const found = tags(toSvg(layout(timeline, finding, { ...DEFAULT_LAYOUT, width })));
      expect(
        found.filter(
          ({ name, attributes }) =>
            !ELEMENTS.has(name) || [...attributes.keys()].some((key) => !ATTRIBUTES.has(key)),
        ),
      ).toEqual([]);
    }
  });

  test('light and dark differ in nothing but colours', () => {
    const dark = toSvg(layout(race.timeline, race.finding), 'dark');
    const plain = (document: string) => document.replace(/#[0-9a-f]{6}/g, '#');
    expect(plain(dark)).toBe(plain(svg));
    expect(dark).not.toBe(svg);
  });
});

describe('a part of a drawing', () => {
  const plan = layout(raceTimeline, raceFinding);
  const [gap] = plan.breaks;
  const zigzags = (visible: { top: number; bottom: number }) => {
    const nodes = drawing(plan, { idPrefix: 'x-', palette: LIGHT, visible, attributesOf: null });
    const drawn = nodes.map(serialise).join('');
    return plan.columns.lanes.map(
      (x) => drawn.split(`d="M${x} `).filter((piece) => piece.split('"')[0]?.includes('L')).length,
    );
  };

  test('has the lanes with the silences that it shows, and no others', () => {
    if (gap === undefined) throw new Error('the race has a silence');
    expect(zigzags({ top: gap.top, bottom: gap.bottom })).toEqual([1, 1]);
    expect(zigzags({ top: gap.bottom + 50, bottom: gap.bottom + 60 })).toEqual([0, 0]);
  });
});
