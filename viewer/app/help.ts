/** The help: keys, the filter's words, and how to read the drawing. */
import { h, type Markup } from '../markup.ts';
import { type Phrase, t } from '../words/language.ts';
import { KEYS } from './keys.ts';

const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
};

const READING: readonly (readonly [Phrase, Phrase])[] = [
  [
    'Two lanes',
    'Time runs downwards, the gateway is left, the upstream right. An arrow leaves and arrives at different heights.',
  ],
  [
    '● and ○',
    'Filled: the capture saw the packet there. Hollow: that time is estimated from the round trip; the whisker is how uncertain it is.',
  ],
  ['Lines', 'Solid is data, dashed is FIN, dotted is RST, thin is handshake and acknowledgement.'],
  [
    'Hatched triangle',
    'The race window: what the gateway sends in it reaches a closed socket. It is one round trip wide.',
  ],
  [
    'proven, measured, estimated',
    'By sequence and acknowledgement numbers; by captured times; by the round trip. Verdicts rest on the first two.',
  ],
];

export function helpContent(keysOn: boolean): Markup[] {
  return [
    // First in the dialog, where the focus goes: anything further down would scroll it there.
    h(
      'div',
      { class: 'dialog-head' },
      h('h2', { id: 'cc-dialog-title' }, t('Help')),
      h('button', { type: 'button', 'data-do': 'close' }, t('Close')),
    ),
    h('h3', {}, t('Reading the drawing')),
    list(
      READING.map(([name, text]) => [t(name), t(text)]),
      'help',
    ),
    h('h3', {}, t('Keys')),
    list(
      KEYS.map(({ keys, help }) => [keys.map((key) => NAMES[key] ?? key).join(t(' or ')), t(help)] as const),
      'keys',
    ),
    h(
      'p',
      {},
      h(
        'label',
        {},
        h('input', { type: 'checkbox', 'data-do': 'keys', checked: keysOn }),
        ' ',
        h('span', {}, t('Single keys act')),
      ),
    ),
    h('h3', {}, t('Filter')),
    h(
      'p',
      {},
      t(
        'Words must all match: an address, a path, a request id, a time. kind:fin ran:no who:app port:8080 look at one field; flags:rst len>0 t>59.9 choose packets.',
      ),
    ),
  ];
}

function list(rows: readonly (readonly [string, string])[], kind: 'help' | 'keys'): Markup {
  return h(
    'dl',
    { class: `facts ${kind}` },
    rows.map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text))),
  );
}
