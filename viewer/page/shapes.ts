/** How connections went, the commonest first: a choice of what the list below shows. */
import type { Report } from '../../src/report/schema.ts';
import { h, type Markup } from '../markup.ts';
import { type Phrase, t } from '../words/language.ts';
import { grouped, plural } from '../words/numbers.ts';

/** Rarer ones are found by reading the list. */
const MOST_SHAPES = 8;

const MARKS: Phrase =
  'S h A handshake · Q request · r response · ! not whole · ~ silence · F f FIN · R reset · capitals: gateway, small: upstream';

/**
 * @param chosen - the shape that the list is narrowed to, if any
 * @param choosable - false where there is no script, or no list of all connections
 */
export function shapeList(report: Report, chosen: string | null, choosable: boolean): Markup | null {
  const { shapes } = report;
  if (shapes.length < 2) return null;
  const more = shapes.length - MOST_SHAPES;
  return h(
    'div',
    { class: 'shapes' },
    h(
      'ul',
      { class: 'plain', 'aria-label': t('How connections went') },
      shapes.slice(0, MOST_SHAPES).map((shape, place) => h('li', {}, entry(shape, place, chosen, choosable))),
    ),
    h(
      'p',
      { class: 'muted' },
      t(MARKS),
      more > 0 ? ` · ${t('{0} not shown', plural(more, 'rarer shape'))}` : null,
    ),
  );
}

function entry(
  { history, connections }: Report['shapes'][number],
  place: number,
  chosen: string | null,
  choosable: boolean,
): Markup {
  const words = [h('b', {}, grouped(connections)), h('code', {}, history)];
  if (!choosable) return h('span', { class: 'shape' }, words);
  return h(
    'button',
    {
      type: 'button',
      class: 'shape',
      'data-do': 'shape',
      'data-place': place,
      'aria-pressed': String(history === chosen),
      title: t('Only these connections'),
    },
    words,
  );
}
