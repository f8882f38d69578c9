/** What was checked, so that a reader can trust what is said and what is not. */
import { harmlessName, words } from '../../src/report/kind-words.ts';
import type { Capture, ProxyLog, Report } from '../../src/report/schema.ts';
import { h, type Markup } from '../markup.ts';
import { type Phrase, t, told } from '../words/language.ts';
import { byteCount, grouped, plural } from '../words/numbers.ts';
import { captureNames, dateTime, rolesText } from '../words/report.ts';
import { zoneLabel } from '../words/zone.ts';
import { isCut } from './remarks.ts';
import { table } from './table.ts';

export function trust(report: Report): Markup {
  return h(
    'section',
    { 'aria-labelledby': 'cc-trust', class: 'trust' },
    h('h2', { id: 'cc-trust' }, t('What was checked')),
    h(
      'dl',
      { class: 'facts' },
      rows(report).map(([name, text]) => h('div', {}, h('dt', {}, name), h('dd', {}, text))),
    ),
    captureTable(report),
  );
}

function rows(report: Report): [string, string][] {
  const { summary, captures } = report;
  const names = captureNames(report);
  const list: [string, string | null][] = [
    [
      t('looked at'),
      t(
        '{0} on {1}, {2} of {3} packets',
        plural(summary.requests, 'request'),
        plural(summary.connections, 'connection'),
        plural(summary.tcpPackets, 'TCP packet'),
        grouped(summary.packets),
      ),
    ],
    [t('directions'), summary.tcpPackets === 0 ? null : directions(captures, names)],
    [t('roles'), roles(summary)],
    [t('complete'), completeness(captures, names)],
    [t('harmless'), countsText(summary.harmless, harmlessName)],
    [t('not judged'), countsText(summary.undecided, words)],
    [
      t('still open'),
      summary.open === 0 ? null : t('{0} at the end of the capture', plural(summary.open, 'connection')),
    ],
    ...logRows(report),
    [t('left out'), report.redaction.removed.map(told).join(t(', '))],
    [t('times'), t('{0}, as the capturing hosts wrote them', zoneLabel())],
  ];
  return list.filter((row): row is [string, string] => row[1] !== null);
}

function roles({ roles: counts = {} }: Report['summary']): string | null {
  const parts = Object.entries(counts).flatMap(([evidence, count]) => {
    const text = rolesText(evidence);
    return text === null || count === 0 ? [] : [t('{0}: {1}', plural(count, 'connection'), text)];
  });
  return parts.length === 0 ? null : parts.join(t('; '));
}

/** What the logs say that were named beside the captures. */
function logRows({ proxyLogs = [] }: Report): [string, string][] {
  return proxyLogs.map((log) => [t('log'), logText(log)]);
}

function logText({ path, failures, covered, found, missedLine, cut }: ProxyLog): string {
  const lines = (cut ? '≥ ' : '') + plural(failures, 'line tells a failure', 'lines tell failures');
  const text = t(
    '{0}: {1}, {2} while it was captured; findings here: {3}',
    path,
    lines,
    grouped(covered),
    grouped(found),
  );
  return missedLine === null ? text : t('{0}, not so line {1}', text, missedLine);
}

/** The same in a line, for the first screen. */
export function trustStrip(report: Report): Markup {
  const { summary, captures } = report;
  const undecided = Object.values(summary.undecided).reduce((sum, count) => sum + count, 0);
  const parts = [
    plural(summary.packets, 'packet'),
    plural(summary.connections, 'connection'),
    summary.tcpPackets === 0
      ? null
      : t(captures.some(isOneSided) ? 'only one direction seen' : 'both directions seen'),
    t(extent(report)),
    undecided === 0 ? null : t('{0} not judged', plural(undecided, 'connection')),
    zoneLabel(),
  ].filter((part) => part !== null);
  return h(
    'p',
    { class: 'muted strip' },
    parts.join(' · '),
    ' · ',
    h('a', { href: '#cc-trust' }, t('details')),
  );
}

function extent(report: Report): Phrase {
  if (report.captures.some(({ complete }) => !complete)) return 'a part was not analysed';
  return report.captures.some(isCut) ? 'payload was cut by the capture' : 'every byte analysed';
}

function isOneSided(capture: Capture): boolean {
  return capture.packets > 0 && !capture.bothDirections;
}

type Names = ReadonlyMap<string, string>;

function directions(captures: readonly Capture[], names: Names): string {
  const oneSided = captures.filter(isOneSided);
  if (oneSided.length === 0) return t('both directions seen');
  return t(
    'only one seen in {0}: claims that need the other are left out',
    oneSided.map(({ path }) => names.get(path)).join(', '),
  );
}

function completeness(captures: readonly Capture[], names: Names): string {
  const parts = captures.flatMap((capture) => {
    const name = names.get(capture.path) ?? capture.path;
    return [
      capture.complete ? null : t('{0} is damaged: a part of it was not analysed', name),
      capture.truncated ? t('{0} ends inside a packet', name) : null,
      isCut(capture) ? t('{0}: {1}', name, t('payload was cut by the capture')) : null,
      (capture.droppedPackets ?? 0) > 0
        ? t('{0}: the capturing program dropped {1}', name, grouped(capture.droppedPackets ?? 0))
        : null,
      capture.duplicates > 0
        ? t('{0}: {1} recognised', name, plural(capture.duplicates, 'copy', 'copies'))
        : null,
    ].filter((part) => part !== null);
  });
  return parts.length === 0 ? t('every byte was analysed, no drops are reported') : parts.join(t('; '));
}

function countsText(
  counts: Readonly<Record<string, number>>,
  nameOf: (kind: string, count: number) => string,
): string | null {
  const present = Object.entries(counts).filter(([, count]) => count > 0);
  return present.length === 0
    ? null
    : present.map(([kind, count]) => `${grouped(count)} ${told(nameOf(kind, count))}`).join(t(', '));
}

function captureTable(report: Report): Markup {
  const names = captureNames(report);
  return table(
    t('Capture'),
    [t('Capture'), t('Format'), t('Packets'), t('Size'), t('First packet'), t('Last packet')],
    report.captures.map((capture) => captureRow(capture, names)),
  );
}

function captureRow(capture: Capture, names: Names): Markup {
  const cells = [
    `${capture.format}${capture.linkTypes.length === 0 ? '' : `, ${capture.linkTypes.join(', ')}`}`,
    grouped(capture.packets),
    byteCount(capture.bytes),
    secondOf(capture.firstTime),
    secondOf(capture.lastTime),
  ];
  const issues = capture.issues.map(({ message }) => h('div', { class: 'muted' }, told(message)));
  return h(
    'tr',
    {},
    h('th', { class: 'capture', scope: 'row', title: capture.path }, names.get(capture.path), issues),
    cells.map((cell) => h('td', {}, cell)),
  );
}

function secondOf(time: string | null): string {
  return time === null ? '' : dateTime(time).slice(0, 19);
}
