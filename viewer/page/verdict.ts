/** The report in one sentence and four numbers. */
import { errorAnswers } from '../../src/report/error-answers.ts';
import type { Executed, Incident, Report } from '../../src/report/schema.ts';
import { t } from '../words/language.ts';
import { grouped, percent, plural } from '../words/numbers.ts';
import { failures, through } from '../words/report.ts';
import { unresolved } from './remarks.ts';

export function verdictSentence(report: Report): string {
  const { failedRequests, requests } = report.summary;
  const worst = worstIncident(report);
  if (failedRequests === 0 || worst === null) return nothingFailed(report);
  const failed = grouped(failedRequests);
  const rate =
    requests >= 10_000 && report.unfiltered === undefined
      ? ` (${percent(failedRequests / Math.max(requests, 1))})`
      : '';
  const blamed = blame(report, worst);
  // Under a filter there is no whole to take a share of: others may have failed that are not in here.
  if (requests > failedRequests && report.unfiltered === undefined)
    return t('{0} of {1} requests failed{2}; {3}.', failed, grouped(requests), rate, blamed);
  return failedRequests === 1
    ? t('1 request failed; {0}.', blamed)
    : t('{0} requests failed{1}; {2}.', failed, rate, blamed);
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
  const { requests, connections, undecided } = report.summary;
  if ((report.unfiltered ?? 0) > 0) return t('No failed request fits the filter of this report.');
  if (requests === 0 && connections === 0)
    return unresolved(report) ?? t('There is no TCP connection in here to judge.');
  if (requests === 0)
    return t('No failure found on {0}; no request could be read.', plural(connections, 'connection'));
  if (Object.values(undecided).reduce((sum, each) => sum + each, 0) >= connections)
    return t('Nothing could be judged on {0}.', plural(connections, 'connection'));
  const answered = errorAnswers(report).length;
  return t(
    answered > 0 ? '{2} of {0} got a 502, 503 or 504.' : 'No failed request among {0} on {1}.',
    plural(requests, 'request'),
    plural(connections, 'connection'),
    grouped(answered),
  );
}

function blame(report: Report, worst: Incident): string {
  const failed = report.summary.failedRequests;
  const [only] = worst.endpoints;
  const where =
    only !== undefined && worst.endpoints.length === 1 ? only : plural(worst.endpoints.length, 'upstream');
  const one = worst.failedRequests === 1;
  return t(
    '{0} through {1} at {2}, and {3}',
    shareText(report, worst, failed),
    through(worst),
    where,
    didTheyRun(worst, one),
  );
}

function shareText(report: Report, { failedRequests: count }: Incident, failed: number): string {
  if (failed === 1) return t('it was lost');
  if (count === failed) return t(failed === 2 ? 'both' : 'all of them');
  const share = count / failed;
  if (share >= 0.9) return t('nearly all of them');
  if (share >= 0.7) return t('three quarters of them');
  if (share >= 0.6) return t('two thirds of them');
  if (share >= 0.45) return t('half of them');
  // Notes lost nothing; the list below counts them apart.
  const incidents = report.incidents.filter(({ failedRequests }) => failedRequests > 0);
  // Others failed too, and are too many to be listed.
  if (incidents.length === 1) return t('{0} of {1}', grouped(count), grouped(failed));
  return t('the largest of {0} lost {1}', plural(incidents.length, 'incident'), grouped(count));
}

function didTheyRun(incident: Incident, one: boolean): string {
  const count = (executed: Executed) => incident.executed[executed] ?? 0;
  const risky = count('likely') + count('answered');
  const total = Object.values(incident.executed).reduce((sum, each) => sum + each, 0);
  if (total > 0 && count('no') === total) return t(one ? 'it did not run' : 'none of those ran');
  if (total > 0 && count('answered') === total) return t(one ? 'it ran' : 'those ran');
  if (total > 0 && risky === total) return t(one ? 'it probably ran' : 'those probably ran');
  const possible = risky + count('possibly');
  if (possible > 0) {
    if (one) return t('it may have run');
    return possible === total ? t('those may have run') : t('{0} of those may have run', grouped(possible));
  }
  return t(one ? 'whether it ran is not known' : 'whether those ran is not known');
}

interface Figure {
  readonly value: string;
  readonly label: string;
}

/** Failed, seen, hidden, and the number the payment team asks for. */
export function figures(report: Report): Figure[] {
  const { failedRequests, masked } = report.summary;
  const mayHaveRun = failures(report)
    .filter(({ executed }) => executed !== 'no')
    .reduce((sum, { requestsFailed }) => sum + requestsFailed, 0);
  return [
    { value: grouped(failedRequests), label: t('failed') },
    {
      value: grouped(failedRequests - masked),
      label: t('clients saw'),
    },
    { value: grouped(masked), label: t('hidden by a retry') },
    { value: grouped(mayHaveRun), label: t('may have run') },
  ];
}
