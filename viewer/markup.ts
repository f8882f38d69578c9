/**
 * A tree of elements, before anyone knows whether it becomes a string or nodes of a page. Both ways out pass every
 * text through `visible`, so that captured bytes can't be forgotten; there is no way to put markup into a text.
 */
import { escapeAttribute, escapeText } from '../src/report/escape.ts';
import { visible } from '../src/report/visible.ts';

type AttributeValue = string | number | boolean | null | undefined;

/** Attribute names are written in this program, never taken from data. Styles and event handlers do not exist. */
export interface Attributes {
  readonly [name: string]: AttributeValue;
  readonly style?: never;
  readonly [handler: `on${string}`]: never;
}

export interface Markup {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: readonly Child[];
  /** Names the element among its siblings, for patching a page. */
  readonly key: string | null;
}

export type Child = Markup | string;

/** What `h` accepts: nothing, one child, or lists of them. */
export type Children = Child | number | null | undefined | false | readonly Children[];

export function h(tag: string, attributes: Attributes = {}, ...children: Children[]): Markup {
  return { tag, attributes, children: flat(children), key: null };
}

/** The same with a name among its siblings. */
export function keyed(key: string, markup: Markup): Markup {
  return { ...markup, key };
}

function flat(children: readonly Children[]): Child[] {
  const kept: Child[] = [];
  gather(children, kept);
  return kept;
}

function gather(children: readonly Children[], kept: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === '') continue;
    if (typeof child === 'number') kept.push(String(child));
    else if (typeof child === 'string') kept.push(child);
    else if (isList(child)) gather(child, kept);
    else kept.push(child);
  }
}

function isList(child: Markup | readonly Children[]): child is readonly Children[] {
  return Array.isArray(child);
}

/** The longest text that is shown whole; a table or a drawing cuts earlier. */
const LONGEST_TEXT = 4096;

/** A text as both ways out show it. */
export function safeText(text: string): string {
  return visible(text, LONGEST_TEXT);
}

/** Never written, whoever asks: what could run, load or leave the page. Links stay inside it. */
const FORBIDDEN = /^(on.*|style|src|srcdoc|action|formaction|xlink:href)$/i;

const PATH_DATA = /^[-\d. ,MLHVhvlz]*$/i;

/** The attribute as both ways out write it; null where it is absent or forbidden. */
export function attributeText(name: string, value: AttributeValue): string | null {
  if (value === null || value === undefined || value === false || FORBIDDEN.test(name)) return null;
  // As long as a drawing is wide: nothing but numbers and commands, or nothing at all.
  if (name === 'd') return PATH_DATA.test(String(value)) ? String(value) : null;
  const text = value === true ? '' : safeText(String(value));
  return name === 'href' && !text.startsWith('#') ? null : text;
}

/** Without an end tag in HTML; drawn shapes close themselves, which XML and HTML both understand. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'col']);
const SHAPES = new Set(['path', 'line', 'rect', 'circle', 'polygon', 'polyline', 'use']);

export function serialise(markup: Markup): string {
  const parts: string[] = [];
  write(markup, parts);
  return parts.join('');
}

/** Into one list: a drawing of a thousand rows is twenty thousand elements, and every level would copy them. */
function write({ tag, attributes, children }: Markup, parts: string[]): void {
  parts.push(`<${tag}`);
  for (const [name, value] of Object.entries(attributes)) writeAttribute(name, value, parts);
  if (SHAPES.has(tag) && children.length === 0) {
    parts.push('/>');
    return;
  }
  parts.push('>');
  if (VOID.has(tag)) return;
  for (const child of children) {
    if (typeof child === 'string') parts.push(escapeText(safeText(child)));
    else write(child, parts);
  }
  parts.push(`</${tag}>`);
}

function writeAttribute(name: string, value: AttributeValue, parts: string[]): void {
  // Most are coordinates, which need no second look.
  const text = typeof value === 'number' ? String(value) : attributeText(name, value);
  if (text !== null) parts.push(` ${name}="${typeof value === 'number' ? text : escapeAttribute(text)}"`);
}
