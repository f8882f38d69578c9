/**
 * A drawing in fewer bytes, for files: shapes of one look are put together under one group that says it once. Lines stay
 * behind their dots and those behind words, which in a crowded drawing is the better order anyway.
 */
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
    const style = only(shape.attributes, (name) => !GEOMETRY.has(name));
    const rank = rankOf(shape);
    const key = `${rank} ${JSON.stringify(style)}`;
    const look: Look = looks.get(key) ?? { rank, style, shapes: [] };
    looks.set(key, look);
    look.shapes.push({ ...shape, attributes: only(shape.attributes, (name) => GEOMETRY.has(name)) });
  }
  return [...looks.values()]
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ style, shapes: children }) => inOne(style, children));
}

/** Shapes of one look as one path where they can be: a fifth of the bytes. Else a group that says the look once. */
function inOne(style: Attributes, shapes: readonly Markup[]): Markup[] {
  const { tag, attributes } = shapes[0] as Markup;
  if (shapes.some((shape) => shape.tag !== tag)) return [h('g', style, shapes)];
  const outline = OUTLINES[tag];
  if (outline !== undefined) return [h('path', { ...style, d: shapes.map(outline).join('') })];
  if (tag === 'circle' && shapes.every((shape) => shape.attributes.r === attributes.r))
    return dots(style, Number(attributes.r), shapes);
  return [h('g', style, shapes)];
}

/** A stroke without length and with round ends is a dot; one with a rim is two, one upon the other. */
function dots(style: Attributes, radius: number, circles: readonly Markup[]): Markup[] {
  const d = circles.map(({ attributes: { cx, cy } }) => `M${cx} ${cy}h0`).join('');
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

/** What a shape draws, in the words of a path; relative, because steps are shorter than places. */
const OUTLINES: Readonly<Record<string, (shape: Markup) => string>> = {
  line: ({ attributes: { x1, y1, x2, y2 } }) => steps([Number(x1), Number(y1), Number(x2), Number(y2)]),
  polygon: ({ attributes: { points } }) => `${steps(numbersIn(points))}z`,
  polyline: ({ attributes: { points } }) => steps(numbersIn(points)),
  path: ({ attributes: { d } }) => String(d),
};

function numbersIn(points: Attributes[string]): number[] {
  return String(points).split(/[ ,]/).map(Number);
}

function steps([x = 0, y = 0, ...rest]: readonly number[]): string {
  let path = `M${x} ${y}l`;
  for (let at = 0, beforeX = x, beforeY = y; at < rest.length; at += 2) {
    const nextX = rest[at] as number;
    const nextY = rest[at + 1] as number;
    path += `${step(px(nextX - beforeX), at > 0)}${step(px(nextY - beforeY), true)}`;
    beforeX = nextX;
    beforeY = nextY;
  }
  return path;
}

/** A minus sign parts numbers as well as a space. */
function step(value: number, follows: boolean): string {
  return follows && value >= 0 ? ` ${value}` : String(value);
}

function only(attributes: Attributes, isWanted: (name: string) => boolean): Attributes {
  const wanted = Object.entries(attributes).filter(([name, value]) => value !== undefined && isWanted(name));
  return Object.fromEntries(wanted) as Attributes;
}

/** Areas that shine through lie behind lines, dots before them, words before all. */
function rankOf({ tag, attributes }: Markup): number {
  if (attributes['fill-opacity'] !== undefined) return 0;
  return { circle: 2, text: 3 }[tag] ?? 1;
}
