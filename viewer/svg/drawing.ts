/** The drawing itself, without title and legend: layers of nodes that a file holds and a page patches. */

import type { Break } from '../layout/breaks.ts';
import type { LineLabel } from '../layout/geometry.ts';
import { type PacketsInView, packetsIn, type View } from '../layout/in-view.ts';
import type { Tick } from '../layout/ticks.ts';
import type { Layout } from '../layout.ts';
import { type Children, h, type Markup } from '../markup.ts';
import { arrowMarkup, foldMarkup, labelMarkup } from './arrow.ts';
import type { DrawnArrows } from './drawn.ts';
import {
  bandMarkup,
  breakMarkup,
  errorMarkup,
  headings,
  inFlightMarkup,
  laneLines,
  type ViewTest,
} from './lanes.ts';
import { MONO, Painter, type Palette, px } from './paint.ts';
import { badgesMarkup, bracketMarkup, deliveredMarkup, noteMarkup, tickMarkup } from './words.ts';

interface DrawingOptions {
  readonly idPrefix: string;
  /** Null where a style sheet colours the classes. */
  readonly palette: Palette | null;
  /** Only what touches these pixels is drawn; null for everything. */
  readonly visible: View | null;
  /** What `packetsIn` gave for that, where somebody has it already. */
  readonly packets?: PacketsInView;
  /** Attributes for a packet's element where it can be selected. */
  readonly attributesOf: ((packet: number) => Markup['attributes']) | null;
  /** The arrows of the drawing before this one, of the same layout. */
  readonly drawn?: DrawnArrows;
}

/** The layers of the drawing, from the back to the front. */
export function drawing(layout: Layout, options: DrawingOptions): Markup[] {
  const paint = new Painter(options.palette, options.idPrefix);
  const inView = viewTest(options.visible);
  const packets = options.packets ?? packetsIn(layout, options.visible);
  const breaks = layout.breaks.filter((gap) => inView(gap.top, gap.bottom));
  const notes = layout.notes.filter((note) => inView(note.anchor, note.top));
  return [
    patterns(paint),
    windowMarkup(layout, packets.edgeLabel, paint),
    layer(
      'bands',
      layout.bands.map((band) => bandMarkup(band, layout, paint)),
    ),
    layer(
      'flights',
      packets.inFlight.map((bar) => inFlightMarkup(bar, layout, paint)),
    ),
    layer('lanes', [laneLines(layout, inView, paint), headings(layout, paint)]),
    layer(
      'breaks',
      breaks.map((gap) =>
        breakMarkup(gap, layout, paint, options.attributesOf === null ? null : gapAttributes(gap)),
      ),
    ),
    layer(
      'brackets',
      layout.brackets.map((bracket) => bracketMarkup(bracket, layout, paint)),
    ),
    h(
      'g',
      { class: 'packets', 'font-size': layout.columns.fontSize },
      packetLayer(layout, packets, options, paint),
    ),
    layer(
      'errors',
      layout.errors.map((error) => errorMarkup(error, layout, paint)),
    ),
    timeLayer(layout, packets.ticks, paint),
    layer(
      'notes',
      notes.map((note) => noteMarkup(note, layout, paint)),
    ),
    layer('delivered', deliveredMarkup(layout, paint)),
    layer('badges', layout.columns.narrow ? badgesMarkup(layout, paint) : []),
  ];
}

/** A double click opens a silence: `data-from` and `data-to` are its times. What is not there cannot be opened. */
function gapAttributes({ hole, from, to }: Break): Markup['attributes'] | null {
  return hole ? null : { 'data-gap': '', 'data-from': from, 'data-to': to };
}

function layer(name: string, children: Children): Markup {
  return h('g', { class: name }, children);
}

function packetLayer(
  layout: Layout,
  { arrows, folds }: PacketsInView,
  options: DrawingOptions,
  paint: Painter,
): Markup[] {
  const failed = layout.verdict.exchange?.request?.start.frame ?? null;
  const attributesOf = (packet: number) => options.attributesOf?.(packet) ?? null;
  return [
    ...folds.map((fold) => foldMarkup(fold, paint, attributesOf(fold.packet))),
    ...arrows.map((arrow) => {
      const extras = { heavy: arrow.frame === failed, attributes: attributesOf(arrow.packet) };
      const make = () => arrowMarkup(arrow, paint, extras);
      return options.drawn?.markup(arrow, extras.attributes, make) ?? make();
    }),
  ];
}

function timeLayer(layout: Layout, ticks: readonly Tick[], paint: Painter): Markup {
  const { narrow } = layout.columns;
  return h(
    'g',
    { 'font-family': MONO, 'font-size': narrow ? 9.5 : 11, ...paint.fill('text') },
    ticks.filter(({ lane }) => !(narrow && lane === 1)).map((tick) => tickMarkup(tick, layout, paint)),
  );
}

function viewTest(visible: DrawingOptions['visible']): ViewTest {
  if (visible === null) return () => true;
  return (a, b) => Math.max(a, b) >= visible.top && Math.min(a, b) <= visible.bottom;
}

/** Closing states and the race window are hatched, so that neither depends on a colour. */
function patterns(paint: Painter): Markup {
  const lines = (name: string, size: number, d: string, width: number, opacity: number) =>
    h(
      'pattern',
      { id: paint.id(name), width: size, height: size, patternUnits: 'userSpaceOnUse' },
      h('path', {
        d,
        ...paint.stroke(name === 'closing' ? 'fin' : 'text', width),
        'stroke-opacity': opacity,
      }),
    );
  return h(
    'defs',
    {},
    lines('closing', 5, 'M-1 1l2 -2M0 5l5 -5M4 6l2 -2', 1.5, 1),
    lines('window', 9, 'M-1 8l2 2M0 0l9 9M8 -1l2 2', 1, 0.2),
  );
}

function windowMarkup(layout: Layout, label: LineLabel | null, paint: Painter): Markup {
  if (layout.window === null) return h('g', { class: 'window' });
  const { corners } = layout.window;
  const points = corners.map(({ x, y }) => `${px(x)},${px(y)}`);
  return h(
    'g',
    { class: 'window', 'font-size': layout.columns.fontSize - 1 },
    h('polygon', { points: points.join(' '), ...paint.pattern('window') }),
    h('polyline', { points: points.slice(0, 2).join(' '), ...paint.stroke('muted', 1, '2 4') }),
    label === null ? null : labelMarkup(label, paint, 'muted', false),
  );
}
