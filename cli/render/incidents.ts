/** What `scan` prints where requests failed: incidents instead of packets, worst for clients first. */
import { failuresAndNotes } from '../../src/report/incidents.ts';
import type { Incident, Report } from '../../src/report/schema.ts';
import { block } from './block.ts';
import { datesNeeded, headerLines } from './header.ts';
import { incidentBlock } from './incident-block.ts';
import type { ScanTextOptions } from './options.ts';
import { noteLines, remarks } from './remarks.ts';
import { count, counted, percent, spread } from './text.ts';

/** At three in the morning nobody reads an eighth. */
const MOST_INCIDENTS = 7;

export function incidentLines(report: Report, options: ScanTextOptions): string[] {
  const failures = failedIncidents(report);
  const shown = options.all ? failures : failures.slice(0, MOST_INCIDENTS);
  const more = failures.length - shown.length;
  const dates = datesNeeded(report.captures, options.zone);
  const findings = new Map(report.findings.map((finding) => [finding.id, finding]));
  const blocks = shown.flatMap((incident) => {
    const own = incident.findings.flatMap((id) => findings.get(id) ?? []);
    return [...incidentBlock(incident, own, dates, options), ''];
  });
  return [
    ...headerLines(report, options),
    '',
    ...failedLines(report, failures.length, options),
    '',
    ...blocks,
    ...(more > 0 ? [`${counted(more, 'more incident')}: --all shows them`, ''] : []),
    ...noteLines(report, options),
    ...remarks(report, options),
  ];
}

/** Incidents in which a request failed, or came close to it; the others are remarks. Worst for clients first. */
export function failedIncidents(report: Report): Incident[] {
  const { failures } = failuresAndNotes(report);
  return failures.sort((a, b) => seen(b) - seen(a) || b.failedRequests - a.failedRequests);
}

/** Failures that no retry hid. */
function seen(incident: Incident): number {
  return incident.failedRequests - incident.masked;
}

function failedLines({ summary }: Report, incidents: number, options: ScanTextOptions): string[] {
  const { width, paint, filter } = options;
  const { failedRequests, masked, requests } = summary;
  // There is no whole to take a share of where attempts to connect failed, which carried no request, and under a filter.
  const share =
    filter === null && requests >= failedRequests ? ` (${percent(failedRequests, requests)})` : '';
  const failed = `${counted(failedRequests, 'request')} failed${share}`;
  const clients = `${count(failedRequests - masked)} with no successful retry (clients saw it)`;
  const sentence = `${failed}: ${clients}, ${count(masked)} hidden by a retry`;
  const order = incidents > 1 ? `${count(incidents)} incidents, worst for clients first.` : '1 incident.';
  return [
    ...block('', sentence, { margin: 0, indent: 0, width, paint }, { text: failed, paint: paint.bold }),
    ...spread(order, 'ran? = did the upstream execute it (may you replay it)', width),
  ];
}
