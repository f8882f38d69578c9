/** A packet by its number in Wireshark. */
import { h, type Markup } from '../markup.ts';
import { t } from '../words/language.ts';

export function gotoContent(): Markup[] {
  return [
    h(
      'div',
      { class: 'goto' },
      h('label', { for: 'cc-goto', id: 'cc-dialog-title' }, t('Go to frame')),
      h('input', { id: 'cc-goto', inputmode: 'numeric', pattern: '[0-9]*', autocomplete: 'off' }),
      h('button', { type: 'button', 'data-do': 'goto-typed' }, t('Go')),
    ),
  ];
}
