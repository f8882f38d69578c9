/** The first lines of every `scan`: what was analysed, over which time, and how much of it there was. */
import type { Capture, Report } from '../../src/report/schema.ts';
import type { LocalTime } from '../../src/zone.ts';
import { capturedSpan } from '../captured-span.ts';
import { block } from './block.ts';
import type { ScanTextOptions } from './options.ts';
import { bytesText, count, counted, plain, spread } from './text.ts';
import type { Zone } from './zone.ts';

export function headerLines(
  { captures, summary, endpoints, findings }: Report,
  options: ScanTextOptions,
): string[] {
  const bytes = captures.reduce((sum, capture) => sum + capture.bytes, 0);
  const { seconds } = options;
  const took = seconds === null ? 'saved earlier' : `in ${seconds.toFixed(1)} s`;
  const read = `${counted(captures.length, 'file')}, ${bytesText(bytes)} ${took}`;
  const upstreams = endpoints.filter((endpoint) => endpoint.role === 'upstream').length;
  const requests = `${counted(summary.requests, 'request')} on ${counted(summary.connections, 'connection')}`;
  const seen = upstreams > 0 ? `${requests} to ${counted(upstreams, 'upstream')}` : requests;
  const packets = `${count(summary.tcpPackets)} of ${counted(summary.packets, 'packet')} are TCP`;
  return [
    ...spread(read, captureSpan(captures, options.zone), options.width),
    ...spread(seen, packets, options.width),
    ...filterLines(findings.length, options),
  ];
}

/** The numbers above are of everything that was read: a filter narrows only what follows. */
function filterLines(left: number, { filter, width, paint }: ScanTextOptions): string[] {
  if (filter === null) return [];
  const text = `${filter.words} (${count(left)} of ${counted(filter.findings, 'finding')})`;
  return block('filtered:', plain(text, 1_000), { margin: 0, indent: 10, width, paint });
}

/** How much of a date tells times of the captures apart. */
export type DatePart = 'none' | 'day' | 'year';

/** Nothing where all packets are of one day: the header tells it. */
export function datesNeeded(captures: readonly Capture[], zone: Zone): DatePart {
  const [from, to] = ends(captures, zone);
  if (from === undefined || to === undefined || from.date === to.date) return 'none';
  return from.date.slice(0, 4) === to.date.slice(0, 4) ? 'day' : 'year';
}

/** From the first packet to the last: `2026-11-20 02:00:00 - 03:59:58 UTC`; empty where there is no packet. */
export function captureSpan(captures: readonly Capture[], zone: Zone): string {
  const [from, to] = ends(captures, zone);
  if (from === undefined || to === undefined) return '';
  const end = from.date === to.date ? to.time : `${to.date} ${to.time}`;
  return `${from.date} ${from.time} - ${end} ${zone.label}`;
}

/** The first packet's time and the last one's; empty where there is no packet. */
function ends(captures: readonly Capture[], zone: Zone): LocalTime[] {
  const span = capturedSpan(captures);
  return span === null ? [] : [zone.local(span.first), zone.local(span.last)];
}
