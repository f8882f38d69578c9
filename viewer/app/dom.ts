/**
 * Markup into a living page. What an element shows is remembered, so that only what differs is touched: focus, scroll positions and
 * selections survive, and a screen of the drawing costs what is new in it. Text arrives as text, and there is no other way in.
 */
import { select } from 'd3-selection';
import { type Attributes, attributeText, type Child, type Markup, safeText } from '../markup.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** What each element was last made to show. */
const shown = new WeakMap<Node, Markup>();

/** Makes the element's children be `children`. */
export function patch(parent: Element, children: readonly Child[]): void {
  if (inPlace(parent, children)) return;
  if (children.some((child) => typeof child === 'string')) {
    parent.replaceChildren(...children.map((child) => build(parent, child)));
    return;
  }
  if (parent.childNodes.length !== parent.childElementCount) parent.textContent = '';
  join(parent, children as readonly Markup[]);
}

/** The common case: the same elements again, of which some say something else. False, and nothing is done, where it is not. */
function inPlace(parent: Element, children: readonly Child[]): boolean {
  let node = parent.firstChild;
  for (const child of children) {
    if (node === null || !fits(node, child)) return false;
    node = node.nextSibling;
  }
  if (node !== null) return false;
  node = parent.firstChild;
  for (const child of children) {
    if (typeof child !== 'string') apply(node as Element, child);
    else if ((node as Text).data !== safeText(child)) (node as Text).data = safeText(child);
    node = node?.nextSibling ?? null;
  }
  return true;
}

function fits(node: Node, child: Child): boolean {
  if (typeof child === 'string') return node.nodeType === Node.TEXT_NODE;
  const before = shown.get(node);
  return before !== undefined && before.tag === child.tag && before.key === child.key;
}

function join(parent: Element, children: readonly Markup[]): void {
  select(parent)
    .selectChildren<Element, Markup | undefined>()
    .data<Markup>(children, nameOf)
    .join((entering) => entering.append((markup) => create(parent, markup)))
    .each(function update(markup) {
      apply(this as Element, markup);
    });
}

/** Elements that came with the file have no data yet: they are replaced once. */
function nameOf(markup: Markup | undefined, place: number): string {
  return markup === undefined ? `file ${place}` : `${markup.tag} ${markup.key ?? place}`;
}

function create(parent: Element, markup: Markup): Element {
  const space = markup.tag === 'svg' ? SVG : parent.namespaceURI;
  return document.createElementNS(space, markup.tag);
}

function apply(element: Element, markup: Markup): void {
  const before = shown.get(element);
  if (before === markup) return;
  shown.set(element, markup);
  setAttributes(element, before?.attributes ?? {}, markup.attributes);
  // Without children before and after: what is inside is filled in by somebody else.
  if (before === undefined || before.children.length + markup.children.length > 0)
    patch(element, markup.children);
}

function setAttributes(element: Element, before: Attributes, after: Attributes): void {
  for (const name of Object.keys(before)) if (!(name in after)) element.removeAttribute(name);
  for (const [name, value] of Object.entries(after)) {
    if (before[name] === value) continue;
    const text = attributeText(name, value);
    if (text === null) element.removeAttribute(name);
    else element.setAttribute(name, text);
  }
}

function build(parent: Element, child: Child): Node {
  if (typeof child === 'string') return document.createTextNode(safeText(child));
  const element = create(parent, child);
  apply(element, child);
  return element;
}
