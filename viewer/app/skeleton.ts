/** The parts of the shown case, each patched for itself. */
import { h, type Markup } from '../markup.ts';

export function skeleton(): Markup[] {
  return [
    h('div', { id: 'cc-head' }),
    h('div', { id: 'cc-toolbar' }),
    h(
      'div',
      { id: 'cc-stage' },
      h('div', { id: 'cc-figure', class: 'figure' }),
      h('canvas', { id: 'cc-map', 'aria-hidden': 'true' }),
    ),
    h('div', { id: 'cc-why' }),
  ];
}
