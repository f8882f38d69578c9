/** The table of findings: the same rows in the file and in the living page. */
import type { Finding, Report } from '../../src/report/schema.ts';
import { requestText } from '../layout/packets.ts';
import { h, keyed, type Markup } from '../markup.ts';
import { t, told } from '../words/language.ts';
import { grouped, plural } from '../words/numbers.ts';
import { captureNames, dateTime, linkToFinding, ran, severityName } from '../words/report.ts';
import { longTable } from './table.ts';

interface ListOptions {
  /** At most this many rows. */
  readonly limit: number;
  readonly selected: Finding | null;
  /** With a button for more rows; a file without scripts says how many are missing. */
  readonly interactive: boolean;
}

export function findingsTable(report: Report, findings: readonly Finding[], options: ListOptions): Markup {
  const names = report.captures.length > 1 ? captureNames(report) : null;
  const shown = findings.slice(0, options.limit);
  const columns = [t('Time'), t('Finding'), t('Request'), t('Upstream'), t('Ran?')];
  if (names !== null) columns.push(t('Capture'));
  const rows = shown.map((finding) => row(report, finding, names, finding === options.selected));
  return h(
    'div',
    { class: 'list' },
    longTable(t('Findings'), columns, rows, findings.length),
    findings.length === 0 ? h('p', { class: 'muted' }, t('Nothing matches.')) : null,
    rest(findings.length - shown.length, 'finding', options.interactive),
  );
}

function row(
  report: Report,
  finding: Finding,
  names: ReadonlyMap<string, string> | null,
  selected: boolean,
): Markup {
  const { connection, request } = finding;
  const link = linkToFinding(report, finding);
  return keyed(
    finding.id,
    h(
      'tr',
      { class: selected ? 'selected' : null, 'aria-current': selected ? 'true' : null },
      h('th', { scope: 'row' }, h('a', { href: link }, dateTime(finding.time))),
      h(
        'td',
        { class: 'finding' },
        told(finding.title),
        ' ',
        h('small', {}, finding.kind),
        severityMark(finding),
      ),
      h(
        'td',
        { class: 'request' },
        request === null ? null : h('code', {}, requestText(request.method, request.target)),
        others(finding),
      ),
      h('td', { class: 'code upstream' }, connection.server),
      h('td', {}, ran(finding.executed)),
      names === null
        ? null
        : h('td', { class: 'capture', title: finding.capture }, names.get(finding.capture)),
    ),
  );
}

/** A connection that carries many requests at once fails them all. */
function others({ requestsFailed, request }: Finding): Markup | null {
  if (requestsFailed < 2) return null;
  const text =
    request === null ? plural(requestsFailed, 'request') : t('and {0}', plural(requestsFailed - 1, 'other'));
  return h('small', {}, ' ', text);
}

function severityMark(finding: Finding): Markup | null {
  if (finding.severity === 'error') return null;
  return h(
    'small',
    { class: 'mark' },
    finding.masked === null ? severityName(finding.severity) : t('hidden by a retry'),
  );
}

/** What follows the rows that are shown. */
export function rest(count: number, noun: 'finding' | 'connection', interactive: boolean): Markup | null {
  if (count <= 0) return null;
  if (!interactive)
    return h(
      'p',
      { class: 'muted' },
      t('{0}: the page lists them where scripts may run.', plural(count, `more ${noun}`)),
    );
  return h(
    'p',
    {},
    h(
      'button',
      { type: 'button', class: 'more', 'data-do': 'more', 'data-list': noun },
      t('Show more ({0})', grouped(count)),
    ),
  );
}
