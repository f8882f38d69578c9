/** Nothing found is the commonest result: it says where else to look. */
import { h, type Markup } from '../markup.ts';
import { type Phrase, t } from '../words/language.ts';

const ELSEWHERE: readonly (readonly [Phrase, Phrase])[] = [
  ['The upstream answered it', 'That is no teardown: capture one hop further in.'],
  ['The gateway answered alone', 'No upstream alive, a limit, a header too large: its error log says so.'],
  ['On another leg', 'Between client and gateway, or behind the upstream: capture there.'],
  ['At another time', 'Compare the time in the log with those of the capture.'],
];

export function nothingFound(): Markup {
  return h(
    'section',
    { 'aria-labelledby': 'cc-elsewhere' },
    h('h2', { id: 'cc-elsewhere' }, t('Where a 502 may come from instead')),
    h(
      'dl',
      { class: 'facts wide' },
      ELSEWHERE.map(([name, text]) => h('div', {}, h('dt', {}, t(name)), h('dd', {}, t(text)))),
    ),
  );
}
