/** The two lists of the living page: filtered, and as long as the reader asks for. */

import { type Misread, parseSearch } from '../../src/report/search.ts';
import { shapeOf } from '../../src/timeline/history.ts';
import { h, type Markup } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import { type ConnectionRow, connectionsTable } from '../page/connections.ts';
import { findingsTable } from '../page/findings.ts';
import { shapeList } from '../page/shapes.ts';
import { type Phrase, t } from '../words/language.ts';
import { grouped, plural } from '../words/numbers.ts';
import { connectionFilter, findingFilter } from './filter.ts';
import type { State } from './state.ts';

export function findingsList({ report }: ViewerModel, state: State): Markup[] {
  const matching = report.findings.filter(findingFilter(state.filter));
  const title = amount(matching.length, report.findings.length, 'finding');
  const options = { limit: state.shownFindings, selected: state.finding, interactive: true };
  return [
    listHead('cc-findings-title', title, true),
    filterHint(state.filter),
    findingsTable(report, matching, options),
  ];
}

/** With the filter box where there is no list of findings to hold it. */
export function connectionsList(
  model: ViewerModel,
  rows: readonly ConnectionRow[],
  state: State,
  withFilter: boolean,
): Markup[] {
  const matches = connectionFilter(state.filter);
  const matching = rows.filter((row) => wentLike(row, state.shape) && matches(row));
  const title = amount(matching.length, rows.length, 'connection');
  const shapes = shapeList(model.report, state.shape, model.report.connections !== undefined);
  return [
    listHead('cc-connections-title', title, withFilter),
    ...(withFilter ? [filterHint(state.filter)] : []),
    ...(shapes === null ? [] : [shapes]),
    connectionsTable(model, matching, state.shownConnections, true),
  ];
}

function wentLike({ history }: ConnectionRow, shape: string | null): boolean {
  return shape === null || shapeOf(history) === shape;
}

function amount(matching: number, all: number, noun: 'finding' | 'connection'): string {
  return matching === all ? plural(all, noun) : t('{0} of {1}', grouped(matching), plural(all, noun));
}

const HINTS: Readonly<Record<Misread['why'], Phrase>> = {
  key: '{0} is no word of the filter: kind: ran: who: port: t> t< flags: len> are; "in quotes" everything is text',
  time: '{0} is no time: t>14:05, t<14:05:30.5, t>2026-11-20T14:05',
  length: '{0} is no length: len>0',
  port: '{0} is no port: port:8080',
  ran: '{0}: ran: takes no, possibly, likely, answered, unknown',
  who: '{0}: who: takes settings, application, rollout, gateway, network, host, client, undetermined',
};

/** What is wrong with a filter that can match nothing: an empty list would look like an answer. */
function filterHint(filter: string): Markup {
  const [first] = parseSearch(filter).misread;
  const text = first === undefined ? '' : t(HINTS[first.why], first.word);
  return h('p', { class: 'filter-hint', role: 'status', hidden: text === '' }, text);
}

function listHead(id: string, title: string, withFilter: boolean): Markup {
  const filter = h('input', {
    id: 'cc-filter',
    type: 'search',
    placeholder: t('Filter: address, path, kind:fin, ran:no, port:8080'),
    'aria-label': t('Filter findings and connections'),
    autocomplete: 'off',
    spellcheck: 'false',
  });
  return h('div', { class: 'list-head' }, h('h2', { id }, title), withFilter ? filter : null);
}
