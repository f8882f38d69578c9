/**
 * A drawing in fewer bytes, for files: shapes of one look are put together under one group that says it once. Lines stay
 * behind their dots and those behind words, which in a crowded drawing is the better order anyway.
 */
import { groupBy } from '../../src/group-by.ts';
import { type Attributes, type Child, h, type Markup } from '../markup.ts';
import { px } from './paint.ts';

/** What differs from shape to shape; everything else is its look. */
const GEOMETRY = new Set('x y x1 x2 y1 y2 cx cy r d points width height transform font-size'.split(' '));

/** Groups of fewer shapes have nothing to gain. */
const FEWEST = 12;

interface Look {
  readonly rank: number;
  readonly style: Attributes;
  readonly shapes: Markup[];
}

/** Whether a style sheet colours the drawing by its classes, as in a page; a file of its own has none. */
type Themed = boolean;

/** Regroups what lies in groups without attributes of their own. */
export function compact(markup: Markup, themed: Themed = false): Markup {
  const attributes = markup.tag === 'svg' && themed ? markup.attributes : looksIn(markup.attributes, themed);
  const shapes = markup.tag === 'g' ? shapesIn(markup.children, themed) : null;
  if (shapes !== null && shapes.length >= FEWEST) return { ...markup, attributes, children: looksOf(shapes) };
  const children = markup.children.map((child) =>
    typeof child === 'string' ? child : compact(child, themed),
  );
  return { ...markup, attributes, children };
}

/** Classes name a layer, or a colour that another theme changes. */
function looksIn({ class: name, ...attributes }: Attributes, themed: Themed): Attributes {
  return themed && typeof name === 'string' && PAINTED.test(name)
    ? { class: name, ...attributes }
    : attributes;
}

/** As `Painter` writes them: for filling, for strokes, or for both in this order. */
const PAINTED = /^(?:f-(\w+))?(?:^| |$)(?:s-(\w+))?$/;

/** All shapes below plain groups, in order; null where there is anything else. */
function shapesIn(children: readonly Child[], themed: Themed): Markup[] | null {
  const shapes: Markup[] = [];
  for (const child of children) {
    if (typeof child === 'string') return null;
    const attributes = looksIn(child.attributes, themed);
    const isPlainGroup = child.tag === 'g' && Object.values(attributes).every((value) => value === undefined);
    const inside = isPlainGroup ? shapesIn(child.children, themed) : [{ ...child, attributes }];
    if (inside === null || (child.tag === 'g' && !isPlainGroup)) return null;
    shapes.push(...inside);
  }
  return shapes;
}

function looksOf(shapes: readonly Markup[]): Markup[] {
  const looks = new Map<string, Look>();
  for (const shape of shapes) {
    const { key, style, place } = parted(shape.attributes);
    const rank = rankOf(shape);
    const look = looks.get(`${rank}${key}`) ?? { rank, style, shapes: [] };
    looks.set(`${rank}${key}`, look);
    look.shapes.push({ ...shape, attributes: place });
  }
  return [...looks.values()]
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ style, shapes: children }) => inOne(style, children));
}

/** Shapes of one look as one path where they can be: a fifth of the bytes. Else a group that says the look once. */
function inOne(style: Attributes, shapes: readonly Markup[]): Markup[] {
  const { tag, attributes } = shapes[0] as Markup;
  if (shapes.some((shape) => shape.tag !== tag)) return [h('g', style, shapes)];
  if (tag === 'text') return [h('g', style, turned(shapes))];
  const outline = OUTLINES[tag];
  if (outline !== undefined) return [h('path', { ...style, d: joined(shapes.map(outline)) })];
  if (tag === 'circle' && shapes.every((shape) => shape.attributes.r === attributes.r))
    return dots(style, Number(attributes.r), shapes);
  return [h('g', style, shapes)];
}

const TURNED = /^translate\((-?[\d.]+) (-?[\d.]+)\)rotate\((-?[\d.]+)\)$/;

/** Words along parallel lines are turned together. */
function turned(texts: readonly Markup[]): Markup[] {
  const byAngle = groupBy(
    texts,
    ({ attributes }) => TURNED.exec(String(attributes.transform ?? ''))?.[3] ?? '',
  );
  return [...byAngle].flatMap(([angle, alike]) => {
    if (angle === '' || alike.length < FEWEST) return alike;
    return [h('g', { transform: `rotate(${angle})` }, alike.map(unturned))];
  });
}

/** The same place, seen from the turned group. */
function unturned(text: Markup): Markup {
  const { transform, ...attributes } = text.attributes;
  const [, x = 0, y = 0, angle = 0] = (TURNED.exec(String(transform)) ?? []).map(Number);
  const turn = (angle * Math.PI) / 180;
  const place = {
    x: px(x * Math.cos(turn) + y * Math.sin(turn)),
    y: px(y * Math.cos(turn) - x * Math.sin(turn)),
  };
  return { ...text, attributes: { ...place, ...attributes } };
}

/** A stroke without length and with round ends is a dot; one with a rim is two, one upon the other. */
function dots(style: Attributes, radius: number, circles: readonly Markup[]): Markup[] {
  const d = joined(
    circles.map(({ attributes: { cx, cy } }) => {
      const at: Place = [Number(cx), Number(cy)];
      return { start: at, rest: 'h0', end: at };
    }),
  );
  const rim = Number(style['stroke-width'] ?? 0);
  const [, fill, stroke] = PAINTED.exec(String(style.class ?? '')) ?? [];
  const dot = (ink: Attributes[string], role: string | undefined, width: number) =>
    h('path', {
      class: role === undefined ? undefined : `s-${role}`,
      stroke: ink,
      'stroke-width': px(width),
      'stroke-linecap': 'round',
      d,
    });
  const inside = dot(style.fill, fill, 2 * radius - rim);
  return rim === 0 ? [inside] : [dot(style.stroke, stroke, 2 * radius + rim), inside];
}

type Place = readonly [x: number, y: number];

/** A part of a path. */
interface Outline {
  readonly start: Place;
  /** What follows its beginning, in the words of a path; relative, because steps are shorter than places. */
  readonly rest: string;
  /** Where it leaves the pen; null where nobody knows. */
  readonly end: Place | null;
}

/** Parts in one path: each begins with a step from the end of the one before, or with a place where that is shorter. */
function joined(outlines: readonly Outline[]): string {
  let path = '';
  let pen: Place | null = null;
  for (const { start, rest, end } of outlines) {
    const place: string = `M${start[0]}${step(start[1], true)}`;
    const way: string =
      pen === null ? place : `m${px(start[0] - pen[0])}${step(px(start[1] - pen[1]), true)}`;
    path += (way.length < place.length ? way : place) + rest;
    pen = end;
  }
  return path;
}

const OUTLINES: Readonly<Record<string, (shape: Markup) => Outline>> = {
  line: ({ attributes: { x1, y1, x2, y2 } }) => steps([Number(x1), Number(y1), Number(x2), Number(y2)]),
  polygon: ({ attributes: { points } }) => {
    const open = steps(numbersIn(points));
    return { ...open, rest: `${open.rest}z`, end: open.start };
  },
  polyline: ({ attributes: { points } }) => steps(numbersIn(points)),
  path: ({ attributes: { d } }) => {
    const [, x = '0', y = '0', rest = ''] = /^M(-?[\d.]+) ?(-?[\d.]+)(.*)$/.exec(String(d)) ?? [];
    return { start: [Number(x), Number(y)], rest, end: null };
  },
};

function numbersIn(points: Attributes[string]): number[] {
  return String(points).split(/[ ,]/).map(Number);
}

function steps([x = 0, y = 0, ...others]: readonly number[]): Outline {
  let rest = 'l';
  let end: Place = [x, y];
  for (let at = 0; at < others.length; at += 2) {
    const next: Place = [others[at] as number, others[at + 1] as number];
    rest += `${step(px(next[0] - end[0]), at > 0)}${step(px(next[1] - end[1]), true)}`;
    end = next;
  }
  return { start: [x, y], rest, end };
}

/** A minus sign parts numbers as well as a space. */
function step(value: number, follows: boolean): string {
  return follows && value >= 0 ? ` ${value}` : String(value);
}

/** What a shape shares with others of its look, in words that tell looks apart, and where it is. */
function parted(attributes: Attributes): { key: string; style: Attributes; place: Attributes } {
  const style: Record<string, Attributes[string]> = {};
  const place: Record<string, Attributes[string]> = {};
  let key = '';
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined) continue;
    if (GEOMETRY.has(name)) place[name] = value;
    else {
      style[name] = value;
      key += ` ${name}=${JSON.stringify(value)}`;
    }
  }
  return { key, style: style as Attributes, place: place as Attributes };
}

/** Areas that shine through lie behind lines, dots before them, words before all. */
function rankOf({ tag, attributes }: Markup): number {
  if (attributes['fill-opacity'] !== undefined) return 0;
  return { circle: 2, text: 3 }[tag] ?? 1;
}
