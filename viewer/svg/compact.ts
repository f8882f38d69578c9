/**
 * A drawing in fewer bytes, for files: shapes of one look are put together under one group that says it once. Lines stay
 * behind their dots and those behind words, which in a crowded drawing is the better order anyway.
 */
import type { Attributes, Child, Markup } from '../markup.ts';

/** What differs from shape to shape; everything else is its look. */
const GEOMETRY = new Set('x y x1 x2 y1 y2 cx cy r d points width height transform font-size'.split(' '));

/** Groups of fewer shapes have nothing to gain. */
const FEWEST = 12;

interface Look {
  readonly rank: number;
  readonly style: Attributes;
  readonly shapes: Markup[];
}

/** Regroups what lies in groups without attributes of their own; classes are for style sheets, and a file has none. */
export function compact(markup: Markup): Markup {
  const { class: _, ...attributes } = markup.attributes;
  const shapes = markup.tag === 'g' ? shapesIn(markup.children) : null;
  if (shapes !== null && shapes.length >= FEWEST) return { ...markup, attributes, children: looksOf(shapes) };
  const children = markup.children.map((child) => (typeof child === 'string' ? child : compact(child)));
  return { ...markup, attributes, children };
}

/** All shapes below plain groups, in order; null where there is anything else. */
function shapesIn(children: readonly Child[]): Markup[] | null {
  const shapes: Markup[] = [];
  for (const child of children) {
    if (typeof child === 'string') return null;
    const { class: _, ...attributes } = child.attributes;
    const isPlainGroup = child.tag === 'g' && Object.values(attributes).every((value) => value === undefined);
    const inside = isPlainGroup ? shapesIn(child.children) : [{ ...child, attributes }];
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
    .map(({ style, shapes: children }) => ({ tag: 'g', attributes: style, children, key: null }));
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
