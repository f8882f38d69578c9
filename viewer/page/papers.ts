/** A drawing for paper: in parts of at most forty rows, each of which fits onto a page and says whose lanes it shows. */
import { highestPixel, type View } from '../layout/in-view.ts';
import type { Layout } from '../layout.ts';
import { h, type Markup } from '../markup.ts';
import { drawing } from '../svg/drawing.ts';
import { headings } from '../svg/lanes.ts';
import { legend } from '../svg/legend.ts';
import { LIGHT, Painter, px, SANS } from '../svg/paint.ts';

const MOST_ROWS = 40;

/** Pixels for which to lay out: wide enough for notes beside the lanes, and readable when it is scaled to a page. */
export const PAPER_WIDTH = 960;

/** Pixels for the lanes' names above a part that has none of its own. */
const HEAD = 52;

export function papers(plan: Layout): Markup[] {
  const parts = partsOf(plan);
  return parts.map((part, index) => h('div', { class: 'paper' }, paper(plan, part, index, parts.length)));
}

/** From where to where each part goes, pixels: one begins where its first row does, and above everything after. */
function partsOf(plan: Layout): View[] {
  const { rows, height, columns } = plan;
  const tops = [0];
  for (let row = MOST_ROWS; row < rows.length; row += MOST_ROWS) {
    tops.push(Math.min(highestPixel(plan, row), height) - columns.pitch / 2);
  }
  return tops.map((top, index) => ({ top, bottom: tops[index + 1] ?? height }));
}

function paper(plan: Layout, part: View, index: number, count: number): Markup {
  const paint = new Painter(LIGHT, `cc-paper-${index}-`);
  const { width } = plan.columns;
  const head = index === 0 ? 0 : HEAD;
  const tall = px(part.bottom - part.top);
  const key = index === count - 1 ? legend(plan, paint, head + tall + 4) : null;
  const height = Math.ceil(head + tall + (key?.height ?? 0) + 8);
  const nodes = drawing(plan, { palette: LIGHT, idPrefix: paint.prefix, visible: part, attributesOf: null });
  return h(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': SANS, 'stroke-linejoin': 'round' },
    head === 0 ? null : headings({ ...plan, extent: { top: 0, bottom: 0 } }, paint),
    // What reaches in from the part before or after is cut at the edge.
    h('svg', { y: head, width, height: tall, viewBox: `0 ${px(part.top)} ${width} ${tall}` }, nodes),
    key?.markup,
  );
}
