/** Tables: names of columns above rows, in a box that scrolls for itself. */
import { h, type Markup } from '../markup.ts';

/** As wide as its rows need, at most as wide as the page. */
export function table(label: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  return scrolled('scroll', label, columns, rows);
}

/** Of a bounded height, so that what follows stays near. */
export function longTable(label: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  return scrolled('scroll long', label, columns, rows);
}

/** The box itself takes the focus: its rows may hold nothing that does, and keys must be able to scroll it. */
function scrolled(name: string, label: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  return h(
    'div',
    { class: name, role: 'region', 'aria-label': label, tabindex: 0 },
    bareTable(columns, rows),
  );
}

function bareTable(columns: readonly string[], rows: readonly Markup[]): Markup {
  const names = columns.map((name) => h('th', { scope: 'col' }, name));
  return h('table', {}, h('thead', {}, h('tr', {}, names)), h('tbody', {}, rows));
}
