/** Tables: names of columns above rows, in a box that scrolls for itself. */
import { h, type Markup } from '../markup.ts';

/** As wide as its rows need, at most as wide as the page. */
export function table(label: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  return scrolled('scroll', label, columns, rows);
}

/** Of a bounded height, so that what follows stays near. `total`: how many rows there are, of which the first are here. */
export function longTable(
  label: string,
  columns: readonly string[],
  rows: readonly Markup[],
  total: number,
): Markup {
  return scrolled('scroll long', label, columns, rows, total);
}

/** The box itself takes the focus: its rows may hold nothing that does, and keys must be able to scroll it. */
function scrolled(
  name: string,
  label: string,
  columns: readonly string[],
  rows: readonly Markup[],
  total = rows.length,
): Markup {
  const names = columns.map((each) => h('th', { scope: 'col' }, each));
  const isPart = rows.length < total;
  const numbered = isPart ? rows.map((row, place) => withIndex(row, place + 2)) : rows;
  return h(
    'div',
    { class: name, role: 'region', 'aria-label': label, tabindex: 0 },
    h(
      'table',
      { 'aria-rowcount': isPart ? total + 1 : undefined },
      h('thead', {}, h('tr', {}, names)),
      h('tbody', {}, numbered),
    ),
  );
}

/** Characters of an address of IPv4 with its port, and some more. */
const LONGEST_IN_A_LINE = 24;

/** Of a cell with an address: IPv6 ones, and names, may be longer than a column. */
export function addressClass(address: string): string {
  return address.length > LONGEST_IN_A_LINE ? 'code broken' : 'code';
}

/** Where not all rows are in the page, each says which one it is; the heads are the first. */
function withIndex(row: Markup, index: number): Markup {
  return { ...row, attributes: { ...row.attributes, 'aria-rowindex': index } };
}
