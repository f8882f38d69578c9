/** The incidents, worst first: what happened, did it run, who changes what. */
import type { Finding, Incident, Report } from '../../src/report/schema.ts';
import { type Children, h, type Markup } from '../markup.ts';
import type { ViewerModel } from '../model.ts';
import { t, told } from '../words/language.ts';
import { grouped, plural } from '../words/numbers.ts';
import { dateTime, linkToFinding, ownerName, ranSummary, timeOfDay } from '../words/report.ts';
import { prose } from './prose.ts';
import { mostTelling } from './worst.ts';

/** Rows on the first screen; the others are a click away in the table of findings. */
const MOST_INCIDENTS = 12;

/** Failures first; what is only worth knowing is folded away. */
export function incidentList(model: ViewerModel): Markup | null {
  const sorted = model.report.incidents.toSorted((a, b) => b.failedRequests - a.failedRequests);
  if (sorted.length === 0) return null;
  const failures = sorted.filter(({ failedRequests }) => failedRequests > 0);
  const notes = sorted.filter(({ failedRequests }) => failedRequests === 0);
  const [shown, folded] = failures.length > 0 ? [failures, notes] : [notes, []];
  return h(
    'section',
    { 'aria-labelledby': 'cc-incidents' },
    h('h2', { id: 'cc-incidents' }, plural(shown.length, failures.length > 0 ? 'incident' : 'note')),
    list(model, shown),
    folded.length === 0
      ? null
      : h(
          'details',
          { class: 'notes' },
          h('summary', {}, plural(folded.length, 'note')),
          list(model, folded),
        ),
  );
}

function list(model: ViewerModel, incidents: readonly Incident[]): Markup[] {
  const byId = new Map(model.report.findings.map((finding) => [finding.id, finding]));
  const more = incidents.length - MOST_INCIDENTS;
  const rows = incidents.slice(0, MOST_INCIDENTS).map((incident) => row(model, incident, byId));
  const rest =
    more > 0
      ? [h('p', { class: 'muted' }, t('{0}: see the findings below.', plural(more, 'more incident')))]
      : [];
  return [h('ol', { class: 'incidents' }, rows), ...rest];
}

function row(model: ViewerModel, incident: Incident, byId: ReadonlyMap<string, Finding>): Markup {
  const findings = incident.findings.map((id) => byId.get(id)).filter((finding) => finding !== undefined);
  return h(
    'li',
    { class: 'incident' },
    count(incident),
    h(
      'div',
      { class: 'story' },
      h('h3', {}, told(incident.title), ' ', h('span', { class: 'where' }, whereText(incident))),
      h('p', {}, prose(told(incident.what))),
      h(
        'p',
        { class: 'links' },
        h('span', {}, whenText(incident, ofSeveralDays(model.report))),
        ' ',
        links(model, incident, findings),
      ),
    ),
    facts(incident),
  );
}

/** To the picture of one finding, and to all of them in the list. */
function links(model: ViewerModel, incident: Incident, findings: readonly Finding[]): Children {
  const { report } = model;
  const shown = mostTelling(model, findings);
  const one = findings.length === 1 ? t('Look at it') : t('Look at one of {0}', grouped(findings.length));
  const all = h('a', { href: `#i=${report.incidents.indexOf(incident)}` }, t('list them'));
  if (shown === null) return findings.length > 1 ? all : null;
  const place = linkToFinding(report, shown);
  return [h('a', { href: place }, one), findings.length > 1 ? [' ', all] : null];
}

function count({ failedRequests, masked, findings }: Incident): Markup {
  const [number, noun] =
    failedRequests > 0
      ? [failedRequests, t(failedRequests === 1 ? 'request failed' : 'requests failed')]
      : [findings.length, t('noted')];
  return h(
    'div',
    { class: 'count' },
    h('b', {}, grouped(number)),
    ' ',
    h('span', {}, noun),
    ' ',
    masked > 0 ? h('span', {}, t('{0} hidden by a retry', grouped(masked))) : null,
  );
}

function facts(incident: Incident): Markup {
  const cure = incident.remedy[0];
  const ran = ranSummary(incident);
  return h(
    'dl',
    { class: 'facts' },
    ran === '' ? null : h('div', {}, h('dt', {}, t('ran?')), h('dd', {}, ran)),
    h('div', {}, h('dt', {}, t('who')), h('dd', {}, ownerName(incident.owner))),
    cure === undefined ? null : h('div', {}, h('dt', {}, t('do')), h('dd', {}, prose(told(cure.text)))),
  );
}

function whereText(incident: Incident): string {
  const [first = '', ...others] = incident.endpoints;
  return others.length === 0 ? first : t('{0} and {1}', first, plural(others.length, 'other'));
}

/** With its date where that does not go without saying, and with both where it went over midnight. */
function whenText({ firstTime, lastTime }: Incident, dated: boolean): string {
  const [from, to] = [dateTime(firstTime).slice(0, 23), dateTime(lastTime).slice(0, 23)];
  if (from === to) return dated ? from : timeOfDay(firstTime);
  if (dated) return t('{0} to {1}', from, from.slice(0, 10) === to.slice(0, 10) ? timeOfDay(lastTime) : to);
  return t('{0} to {1}', timeOfDay(firstTime), timeOfDay(lastTime));
}

/** On the clock of the page. */
function ofSeveralDays({ captures }: Report): boolean {
  const times = captures
    .flatMap(({ firstTime, lastTime }) => [firstTime, lastTime])
    .filter((time) => time !== null);
  return new Set(times.map((time) => dateTime(time).slice(0, 10))).size > 1;
}
