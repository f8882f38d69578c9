/** The two lanes: who they are, what state they are in, where time is not to scale. */

import type { Clocks } from '../../src/timeline/clocks.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { LANE_EDGE } from '../layout/arrows.ts';
import type { Band, BandStyle, InFlight } from '../layout/bands.ts';
import type { Break } from '../layout/breaks.ts';
import { clip } from '../layout/text.ts';
import type { Layout } from '../layout.ts';
import { type Child, h, keyed, type Markup } from '../markup.ts';
import { frameName } from '../words/frame.ts';
import { t } from '../words/language.ts';
import { duration, roughly } from '../words/numbers.ts';
import { sideName } from './describe.ts';
import { MONO, type Painter, px, type Role } from './paint.ts';

export function headings({ columns, timeline, clocks, extent, finding }: Layout, paint: Painter): Markup {
  const { narrow, width } = columns;
  const edge = Math.min(columns.lanes[0], width - columns.lanes[1]);
  const room = narrow ? width / 2 - 6 : Math.min(columns.lanes[1] - columns.lanes[0], 2 * edge);
  const lanes = ([0, 1] as const).map((lane) => {
    const x = columns.narrow ? [2, columns.width - 2][lane] : columns.lanes[lane];
    const anchor = columns.narrow ? ['start', 'end'][lane] : 'middle';
    const place = { x, 'text-anchor': anchor };
    const address = (lane === 0 ? timeline.client : timeline.server).address;
    const time =
      clocks.distance[lane] === 0
        ? capturedText(timeline, clocks, lane)
        : estimateText(clocks, lane, columns.narrow);
    return h(
      'g',
      {},
      h(
        'text',
        { ...place, y: 14, 'font-size': 13, 'font-weight': 650, ...paint.fill('text') },
        sideName(lane, finding),
      ),
      h(
        'text',
        { ...place, y: 29, 'font-size': 11, 'font-family': MONO, ...paint.fill('text') },
        clip(address, room, 11.5),
      ),
      h(
        'text',
        { ...place, y: 43, 'font-size': 10.5, ...paint.fill('muted') },
        `${clocks.distance[lane] === 0 ? '●' : '○'} ${time}`,
      ),
    );
  });
  const top = extent.top - 12;
  return h('g', {}, lanes, captureLine(columns.lanes, clocks.capturePoint, top, extent.bottom, paint));
}

/** Two captures were brought to one clock: as well as their packets allowed. */
function capturedText({ second }: Timeline, { secondLane }: Clocks, lane: 0 | 1): string {
  return second !== undefined && lane === secondLane
    ? t('captured here too, residual {0}', duration(second.residual))
    : t('captured here');
}

function estimateText({ scale, spread }: Clocks, lane: 0 | 1, isNarrow: boolean): string {
  if (scale === 'measured' && isNarrow) return `± ${roughly(spread[lane])}`;
  return scale === 'measured' ? t('times estimated, ± {0}', roughly(spread[lane])) : t('slope not to scale');
}

/** A capture taken between the endpoints has its own line: there the times are exact. */
function captureLine(
  lanes: readonly [number, number],
  at: number,
  top: number,
  bottom: number,
  paint: Painter,
): Child[] | null {
  if (at === 0 || at === 1) return null;
  const x = px(lanes[0] + (lanes[1] - lanes[0]) * at);
  return [
    h('line', { x1: x, x2: x, y1: top, y2: bottom + 10, ...paint.line('muted', 1, '3 5') }),
    h(
      'text',
      { x, y: top - 4, 'text-anchor': 'middle', 'font-size': 10.5, ...paint.fill('muted') },
      `● ${t('captured here')}`,
    ),
  ];
}

const BAND_FILL: Readonly<Record<BandStyle, Role>> = {
  opening: 'paper',
  open: 'band',
  closing: 'band',
  closed: 'control',
};

/** Outlined while opening, dashed where only inferred, hatched while closing, dark when closed. */
export function bandMarkup(band: Band, layout: Layout, paint: Painter): Markup {
  const box = {
    x: layout.columns.lanes[band.lane] - LANE_EDGE,
    y: px(band.top),
    width: LANE_EDGE * 2,
    height: px(band.bottom - band.top),
  };
  const fill = BAND_FILL[band.style];
  const inferred = band.inferred !== null;
  const body =
    inferred || band.style === 'opening'
      ? { ...paint.both(fill, 'control', 1), 'stroke-dasharray': inferred ? '2 2' : undefined }
      : paint.fill(fill);
  const opacity = band.style === 'closed' ? 0.6 : undefined;
  return keyed(
    `b${band.lane}.${band.state}.${band.frame}`,
    h(
      'g',
      {},
      h('rect', { ...box, ...body, 'fill-opacity': opacity }),
      band.style === 'closing' ? h('rect', { ...box, ...paint.pattern('closing') }) : null,
    ),
  );
}

/**
 * The two axes themselves, in pieces that end with the zigzag of a break: what comes into view leaves the rest as it is painted.
 */
export function laneLines({ extent, columns, breaks }: Layout, inView: ViewTest, paint: Painter): Markup[] {
  const pieces: Markup[] = [];
  let from = extent.top - 12;
  const add = (gap: Break | null) => {
    for (const x of columns.lanes) {
      const d = `M${x} ${px(from)}${gap === null ? `V${px(extent.bottom + 12)}` : zigzag(x, gap)}`;
      pieces.push(keyed(`${x}.${px(from)}`, h('path', { d, ...paint.stroke('text', 1.2) })));
    }
  };
  for (const gap of breaks) {
    if (inView(from, gap.bottom)) add(gap);
    from = (gap.top + gap.bottom) / 2 + 7;
  }
  add(null);
  return pieces;
}

/** Whether a part of the drawing between these heights can be seen. */
export type ViewTest = (a: number, b: number) => boolean;

function zigzag(x: number, { top, bottom }: Break): string {
  const middle = (top + bottom) / 2;
  return `V${px(middle - 7)}L${x + 7} ${px(middle - 3.5)}L${x - 7} ${px(middle + 3.5)}L${x} ${px(middle + 7)}`;
}

/** `attributes`: what makes it an element to be opened, in a page. */
export function breakMarkup(
  gap: Break,
  layout: Layout,
  paint: Painter,
  attributes: Markup['attributes'] | null,
): Markup | null {
  if (gap.text === '') return null;
  const [left, right] = layout.columns.lanes;
  const middle = px((gap.top + gap.bottom) / 2);
  const line = paint.stroke('faint', 1, gap.hole ? '1 4' : undefined);
  return keyed(
    `k${gap.from}`,
    h(
      'g',
      attributes ?? {},
      attributes === null ? null : h('rect', { ...areaOf(gap, layout), class: 'gap' }),
      h('line', { x1: left + 16, x2: right - 16, y1: middle, y2: middle, ...line }),
      h(
        'text',
        {
          x: px((left + right) / 2),
          y: middle + 4,
          'text-anchor': 'middle',
          'font-size': layout.columns.fontSize,
          'font-weight': gap.telling ? 650 : undefined,
          ...paint.rimmed(gap.telling ? 'text' : 'muted', 12),
        },
        gap.text,
      ),
    ),
  );
}

function areaOf({ top, bottom }: Break, { columns }: Layout): Markup['attributes'] {
  const [left, right] = columns.lanes;
  return { x: left, y: px(top), width: right - left, height: px(bottom - top) };
}

export function inFlightMarkup(bar: InFlight, layout: Layout, paint: Painter): Markup {
  const x = layout.columns.lanes[0] - LANE_EDGE;
  const box = { x, y: px(bar.top), width: LANE_EDGE * 2, height: px(bar.bottom - bar.top) };
  return keyed(
    `q${bar.exchange}`,
    h('rect', { ...box, ...paint.fill('data'), 'fill-opacity': bar.failed ? 0.75 : 0.4 }),
  );
}

/** An ICMP error: from somewhere on the path, so its line begins between the lanes. */
export function errorMarkup({ frame, y }: Layout['errors'][number], layout: Layout, paint: Painter): Markup {
  const [left, right] = layout.columns.lanes;
  const x = px(left + (right - left) * 0.5);
  const fontSize = layout.columns.fontSize;
  return keyed(
    `i${frame}`,
    h(
      'g',
      {},
      h('line', { x1: x, x2: left + 6, y1: px(y), y2: px(y), ...paint.line('rst', 1.6, '6 3 1 3') }),
      h('polyline', {
        points: `${left + 14},${px(y - 4)} ${left + 5},${px(y)} ${left + 14},${px(y + 4)}`,
        ...paint.stroke('rst', 1.6),
      }),
      h(
        'text',
        { x: x + 6, y: px(y + 4), 'font-size': fontSize, ...paint.rimmed('rst', 3.5) },
        t('{0} ICMP error', frameName(layout.timeline, frame)),
      ),
    ),
  );
}
