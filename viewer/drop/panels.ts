/** What the page shows besides a report: where to drop, how far it is, what to do with another file, what went wrong. */
import type { Found, Problem, Progress } from '../../src/browser/messages.ts';
import { h, keyed, type Markup } from '../markup.ts';
import { table } from '../page/table.ts';
import { t, told } from '../words/language.ts';
import { byteCount, grouped, plural } from '../words/numbers.ts';
import { dateTime } from '../words/report.ts';

/** Nothing is open yet. */
export function emptyState(): Markup {
  return h(
    'section',
    { class: 'drop-area', 'aria-labelledby': 'cc-drop-title' },
    h('b', {}, 'closecall'),
    h('h1', { id: 'cc-drop-title' }, t('Who closed the connection?')),
    h(
      'p',
      { class: 'lead' },
      t(
        'Drop a packet capture on this page: pcap or pcapng, also gzip, zstd or lz4; a folder, or the files of a rotated set together. Or a saved report.',
      ),
    ),
    h(
      'p',
      { class: 'choices' },
      button('open', t('Open a capture…')),
      ' ',
      button('sample', t('Look at a sample')),
    ),
    h(
      'p',
      { class: 'muted' },
      t(
        'The file stays on this computer: it is read in this page, and this page has no permission to use the network.',
      ),
    ),
    h(
      'noscript',
      {},
      t(
        'Reading a capture here needs scripts, and this browser runs none. On the command line, closecall report FILE writes a page that can be read without.',
      ),
    ),
  );
}

/** Above a report: the way to the next one. */
export function openBar(): Markup {
  return h(
    'p',
    { class: 'open-bar' },
    button('open', t('Open a capture…')),
    h('span', { class: 'muted' }, t('or drop one anywhere. Files stay on this computer.')),
  );
}

export interface Reading {
  readonly progress: Progress;
  /** Bytes per second. */
  readonly rate: number;
  /** By kind and upstream. */
  readonly found: readonly Found[];
  readonly stopping: boolean;
}

export function readingState({ progress, rate, found, stopping }: Reading): Markup {
  const { name, bytes, totalBytes, packets } = progress;
  const pace = rate > 0 ? ` · ${byteCount(rate)}/s` : '';
  const how = `${t('{0} of {1}', byteCount(bytes), byteCount(totalBytes))}${pace} · ${plural(packets, 'packet')}`;
  return h(
    'section',
    { class: 'reading', 'aria-labelledby': 'cc-reading-title' },
    h('h1', { id: 'cc-reading-title' }, stopping ? t('Judging what was read') : t('Reading {0}', name)),
    h('progress', { max: Math.max(1, totalBytes), value: bytes, 'aria-label': t('Bytes read') }),
    h(
      'p',
      { class: 'choices' },
      h('span', { class: 'rate' }, how),
      stopping ? null : button('stop', t('Stop and show what was read')),
      button('cancel', t('Cancel')),
    ),
    found.length === 0 ? null : foundSoFar(found),
  );
}

function foundSoFar(found: readonly Found[]): Markup {
  const findings = found.reduce((sum, { count }) => sum + count, 0);
  return h(
    'div',
    { class: 'so-far' },
    h('h2', {}, t('{0} so far', plural(findings, 'finding'))),
    table(
      t('Findings'),
      [t('Finding'), t('Upstream'), t('Count'), t('First'), t('Last')],
      found.map(groupRow),
    ),
    h(
      'p',
      { class: 'muted' },
      t('Neighbouring connections are asked when everything is read: some of these may change.'),
    ),
  );
}

function groupRow({ kind, title, server, count, first, last }: Found): Markup {
  return keyed(
    `${kind} ${server}`,
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, told(title), ' ', h('small', {}, kind)),
      h('td', { class: 'code' }, server),
      h('td', {}, grouped(count)),
      h('td', {}, dateTime(first)),
      h('td', {}, dateTime(last)),
    ),
  );
}

/** Files came while a report is open. */
export function question(names: readonly string[]): Markup {
  const [first = '', ...more] = names;
  const what = more.length === 0 ? first : t('{0} and {1}', first, plural(more.length, 'other'));
  return h(
    'div',
    { class: 'question', role: 'alertdialog', 'aria-labelledby': 'cc-question' },
    h('p', { id: 'cc-question' }, `${what}:`),
    button('add', t('Add to what is open')),
    button('replace', t('Open instead')),
    button('dismiss', t('Cancel')),
  );
}

/** Something could not be read; what is open stays. */
export function trouble(problems: readonly Problem[]): Markup {
  return h(
    'div',
    { class: 'trouble', role: 'alert' },
    h(
      'ul',
      {},
      problems.map(({ path, message }) => h('li', {}, h('b', {}, path), ': ', message)),
    ),
    button('dismiss', t('Close')),
  );
}

function button(command: string, label: string): Markup {
  return h('button', { type: 'button', 'data-intake': command }, label);
}
