/** Why this verdict: the evidence, what was ruled out, the cause, the cure, and how the logs read. */

import { words } from '../../src/report/kind-words.ts';
import type { Finding } from '../../src/report/schema.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { rowOf } from '../layout/frames.ts';
import { h, type Markup } from '../markup.ts';
import { frameName, placeName } from '../words/frame.ts';
import { t, told } from '../words/language.ts';
import { plural, seconds } from '../words/numbers.ts';
import { causeText, ownerName, ranLong, rolesText } from '../words/report.ts';
import { prose } from './prose.ts';

/** `drawn`: the timeline whose frames the finding names and whose packets can be selected; null where nothing can. */
export function why(finding: Finding, drawn: Timeline | null): Markup {
  return h(
    'div',
    { class: 'why' },
    h('div', { class: 'because' }, evidence(finding, drawn), excluded(finding)),
    h('div', { class: 'therefore' }, answers(finding), cure(finding), logs(finding), filter(finding)),
  );
}

function evidence(finding: Finding, drawn: Timeline | null): Markup {
  return h(
    'section',
    {},
    h('h3', {}, t('Why this verdict')),
    h(
      'ol',
      { class: 'evidence' },
      finding.evidence.map(({ text, level, ...place }) =>
        h(
          'li',
          {},
          frameMark(place, drawn),
          h('span', {}, prose(told(text)), ' ', h('small', { class: `level ${level}` }, t(level))),
        ),
      ),
    ),
  );
}

function frameMark(
  place: Pick<Finding['evidence'][number], 'frame' | 'capture'>,
  drawn: Timeline | null,
): Markup {
  if (drawn === null) return h('code', {}, placeName(place));
  const { frame } = place;
  const name = frameName(drawn, frame);
  if (rowOf(drawn.packets, frame) < 0) return h('code', {}, name);
  return h('button', { type: 'button', class: 'frame', 'data-do': 'frame', 'data-frame': frame }, name);
}

function excluded(finding: Finding): Markup | null {
  if (finding.excluded.length === 0) return null;
  return h(
    'section',
    {},
    h('h3', {}, t('Ruled out')),
    h(
      'dl',
      { class: 'excluded' },
      finding.excluded.map(({ kind, why: reason }) =>
        h('div', {}, h('dt', {}, told(words(kind))), h('dd', {}, told(reason))),
      ),
    ),
  );
}

function answers(finding: Finding): Markup {
  const { idleSeconds, waitSeconds } = finding.measures;
  const { masked } = finding;
  const rows: [string, string | null][] = [
    [t('ran?'), ranLong(finding.executed)],
    [
      t('effect'),
      masked === null
        ? null
        : t('hidden: sent again on connection {0}, answered {1}', masked.connection, masked.status ?? ''),
    ],
    [
      t('failed'),
      finding.requestsFailed > 1
        ? t('{0} on this connection', plural(finding.requestsFailed, 'request'))
        : null,
    ],
    [t('who'), ownerName(finding.owner)],
    [t('roles'), rolesText(finding.connection.roleEvidence)],
    [t('cause'), finding.cause === null ? null : causeText(finding.cause)],
    [t('idle'), idleSeconds === null ? null : seconds(idleSeconds)],
    [
      t(FROM_LAST_BYTE.includes(finding.kind) ? 'silence' : 'waited'),
      waitSeconds === null ? null : seconds(waitSeconds),
    ],
  ];
  return h(
    'dl',
    { class: 'facts' },
    rows.map(([name, text]) => (text === null ? null : h('div', {}, h('dt', {}, name), h('dd', {}, text)))),
    finding.cause === null || finding.cause.because.length === 0
      ? null
      : h(
          'div',
          {},
          h('dt', {}, ''),
          h('dd', { class: 'muted' }, finding.cause.because.map(told).join(t('; '))),
        ),
  );
}

/** A gateway's limit counts from the last byte that came, an upstream's from the request. */
const FROM_LAST_BYTE: readonly string[] = ['proxy-gave-up', 'proxy-timeout', 'client-abort'];

function cure(finding: Finding): Markup | null {
  if (finding.remedy.length === 0) return null;
  return h(
    'section',
    {},
    h('h3', {}, t('What to change')),
    h(
      'ul',
      { class: 'plain' },
      finding.remedy.map(({ text }) => h('li', {}, prose(told(text)))),
    ),
  );
}

/** What to look for, and where it was found. */
function logs({ logs: worded, logged = [] }: Finding): Markup | null {
  const lines = [...worded, ...logged.map(({ path, line }) => `${path}:${line}`)];
  if (lines.length === 0) return null;
  return h(
    'section',
    {},
    h('h3', {}, t('How logs put it')),
    h(
      'ul',
      { class: 'plain logs' },
      lines.map((line) => h('li', {}, line)),
    ),
  );
}

function filter(finding: Finding): Markup {
  return h('p', { class: 'filter' }, t('In Wireshark: '), h('code', {}, finding.displayFilter));
}
