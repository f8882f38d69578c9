/** The picture of one finding with its heading and its cure, as the file shows it before any script has run. */
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { DEFAULT_LAYOUT, type Layout, layout } from '../layout.ts';
import { h, type Markup } from '../markup.ts';
import { compact } from '../svg/compact.ts';
import { describe, facts, title } from '../svg/describe.ts';
import { drawing } from '../svg/drawing.ts';
import { legend } from '../svg/legend.ts';
import { LIGHT, Painter, SANS } from '../svg/paint.ts';
import { captionList } from '../svg/words.ts';
import { t, told } from '../words/language.ts';
import { prose } from './prose.ts';

/** Pixels. The page scrolls it sideways where there is less room and no script that draws a narrow one. */
const WIDTH = 1080;

/** What stands above the drawing: what happened, and what to change. */
export function figureHead(plan: Layout): Markup[] {
  const { finding } = plan;
  const cure = finding?.remedy[0];
  return [
    h('h2', { id: 'cc-view-title' }, title(plan)),
    h(
      'p',
      { class: 'lead' },
      finding === null ? t('Nothing was found on this connection.') : told(finding.explanation),
    ),
    h('p', { class: 'cure' }, cure === undefined ? null : [h('b', {}, t('Do')), ' ', prose(told(cure.text))]),
    h('p', { class: 'muted meta' }, prose(facts(plan))),
  ];
}

/** It carries its colours, in case a host strips the style sheet. */
export function staticFigure(timeline: Timeline, finding: Finding): Markup {
  const plan = layout(timeline, finding, { ...DEFAULT_LAYOUT, width: WIDTH });
  const idPrefix = 'cc-still-';
  const nodes = drawing(plan, { palette: LIGHT, idPrefix, visible: null, attributesOf: null });
  const whole = drawingElement(plan, new Painter(LIGHT, idPrefix), nodes, {
    class: 'drawing still',
    role: 'img',
    'aria-label': describe(plan),
  });
  return compact(whole, true);
}

/** The drawing with its list of moments (narrow only) and its legend, in an `svg` of its full height. */
export function drawingElement(
  plan: Layout,
  paint: Painter,
  nodes: readonly Markup[],
  attributes: Markup['attributes'],
): Markup {
  const captions = plan.columns.narrow ? captionList(plan, paint, plan.height) : { markup: [], height: 0 };
  const key = legend(plan, paint, plan.height + captions.height + 4);
  const height = Math.ceil(plan.height + captions.height + key.height + 8);
  const { width } = plan.columns;
  return h(
    'svg',
    {
      ...attributes,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': SANS,
      'stroke-linejoin': 'round',
    },
    nodes,
    h('g', { class: 'captions' }, captions.markup),
    key.markup,
  );
}
