/** The report as Markdown: the summary of a build, a ticket, a chat. */
import { executedText } from './counts.ts';
import { decidingPlace } from './deciding-place.ts';
import { errorAnswers } from './error-answers.ts';
import { escapeMarkdown } from './escape.ts';
import type { Incident, Report } from './schema.ts';
import { visible } from './visible.ts';

/** Incidents told in full, and findings listed under each: a reader who wants all of them takes JSON. */
const MOST_INCIDENTS = 20;
const MOST_FINDINGS = 10;

export function* markdownPieces(report: Report): Generator<string, void, void> {
  const { incidents, summary } = report;
  yield `## closecall: ${headline(report)}\n\n`;
  yield `${counted(summary.requests, 'request')} on ${counted(summary.connections, 'connection')} in ${counted(report.captures.length, 'capture')}\n`;
  if (report.unfiltered !== undefined)
    yield `\nFiltered: ${report.findings.length} of ${counted(report.unfiltered, 'finding')}.\n`;
  if (report.redaction.level === 'none')
    yield '\n**Not redacted**: request targets are told with their queries, which may hold secrets.\n';
  if (incidents.length > 0) yield* overview(incidents);
  for (const incident of incidents.slice(0, MOST_INCIDENTS)) yield* inFull(incident, report);
  const more = incidents.length - MOST_INCIDENTS;
  if (more > 0) yield `\nAnd ${counted(more, 'more incident')}: \`--format json\` has them.\n`;
  yield* captureRemarks(report);
}

function headline(report: Report): string {
  const { failedRequests, masked } = report.summary;
  if (failedRequests === 0) {
    const answered = errorAnswers(report).length;
    return `no failed request${answered === 0 ? '' : `, ${answered} answered with 502, 503 or 504`}`;
  }
  const hidden = masked === 0 ? '' : `, ${masked} of them hidden by a retry`;
  return `${counted(failedRequests, 'request')} failed${hidden}`;
}

function* overview(incidents: readonly Incident[]): Generator<string> {
  yield '\n| incident | what | upstream | failed | hidden | ran? | who |\n|---|---|---|--:|--:|---|---|\n';
  for (const incident of incidents.slice(0, MOST_INCIDENTS)) {
    const cells = [
      text(incident.id),
      text(incident.title),
      incident.endpoints.map(text).join(', '),
      incident.failedRequests,
      incident.masked,
      executedText(incident),
      incident.owner,
    ];
    yield `| ${cells.join(' | ')} |\n`;
  }
}

function* inFull(incident: Incident, { findings }: Report): Generator<string> {
  yield `\n### ${text(incident.title)}, ${incident.endpoints.map(text).join(', ')}\n\n${text(incident.what)}\n`;
  if (incident.cause !== null || incident.remedy.length + incident.logs.length > 0) yield '\n';
  if (incident.cause !== null)
    yield `- **cause** ${text(incident.cause.name)} (${incident.cause.confidence})\n`;
  for (const remedy of incident.remedy) yield `- **do** ${text(remedy.text)}\n`;
  for (const log of incident.logs) yield `- **log** ${text(log)}\n`;
  const own = new Set(incident.findings);
  const members = findings.filter(({ id }) => own.has(id));
  yield '\n| time | request | ran? | frame | finding |\n|---|---|---|--:|---|\n';
  for (const finding of members.slice(0, MOST_FINDINGS)) {
    const { time, request, executed, id } = finding;
    const { capture, frame } = decidingPlace(finding) ?? { capture: finding.capture, frame: '' };
    const name = request?.method == null ? 'request' : `${request.method} ${request.target ?? ''}`;
    const place = `${text(capture)} ${frame}`;
    yield `| ${time} | ${text(request === null ? 'connection attempt' : name)} | ${executed} | ${place} | ${text(id)} |\n`;
  }
  const more = members.length - MOST_FINDINGS;
  if (more > 0) yield `\n${counted(more, 'more finding')}.\n`;
}

/** What limits the verdicts. */
function* captureRemarks({ captures }: Report): Generator<string> {
  const damaged = captures.filter(({ complete }) => !complete);
  const oneSided = captures.filter(({ bothDirections, packets }) => packets > 0 && !bothDirections);
  if (damaged.length > 0)
    yield `\nNot wholly analysed: ${damaged.map(({ path }) => text(path)).join(', ')}\n`;
  if (oneSided.length > 0)
    yield `\nOne direction only: ${oneSided.map(({ path }) => text(path)).join(', ')}\n`;
}

function text(captured: string): string {
  return escapeMarkdown(visible(captured, 400));
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
