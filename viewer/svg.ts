/**
 * A layout as SVG. `drawing` gives the nodes, which a page patches; `toSvg` gives a file that stands alone: only
 * presentation attributes, no styles, no scripts, nothing from elsewhere.
 */

import { wrap } from './layout/text.ts';
import type { Layout } from './layout.ts';
import { h, type Markup, serialise } from './markup.ts';
import { compact } from './svg/compact.ts';
import { describe, facts, sentence, title } from './svg/describe.ts';
import { drawing } from './svg/drawing.ts';
import { legend } from './svg/legend.ts';
import { DARK, LIGHT, Painter, px, SANS } from './svg/paint.ts';
import { captionList } from './svg/words.ts';

/** Begins every id. */
const PREFIX = 'cc-';

/** The whole drawing with title, description and legend, as a file. */
export function toSvg(layout: Layout, theme: 'light' | 'dark' = 'light'): string {
  const palette = theme === 'dark' ? DARK : LIGHT;
  const paint = new Painter(palette, PREFIX);
  const { width } = layout.columns;
  const margin = 16;
  const head = header(layout, paint);
  const captions = layout.columns.narrow
    ? captionList(layout, paint, layout.height)
    : { markup: [], height: 0 };
  const foot = legend(layout, paint, layout.height + captions.height + 4);
  const height = Math.ceil(head.height + layout.height + captions.height + foot.height + 2 * margin);
  const size = { width: width + 2 * margin, height };
  const document = h(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...size,
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-labelledby': `${paint.id('title')} ${paint.id('desc')}`,
      'font-family': SANS,
      'stroke-linejoin': 'round',
    },
    h('title', { id: paint.id('title') }, title(layout)),
    h('desc', { id: paint.id('desc') }, describe(layout)),
    h('rect', { ...size, ...paint.fill('paper') }),
    h('g', { transform: `translate(${margin} ${margin})` }, head.markup),
    h(
      'g',
      { transform: `translate(${margin} ${margin + head.height})` },
      drawing(layout, { palette, idPrefix: PREFIX, visible: null, attributesOf: null }),
      captions.markup,
      foot.markup,
    ),
  );
  return serialise(compact(document));
}

/** The title, what happened in a sentence, and the facts of the connection. */
function header(layout: Layout, paint: Painter): { markup: Markup[]; height: number } {
  const { width, narrow } = layout.columns;
  const large = narrow ? 15 : 18;
  const small = narrow ? 11 : 12;
  const lines: [string, number, Markup['attributes']][] = [
    ...wrap(title(layout), width, large, 3, true).map(
      line(large, { ...paint.fill('text'), 'font-weight': 700 }),
    ),
    ...wrap(sentence(layout), width, small + 1, 4).map(line(small + 1, paint.fill('text'))),
    ...wrap(facts(layout), width, small, 4).map(line(small, paint.fill('muted'))),
  ];
  let y = 0;
  const markup = lines.map(([text, fontSize, attributes]) => {
    y += fontSize * 1.4;
    return h('text', { y: px(y), 'font-size': fontSize, ...attributes }, text);
  });
  return { markup, height: y + 24 };
}

function line(fontSize: number, attributes: Markup['attributes']) {
  return (text: string): [string, number, Markup['attributes']] => [text, fontSize, attributes];
}
