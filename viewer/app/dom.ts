/**
 * Markup into a living page. d3's keyed join keeps the elements that stay, so that focus, scroll positions and
 * selections survive; text arrives as text, and there is no other way in.
 */
import { select } from 'd3-selection';
import { attributeText, type Child, type Markup, safeText } from '../markup.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Makes the element's children be `children`. */
export function patch(parent: Element, children: readonly Child[]): void {
  const [only] = children;
  if (children.length === 1 && typeof only === 'string') {
    const text = safeText(only);
    if (parent.childElementCount > 0 || parent.textContent !== text) parent.textContent = text;
    return;
  }
  if (children.some((child) => typeof child === 'string')) {
    parent.replaceChildren(...children.map((child) => build(parent, child)));
    return;
  }
  if (parent.childNodes.length !== parent.childElementCount) parent.textContent = '';
  join(parent, children as readonly Markup[]);
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
  const wanted = new Map<string, string>();
  for (const [name, value] of Object.entries(markup.attributes)) {
    const text = attributeText(name, value);
    if (text !== null) wanted.set(name, text);
  }
  for (const name of element.getAttributeNames()) {
    if (!wanted.has(name)) element.removeAttribute(name);
  }
  for (const [name, text] of wanted) {
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
  patch(element, markup.children);
}

function build(parent: Element, child: Child): Node {
  if (typeof child === 'string') return document.createTextNode(safeText(child));
  const element = create(parent, child);
  apply(element, child);
  return element;
}
