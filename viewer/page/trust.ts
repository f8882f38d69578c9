/** What was checked, so that a reader can trust what is said and what is not. */
import type { Capture, Report } from '../../src/report/schema.ts';
import { h, type Markup } from '../markup.ts';
import { byteCount, grouped, plural } from '../words/numbers.ts';
import { captureNames, dateTime } from '../words/report.ts';
import { table } from './table.ts';

export function trust(report: Report): Markup {
  return h(
    'section',
    { 'aria-labelledby': 'cc-trust', class: 'trust' },
    h('h2', { id: 'cc-trust' }, 'What was checked'),
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
      'looked at',
      `${plural(summary.requests, 'request')} on ${plural(summary.connections, 'connection')}, ${plural(summary.tcpPackets, 'TCP packet')} of ${grouped(summary.packets)} packets`,
    ],
    ['directions', directions(captures, names)],
    ['complete', completeness(captures, names)],
    ['harmless', countsText(summary.harmless)],
    ['not judged', countsText(summary.undecided)],
    [
      'still open',
      summary.open === 0 ? null : `${plural(summary.open, 'connection')} at the end of the capture`,
    ],
    ['times', 'UTC, as the capturing hosts wrote them'],
  ];
  return list.filter((row): row is [string, string] => row[1] !== null);
}

type Names = ReadonlyMap<string, string>;

function directions(captures: readonly Capture[], names: Names): string {
  const oneSided = captures.filter((capture) => capture.packets > 0 && !capture.bothDirections);
  if (oneSided.length === 0) return 'both seen';
  return `only one seen in ${oneSided.map(({ path }) => names.get(path)).join(', ')}: claims that need the other are left out`;
}

function completeness(captures: readonly Capture[], names: Names): string {
  const parts = captures.flatMap((capture) => {
    const name = names.get(capture.path);
    return [
      capture.complete ? null : `${name} is damaged: a part of it was not analysed`,
      capture.truncated ? `${name} ends inside a packet` : null,
      (capture.droppedPackets ?? 0) > 0
        ? `${name}: the capturing program dropped ${grouped(capture.droppedPackets ?? 0)}`
        : null,
      capture.duplicates > 0 ? `${name}: ${plural(capture.duplicates, 'copy', 'copies')} recognised` : null,
    ].filter((part) => part !== null);
  });
  return parts.length === 0 ? 'every byte was analysed, no drops are reported' : parts.join('; ');
}

function countsText(counts: Readonly<Record<string, number>>): string | null {
  const present = Object.entries(counts).filter(([, count]) => count > 0);
  return present.length === 0 ? null : present.map(([name, count]) => `${grouped(count)} ${name}`).join(', ');
}

function captureTable(report: Report): Markup {
  const names = captureNames(report);
  return table(
    ['Capture', 'Format', 'Packets', 'Size', 'First packet', 'Last packet'],
    report.captures.map((capture) => captureRow(capture, names)),
  );
}

function captureRow(capture: Capture, names: Names): Markup {
  const cells = [
    `${capture.format}${capture.linkTypes.length === 0 ? '' : `, ${capture.linkTypes.join(', ')}`}`,
    grouped(capture.packets),
    byteCount(capture.bytes),
    capture.firstTime === null ? '' : dateTime(capture.firstTime),
    capture.lastTime === null ? '' : dateTime(capture.lastTime),
  ];
  const issues = capture.issues.map(({ message }) => h('div', { class: 'muted' }, message));
  return h(
    'tr',
    {},
    h('th', { scope: 'row', title: capture.path }, names.get(capture.path), issues),
    cells.map((cell) => h('td', {}, cell)),
  );
}
