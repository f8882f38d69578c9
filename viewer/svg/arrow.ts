/** One packet: its line, the head that tells its kind, and its two ends. */
import { type Arrow, type Fold, LANE_EDGE, type Whisker } from '../layout/arrows.ts';
import { between, type LineLabel, type Point } from '../layout/geometry.ts';
import type { PacketKind } from '../layout/packets.ts';
import { type Child, h, keyed, type Markup } from '../markup.ts';
import { t } from '../words/language.ts';
import { type Painter, px, type Role, roleOf } from './paint.ts';

/** Line patterns: data is solid, a FIN is dashed, a reset is dotted. */
const DASHES: Partial<Record<PacketKind, string>> = { fin: '9 4', rst: '2 3', probe: '1 4' };

const WEIGHTS: Readonly<Record<PacketKind, number>> = {
  open: 1.2,
  request: 1.9,
  response: 1.9,
  ack: 1,
  probe: 1,
  fin: 1.9,
  rst: 1.9,
};

const DOT = 3.6;

export function arrowMarkup(arrow: Arrow, paint: Painter, extra: ArrowExtras): Markup {
  const role = roleOf(arrow.kind);
  const heavy = extra.heavy && arrow.kind === 'request';
  const tip = shortened(arrow.from, arrow.to, arrow.unanswered ? 0 : DOT + 1);
  const weight = px(WEIGHTS[arrow.kind] + (heavy ? 1.2 : 0));
  return keyed(
    `p${arrow.packet}`,
    h(
      'g',
      extra.attributes ?? {},
      h('line', { ...ends(arrow.from, tip), ...paint.line(role, weight, DASHES[arrow.kind]) }),
      head(arrow, tip, paint, role),
      whiskers(arrow, paint, role),
      dots(arrow, paint, role),
      arrow.label === null ? null : labelMarkup(arrow.label, paint, role, heavy || arrow.cited),
      extra.attributes === null
        ? null
        : h('line', { ...ends(arrow.from, arrow.to), class: 'hit', 'stroke-width': 14 }),
    ),
  );
}

interface ArrowExtras {
  /** The request that failed. */
  readonly heavy: boolean;
  /** Attributes that make it an element to select, in a page. */
  readonly attributes: Markup['attributes'] | null;
}

export function foldMarkup(fold: Fold, paint: Painter, attributes: Markup['attributes'] | null): Markup {
  const points = fold.corners.map(({ x, y }) => `${px(x)},${px(y)}`).join(' ');
  return keyed(
    `f${fold.packet}`,
    h(
      'g',
      attributes ?? {},
      h('polygon', { points, ...paint.fill('data'), 'fill-opacity': 0.14 }),
      h('polyline', { points: points.split(' ').slice(0, 2).join(' '), ...paint.stroke('data', 3) }),
      labelMarkup(fold.label, paint, 'data', false),
    ),
  );
}

/** As large as the letters around it. */
export function labelMarkup(label: LineLabel, paint: Painter, role: Role, strong: boolean): Markup {
  const turn = Math.abs(label.angle) < 0.2 ? '' : `rotate(${px(label.angle)})`;
  return h(
    'text',
    {
      transform: `translate(${Math.round(label.x)} ${Math.round(label.y)})${turn}`,
      'text-anchor': label.anchor === 'start' ? undefined : label.anchor,
      'font-weight': strong ? 600 : undefined,
      ...paint.rimmed(role, 3.5),
    },
    label.text,
  );
}

function head(arrow: Arrow, tip: Point, paint: Painter, role: Role): Child[] {
  if (arrow.unanswered) return [cross(arrow.to, 4, paint, role), noSign(arrow, paint)];
  const point = (along: number, across: number) => offsetFrom(tip, arrow.from, along, across);
  const wings = `${point(9, 4)} ${point(0, 0)} ${point(9, -4)}`;
  if (arrow.kind === 'rst') return [cross(arrow.to, 5, paint, role)];
  if (arrow.kind === 'ack' || arrow.kind === 'open' || arrow.kind === 'probe') {
    return [h('polyline', { points: wings, ...paint.stroke(role, 1.2) })];
  }
  const triangle =
    arrow.again || arrow.isLate
      ? h('polygon', { points: wings, ...paint.both('paper', role, 1.3) })
      : h('polygon', { points: wings, ...paint.fill(role) });
  if (arrow.kind !== 'fin') return [triangle];
  return [triangle, h('polyline', { points: `${point(11, 5)} ${point(11, -5)}`, ...paint.stroke(role, 2) })];
}

function noSign(arrow: Arrow, paint: Painter): Markup {
  const after = arrow.sender === 0 ? 10 : -10;
  return h(
    'text',
    {
      x: px(arrow.to.x + after),
      y: px(arrow.to.y + 4),
      'font-size': 11,
      'text-anchor': arrow.sender === 0 ? undefined : 'end',
      ...paint.fill('muted'),
    },
    t('no answer'),
  );
}

/** Somewhere on the path. */
function unknownSender(at: Point, paint: Painter, role: Role): Markup {
  const text = {
    x: px(at.x),
    y: px(at.y + 4),
    'text-anchor': 'middle',
    'font-weight': 700,
    ...paint.fill(role),
  };
  return h(
    'g',
    {},
    h('circle', { ...centre(at), r: 8, ...paint.both('paper', role, 1.3) }),
    h('text', text, '?'),
  );
}

/** Filled where the capture saw the packet, hollow where its time is estimated. */
function dots(arrow: Arrow, paint: Painter, role: Role): Child[] {
  const seen = between(arrow.from, arrow.to, arrow.seenAt);
  const hollow = (at: Point) => h('circle', { ...centre(at), r: DOT, ...paint.both('paper', role, 1.3) });
  const isReset = arrow.kind === 'rst';
  const filled = (at: Point) => h('circle', { ...centre(at), r: DOT, ...paint.fill(role) });
  const end = arrow.seenTwice ? filled : hollow;
  return [
    arrow.seenAt === 0 ? null : arrow.isStranger ? unknownSender(arrow.from, paint, role) : end(arrow.from),
    arrow.seenAt === 1 || arrow.unanswered || isReset ? null : end(arrow.to),
    arrow.seenAt === 1 && isReset ? null : filled(seen),
  ].filter((dot) => dot !== null);
}

function whiskers(arrow: Arrow, paint: Painter, role: Role): Child[] {
  const at = (point: Point, whisker: Whisker | null, outwards: number): Child[] => {
    if (whisker === null || whisker.bottom - whisker.top < 4) return [];
    const x = px(point.x + outwards);
    const [above, below] = whisker.isCut.map((isCut) => (isCut ? '' : 'm-2 0h4m-2 0'));
    const d = `M${x} ${px(whisker.top)}${above}V${px(whisker.bottom)}${below}`;
    return [h('path', { d, ...paint.stroke(role, 1), 'stroke-opacity': 0.65 })];
  };
  const side = arrow.sender === 0 ? -1 : 1;
  const outwards = LANE_EDGE + 4;
  return [
    ...at(arrow.from, arrow.whiskers[0], side * outwards),
    ...(arrow.unanswered ? [] : at(arrow.to, arrow.whiskers[1], -side * outwards)),
  ];
}

function cross(at: Point, size: number, paint: Painter, role: Role): Markup {
  const d = `M${px(at.x - size)} ${px(at.y - size)}l${2 * size} ${2 * size}m0 ${-2 * size}l${-2 * size} ${2 * size}`;
  return h('path', { d, ...paint.stroke(role, 2.2) });
}

function ends(from: Point, to: Point): Markup['attributes'] {
  return { x1: px(from.x), y1: px(from.y), x2: px(to.x), y2: px(to.y) };
}

function centre(at: Point): Markup['attributes'] {
  return { cx: px(at.x), cy: px(at.y) };
}

function shortened(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return length <= by ? to : between(from, to, 1 - by / length);
}

/** `along` pixels back from the tip towards the sender, `across` pixels beside the line. */
function offsetFrom(tip: Point, from: Point, along: number, across: number): string {
  const length = Math.max(Math.hypot(tip.x - from.x, tip.y - from.y), 1e-6);
  const x = (from.x - tip.x) / length;
  const y = (from.y - tip.y) / length;
  return `${px(tip.x + x * along - y * across)},${px(tip.y + y * along + x * across)}`;
}
