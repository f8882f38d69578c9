/** Timeouts as read off the wire, and failures per upstream. */
import type { Report } from '../../src/report/schema.ts';
import { h, type Markup } from '../markup.ts';
import { LIGHT } from '../svg/paint.ts';
import { type Phrase, t } from '../words/language.ts';
import { grouped, seconds } from '../words/numbers.ts';
import { addressClass, table } from './table.ts';

type Timer = Report['timers'][number];

const TIMERS: Readonly<Record<Timer['timer'], Phrase>> = {
  idle: 'closes idle connections after',
  write: 'gives an answer at most',
  read: 'waits for an answer',
  connect: 'tries to connect for',
  'max-requests': 'closes after this many requests',
};

export function timers(report: Report): Markup | null {
  const known = report.timers.filter((timer) => timer.seconds !== null);
  if (known.length === 0) return null;
  return tableSection(
    'cc-timers',
    t('Timeouts, read off the wire'),
    [
      t('Endpoint'),
      t('Side'),
      t('What'),
      t('Value'),
      t('Range'),
      t('Seen'),
      t('Sure?'),
      t('Looks like'),
      t('Races per day'),
    ],
    known.map(timerCells),
  );
}

function timerCells(timer: Timer): string[] {
  const { spreadSeconds, exposure } = timer;
  return [
    timer.endpoint,
    t(timer.side),
    t(TIMERS[timer.timer]),
    timer.seconds === null ? '' : seconds(timer.seconds),
    spreadSeconds === null ? '' : t('{0} to {1}', seconds(spreadSeconds[0]), seconds(spreadSeconds[1])),
    t('{0} times', grouped(timer.samples)),
    t(timer.confidence),
    timer.product ?? '',
    exposure === null
      ? ''
      : t(
          '{0} ({1} to {2})',
          ...[exposure.racesPerDay, ...exposure.interval].map((value) => grouped(Math.round(value))),
        ),
  ];
}

/** Failures first, with a bar each: one bad upstream among many shows at once. */
export function upstreams(report: Report): Markup | null {
  const failed = failedByServer(report);
  const rows = report.endpoints
    .filter(({ role, address }) => role === 'upstream' || failed.has(address))
    .toSorted(
      (a, b) => (failed.get(b.address) ?? 0) - (failed.get(a.address) ?? 0) || b.requests - a.requests,
    )
    .slice(0, 20);
  if (rows.length === 0) return null;
  const most = Math.max(0, ...failed.values());
  return tableSection(
    'cc-upstreams',
    t('Upstreams'),
    [t('Address'), t('Failed'), t('Requests'), t('Connections'), t('Findings')],
    rows.map(({ address, requests, connections, findings }) => [
      address,
      most === 0 ? '' : bar(failed.get(address) ?? 0, most),
      grouped(requests),
      grouped(connections),
      Object.entries(findings)
        .map(([kind, count]) => `${grouped(count)} ${kind}`)
        .join(', '),
    ]),
  );
}

function failedByServer({ findings }: Report): Map<string, number> {
  const failed = new Map<string, number>();
  for (const { severity, connection, requestsFailed } of findings) {
    if (severity === 'note') continue;
    failed.set(connection.server, (failed.get(connection.server) ?? 0) + requestsFailed);
  }
  return failed;
}

const BAR_WIDTH = 120;

function bar(count: number, most: number): Markup {
  const width = Math.round((count / most) * BAR_WIDTH);
  return h(
    'span',
    { class: 'bar' },
    h(
      'svg',
      { width: BAR_WIDTH, height: 10, 'aria-hidden': 'true' },
      h('rect', { width, height: 10, class: 'f-rst', fill: LIGHT.rst }),
    ),
    grouped(count),
  );
}

/** Columns in which no row has anything are left out. */
function tableSection(
  id: string,
  title: string,
  names: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
): Markup {
  const used = names.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  return h(
    'section',
    { 'aria-labelledby': id },
    h('h2', { id }, title),
    table(
      title,
      names.filter((_, column) => used[column]),
      rows.map((row) => h('tr', {}, row.filter((_, column) => used[column]).map(cell))),
    ),
  );
}

function cell(text: string | Markup, column: number): Markup {
  if (column > 0 || typeof text !== 'string') return h('td', {}, text);
  return h('th', { scope: 'row', class: addressClass(text) }, text);
}
