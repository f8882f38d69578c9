/** The table of connections: what closed them, and which can be drawn. */
import { captureOf, timelineKey } from '../../src/analysis.ts';
import { groupBy } from '../../src/group-by.ts';
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { h, keyed, type Markup } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import { type Phrase, t } from '../words/language.ts';
import { grouped } from '../words/numbers.ts';
import { linkTo } from '../words/report.ts';
import { rest } from './findings.ts';
import { addressClass, longTable } from './table.ts';

export interface ConnectionRow {
  /** Null where several captures hold a connection of this name and number. */
  readonly capture: string | null;
  readonly index: number;
  readonly client: string;
  readonly server: string;
  readonly requests: number;
  readonly responses: number;
  readonly packets: number;
  readonly end: string;
  readonly history: string;
  readonly findings: readonly Finding[];
  /** A timeline is there. */
  readonly drawable: boolean;
}

/** All connections of the report where it lists them, else those that can be drawn. */
export function connectionRows(model: ViewerModel): ConnectionRow[] {
  const timelines = Object.entries(model.timelines).map(([key, timeline]) => ({
    capture: captureOf(key),
    timeline,
  }));
  const found = groupBy(model.report.findings, ({ capture, connection }) =>
    timelineKey(capture, connection.index),
  );
  const listed = model.report.connections;
  if (listed === undefined) {
    return timelines.map(({ capture, timeline }) =>
      fromTimeline(capture, timeline, found.get(timelineKey(capture, timeline.index)) ?? []),
    );
  }
  const captures = new Map(
    timelines.map(({ capture, timeline }) => [
      identity(timeline.index, timeline.client.address, timeline.server.address),
      capture,
    ]),
  );
  const only = model.report.captures.length === 1 ? (model.report.captures[0]?.path ?? null) : null;
  return listed.map((connection) => {
    const { index, client, server, requests, responses, history } = connection;
    const drawn = captures.get(identity(index, client, server));
    const capture = drawn ?? only;
    return {
      capture,
      index,
      client,
      server,
      requests,
      responses,
      history,
      packets: connection.packets[0] + connection.packets[1],
      end: endText(connection.end, connection.closedBy),
      findings: capture === null ? [] : (found.get(timelineKey(capture, index)) ?? []),
      drawable: drawn !== undefined,
    };
  });
}

function fromTimeline(capture: string, timeline: Timeline, findings: readonly Finding[]): ConnectionRow {
  const { index, client, server, requests, responses } = timeline;
  return {
    capture,
    index,
    client: client.address,
    server: server.address,
    requests,
    responses,
    history: '',
    packets: client.packets + server.packets,
    end: endText(timeline.end, timeline.closedBy),
    findings,
    drawable: true,
  };
}

function identity(index: number, client: string, server: string): string {
  return `${index} ${client} ${server}`;
}

function endText(end: Timeline['end'], closedBy: Timeline['closedBy']): string {
  return t(ENDS[end === 'fin' || end === 'rst' ? (`${end} ${closedBy}` as const) : end]);
}

type End = Timeline['end'];
type ClosedEnd = `${Extract<End, 'fin' | 'rst'>} ${Timeline['closedBy']}`;

const ENDS: Readonly<Record<ClosedEnd | Exclude<End, 'fin' | 'rst'>, Phrase>> = {
  'fin client': 'closed by the gateway',
  'fin server': 'closed by the upstream',
  'fin none': 'closed',
  'rst client': 'reset, first close by the gateway',
  'rst server': 'reset, first close by the upstream',
  'rst none': 'reset, first close unknown',
  timeout: 'no answer',
  open: 'open',
};

const COLUMNS: readonly Phrase[] = [
  'No.',
  'Gateway',
  'Upstream',
  'Requests',
  'Packets',
  'End',
  'Findings',
  'History',
];

export function connectionsTable(
  model: ViewerModel,
  rows: readonly ConnectionRow[],
  limit: number,
  interactive: boolean,
): Markup {
  const shown = rows.slice(0, limit);
  return h(
    'div',
    { class: 'list' },
    longTable(
      t('Connections'),
      COLUMNS.map((name) => t(name)),
      shown.map((row) => rowMarkup(model, row)),
      rows.length,
    ),
    rows.length === 0 ? h('p', { class: 'muted' }, t('Nothing matches.')) : null,
    rest(rows.length - shown.length, 'connection', interactive),
  );
}

function rowMarkup(model: ViewerModel, row: ConnectionRow): Markup {
  const number = `#${row.index}`;
  const link = row.drawable && row.capture !== null ? linkTo(model.report, row.capture, row.index) : null;
  return keyed(
    `${row.index}@${row.capture ?? ''} ${row.client}`,
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, link === null ? number : h('a', { href: link }, number)),
      h('td', { class: addressClass(row.client) }, row.client),
      h('td', { class: addressClass(row.server) }, row.server),
      h(
        'td',
        { class: 'requests' },
        row.requests === row.responses
          ? grouped(row.requests)
          : t('{0}, {1} answered', grouped(row.requests), grouped(row.responses)),
      ),
      h('td', {}, grouped(row.packets)),
      h('td', { class: 'end' }, row.end),
      h('td', { class: 'kinds' }, [...new Set(row.findings.map(({ kind }) => kind))].join(', ')),
      h('td', { class: 'code history' }, row.history),
    ),
  );
}
