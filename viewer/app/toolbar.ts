/** The buttons above the drawing. What they do is named in `data-do`; `commands.ts` does it. */
import { AXES } from '../layout/axis-options.ts';
import { h, type Markup } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import { t } from '../words/language.ts';
import { grouped } from '../words/numbers.ts';
import type { State } from './state.ts';

export function toolbar(model: ViewerModel, state: State): Markup {
  const { findings } = model.report;
  const place = state.finding === null ? -1 : findings.indexOf(state.finding);
  return h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': t('Drawing') },
    findings.length < 2
      ? null
      : group(
          button('previous', t('Previous finding (p)'), '‹'),
          h(
            'span',
            { class: 'place' },
            place < 0
              ? grouped(findings.length)
              : t('{0} of {1}', grouped(place + 1), grouped(findings.length)),
          ),
          button('next', t('Next finding (n)'), '›'),
        ),
    group(
      toggle('view', t('Packets as a table (t)'), t('Table'), state.view === 'table'),
      toggle('acks', t('Pure acknowledgements (a)'), 'ACKs', state.acks),
    ),
    state.view === 'table' ? null : axisGroup(state),
    group(button('share', t('Copy or save (c)'), t('Copy or save …'))),
  );
}

function axisGroup(state: State): Markup {
  return group(
    AXES.map((axis) =>
      h(
        'button',
        {
          type: 'button',
          'data-do': 'axis',
          'data-axis': axis,
          title: t(AXIS_HINTS[axis]),
          'aria-pressed': String(state.axis === axis),
        },
        t(axis),
      ),
    ),
    button('zoom-out', t('Less room for time (-)'), '−'),
    button('zoom-in', t('More room for time (+)'), '+'),
  );
}

const AXIS_HINTS = {
  compressed: 'Silence is shortened, the verdict enlarged (z)',
  linear: 'Every second takes the same room (z)',
  ordinal: 'Every event takes the same room (z)',
} as const;

function group(...children: (Markup | readonly Markup[])[]): Markup {
  return h('div', { class: 'group', role: 'group' }, children);
}

function button(command: string, title: string, label: string): Markup {
  return h('button', { type: 'button', 'data-do': command, title, 'aria-label': title }, label);
}

function toggle(command: string, title: string, label: string, pressed: boolean): Markup {
  return h('button', { type: 'button', 'data-do': command, title, 'aria-pressed': String(pressed) }, label);
}
