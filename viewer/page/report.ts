/** The page of a report from its banner to its footer: verdict, incidents, worst case, tables, what was checked. */
import type { Report } from '../../src/report/schema.ts';
import { DEFAULT_LAYOUT, layout } from '../layout.ts';
import { type Children, h, type Markup } from '../markup.ts';
import { timelineOf, type ViewerModel } from '../model.ts';
import { t } from '../words/language.ts';
import { grouped, plural } from '../words/numbers.ts';
import { captureNames, dateTime } from '../words/report.ts';
import { zoneLabel } from '../words/zone.ts';
import { connectionRows, connectionsTable } from './connections.ts';
import { figureHead, staticFigure } from './figure.ts';
import { findingsTable } from './findings.ts';
import { incidentList } from './incidents.ts';
import { timers, upstreams } from './measured.ts';
import { nothingFound } from './nothing.ts';
import { prose } from './prose.ts';
import { remarks } from './remarks.ts';
import { shapeList } from './shapes.ts';
import { trust, trustStrip } from './trust.ts';
import { figures, verdictSentence } from './verdict.ts';
import { why } from './why.ts';
import { worstFinding } from './worst.ts';

/** Rows of the tables that are in the page itself; the script shows the others. */
const STATIC_ROWS = 100;

/**
 * Everything between header and footer: `still` as it stands before any script has run, `living` without what a script
 * fills in at once, the worst case and the two lists.
 */
export function reportPage(model: ViewerModel, kind: 'still' | 'living' = 'still'): Markup {
  const { report } = model;
  const still = kind === 'still';
  const rows = connectionRows(model);
  return h(
    'div',
    { class: 'page' },
    banner(report),
    report.redaction.level === 'none' ? unredacted() : null,
    report.unfiltered === undefined ? null : filtered(report.findings.length, report.unfiltered),
    h(
      'main',
      {},
      h('h1', {}, prose(verdictSentence(report))),
      report.summary.failedRequests > 0 ? figureRow(report) : null,
      trustStrip(report),
      remarks(report),
      h('section', { id: 'cc-overview', 'aria-labelledby': 'cc-overview-title' }),
      incidentList(model),
      h('section', { id: 'cc-view', 'aria-labelledby': 'cc-view-title' }, still ? worstCase(model) : null),
      report.findings.length === 0
        ? [trust(report), report.unfiltered ? null : nothingFound()]
        : findingsSection(report, still),
      timers(report),
      upstreams(report),
      rows.length === 0
        ? null
        : section(
            'cc-connections',
            plural(rows.length, 'connection'),
            still
              ? [shapeList(report, null, false), connectionsTable(model, rows, STATIC_ROWS, false)]
              : null,
          ),
      report.findings.length === 0 ? null : trust(report),
    ),
    h(
      'footer',
      {},
      t('Made by closecall. This file holds all it shows and has no permission to use the network.'),
    ),
  );
}

/** What the browser's tab says. */
export function pageTitle(report: Report): string {
  return t('{0}: {1}', 'closecall', verdictSentence(report));
}

function banner(report: Report): Markup {
  const names = [...captureNames(report).values()];
  const shown =
    names.length > 3
      ? t('{0} and {1}', names.slice(0, 2).join(t(', ')), plural(names.length - 2, 'other'))
      : names.join(', ');
  const first = report.captures.flatMap(({ firstTime }) => firstTime ?? []).sort()[0];
  return h(
    'header',
    { class: 'banner' },
    h('b', {}, 'closecall'),
    ' ',
    h('span', { class: 'source' }, shown),
    ' ',
    first === undefined
      ? null
      : h('span', { class: 'muted' }, `${dateTime(first).slice(0, 19)} ${zoneLabel()}`),
    h('span', { id: 'cc-tools', class: 'tools' }),
  );
}

function unredacted(): Markup {
  return h(
    'p',
    { class: 'notice', role: 'note' },
    t('Not redacted: request targets are in here with their queries, which may hold secrets.'),
  );
}

function filtered(kept: number, all: number): Markup {
  return h(
    'p',
    { class: 'notice', role: 'note' },
    t(
      'Filtered: {0} of {1} are in here, and failures are counted among them.',
      grouped(kept),
      plural(all, 'finding'),
    ),
  );
}

function figureRow(report: Report): Markup {
  return h(
    'dl',
    { class: 'figures' },
    figures(report).map(({ value, label }) => h('div', {}, h('dt', {}, label), h('dd', {}, value))),
  );
}

function section(id: string, title: string, content: Children): Markup {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    content,
  );
}

function findingsSection(report: Report, still: boolean): Markup {
  const table = !still
    ? null
    : findingsTable(report, report.findings, {
        limit: STATIC_ROWS,
        selected: null,
        interactive: false,
      });
  return section('cc-findings', plural(report.findings.length, 'finding'), table);
}

/** The worst incident's first finding that can be drawn, beside its cure. */
function worstCase(model: ViewerModel): Children {
  const finding = worstFinding(model);
  const timeline = finding === null ? null : timelineOf(model, finding);
  if (finding === null || timeline === null) return null;
  return [
    figureHead(layout(timeline, finding, DEFAULT_LAYOUT)),
    h('div', { class: 'figure' }, staticFigure(timeline, finding)),
    why(finding, null),
  ];
}
