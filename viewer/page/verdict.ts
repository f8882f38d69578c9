/** The report in one sentence and four numbers. */
import type { Executed, Incident, Report } from '../../src/report/schema.ts';
import { grouped, percent, plural } from '../words/numbers.ts';
import { failures, through } from '../words/report.ts';

export function verdictSentence(report: Report): string {
  const { failedRequests, requests } = report.summary;
  const worst = worstIncident(report);
  if (failedRequests === 0 || worst === null) return nothingFailed(report);
  const total = requests > failedRequests ? ` of ${grouped(requests)}` : '';
  const share = failedRequests / Math.max(requests, 1);
  const rate = requests >= 10_000 ? ` (${percent(share)})` : '';
  const noun = failedRequests === 1 && total === '' ? 'request' : 'requests';
  return `${grouped(failedRequests)}${total} ${noun} failed${rate}; ${blame(report, worst)}.`;
}

/** The incident in which most requests failed. */
export function worstIncident(report: Report): Incident | null {
  return report.incidents.reduce<Incident | null>(
    (worst, incident) =>
      worst === null || incident.failedRequests > worst.failedRequests ? incident : worst,
    null,
  );
}

function nothingFailed(report: Report): string {
  const { requests, connections } = report.summary;
  if (requests === 0 && connections === 0) return 'There is no TCP connection in here to judge.';
  if (requests === 0)
    return `No failure found on ${plural(connections, 'connection')}; no request could be read.`;
  return `No failed request among ${plural(requests, 'request')} on ${plural(connections, 'connection')}.`;
}

function blame(report: Report, worst: Incident): string {
  const failed = report.summary.failedRequests;
  const [only] = worst.endpoints;
  const where = worst.endpoints.length === 1 ? only : plural(worst.endpoints.length, 'upstream');
  const one = worst.failedRequests === 1;
  return `${shareText(report, worst, failed)} through ${through(worst)} at ${where}, and ${didTheyRun(worst, one)}`;
}

function shareText(report: Report, { failedRequests: count }: Incident, failed: number): string {
  if (failed === 1) return 'it was lost';
  if (count === failed) return failed === 2 ? 'both' : 'all of them';
  const share = count / failed;
  if (share >= 0.9) return 'nearly all of them';
  if (share >= 0.7) return 'three quarters of them';
  if (share >= 0.6) return 'two thirds of them';
  if (share >= 0.45) return 'half of them';
  return `the largest of ${plural(report.incidents.length, 'incident')} lost ${grouped(count)}`;
}

function didTheyRun(incident: Incident, one: boolean): string {
  const count = (executed: Executed) => incident.executed[executed] ?? 0;
  const risky = count('likely') + count('answered');
  const total = Object.values(incident.executed).reduce((sum, each) => sum + each, 0);
  if (total > 0 && count('no') === total) return one ? 'it did not run' : 'none of those ran';
  if (total > 0 && risky === total) return one ? 'it probably ran' : 'those probably ran';
  const possible = risky + count('possibly');
  if (possible > 0) {
    if (one) return 'it may have run';
    return possible === total ? 'those may have run' : `${grouped(possible)} of those may have run`;
  }
  return one ? 'whether it ran is not known' : 'whether those ran is not known';
}

export interface Figure {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
}

/** Failed, seen, hidden, and the number the payment team asks for. */
export function figures(report: Report): Figure[] {
  const { failedRequests, masked } = report.summary;
  const mayHaveRun = failures(report)
    .filter(({ executed }) => executed !== 'no')
    .reduce((sum, { requestsFailed }) => sum + requestsFailed, 0);
  return [
    { value: grouped(failedRequests), label: 'failed', hint: 'requests without a whole answer' },
    {
      value: grouped(failedRequests - masked),
      label: 'clients saw',
      hint: 'no successful retry is in the capture',
    },
    { value: grouped(masked), label: 'hidden by a retry', hint: 'sent again and answered' },
    { value: grouped(mayHaveRun), label: 'may have run', hint: 'do not replay these blindly' },
  ];
}
