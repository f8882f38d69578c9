/** The table of findings: the same rows in the file and in the living page. */
import type { Finding, Report } from '../../src/report/schema.ts';
import { requestText } from '../layout/packets.ts';
import { h, keyed, type Markup } from '../markup.ts';
import { grouped, plural } from '../words/numbers.ts';
import { captureNames, dateTime, decidingFrame, linkTo, RAN, SEVERITIES } from '../words/report.ts';
import { longTable } from './table.ts';

export interface ListOptions {
  /** At most this many rows. */
  readonly limit: number;
  readonly selected: Finding | null;
  /** With a button for more rows; a file without scripts says how many are missing. */
  readonly interactive: boolean;
}

export function findingsTable(report: Report, findings: readonly Finding[], options: ListOptions): Markup {
  const names = report.captures.length > 1 ? captureNames(report) : null;
  const shown = findings.slice(0, options.limit);
  const columns = ['Time', 'Finding', 'Request', 'Upstream', 'Ran?', ...(names === null ? [] : ['Capture'])];
  const rows = shown.map((finding) => row(report, finding, names, finding === options.selected));
  return h(
    'div',
    { class: 'list' },
    longTable('Findings', columns, rows),
    findings.length === 0 ? h('p', { class: 'muted' }, 'Nothing matches.') : null,
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
  const link = linkTo(report, finding.capture, connection.index, decidingFrame(finding));
  return keyed(
    finding.id,
    h(
      'tr',
      { class: selected ? 'selected' : null, 'aria-current': selected ? 'true' : null },
      h('th', { scope: 'row' }, h('a', { href: link }, dateTime(finding.time))),
      h('td', {}, finding.title, ' ', h('small', {}, finding.kind), severityMark(finding)),
      h(
        'td',
        { class: 'request' },
        request === null ? null : h('code', {}, requestText(request.method, request.target)),
        others(finding),
      ),
      h('td', { class: 'code' }, connection.server),
      h('td', {}, RAN[finding.executed].short),
      names === null ? null : h('td', { title: finding.capture }, names.get(finding.capture)),
    ),
  );
}

/** A connection that carries many requests at once fails them all. */
function others({ requestsFailed, request }: Finding): Markup | null {
  if (requestsFailed < 2) return null;
  const text =
    request === null ? plural(requestsFailed, 'request') : `and ${plural(requestsFailed - 1, 'other')}`;
  return h('small', {}, ' ', text);
}

function severityMark(finding: Finding): Markup | null {
  if (finding.severity === 'error') return null;
  return h(
    'small',
    { class: 'mark' },
    finding.masked === null ? SEVERITIES[finding.severity] : 'hidden by a retry',
  );
}

/** What follows the rows that are shown. */
export function rest(count: number, noun: string, interactive: boolean): Markup | null {
  if (count <= 0) return null;
  if (!interactive)
    return h(
      'p',
      { class: 'muted' },
      `${plural(count, `more ${noun}`)}: the page lists them where scripts may run.`,
    );
  return h(
    'p',
    {},
    h(
      'button',
      { type: 'button', class: 'more', 'data-do': 'more', 'data-list': noun },
      `Show more (${grouped(count)})`,
    ),
  );
}
