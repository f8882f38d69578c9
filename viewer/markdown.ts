/** One finding as Markdown, for a ticket, a chat or a postmortem: sentence, diagram, packets, evidence. */

import { escapeMarkdown } from '../src/report/escape.ts';
import { onTimeline } from '../src/report/on-timeline.ts';
import type { Finding } from '../src/report/schema.ts';
import { visible } from '../src/report/visible.ts';
import { FLAG, type Timeline } from '../src/timeline/schema.ts';
import { PacketNames, requestText } from './layout/packets.ts';
import { citedFrames } from './layout/plan.ts';
import { verdictOf } from './layout/verdict.ts';
import { toMermaid } from './mermaid.ts';
import { wayName } from './svg/describe.ts';
import { frameName, placeName } from './words/frame.ts';
import { t, told } from './words/language.ts';
import { byteCount, offset } from './words/numbers.ts';
import { dateTime, ownerName, ranLong } from './words/report.ts';
import { zoneLabel } from './words/zone.ts';

/** Packets in the table; a reader who wants more opens the capture. */
const MOST_ROWS = 12;

/** Without a timeline it does without diagram and packets. */
export function toMarkdown(finding: Finding, timeline: Timeline | null): string {
  const { request, connection } = finding;
  const what = told(finding.title);
  const subject = request === null ? what : t('{0}: {1}', what, requestText(request.method, request.target));
  const parts = [
    `**${text(subject)}**, ${dateTime(finding.time)} ${zoneLabel()}, ${t(finding.confidence)} (${text(finding.kind)})`,
    text(told(finding.explanation)),
    t('Did it run? {0} Who: {1}.', ranLong(finding.executed), ownerName(finding.owner)),
    ...(timeline === null ? [] : [mermaidBlock(finding, timeline), packetTable(finding, timeline)]),
    list(
      t('Why this verdict'),
      finding.evidence.map((item) => `${text(placeName(item))}: ${text(told(item.text))} (${t(item.level)})`),
    ),
    list(
      t('What to change'),
      finding.remedy.map((remedy) => text(told(remedy.text))),
    ),
    `${text(connection.client)} to ${text(connection.server)}, Wireshark: ${text(finding.displayFilter)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Under a name in bold: a heading would need to know the level of what surrounds it. */
function list(name: string, items: readonly string[]): string {
  return items.length === 0 ? '' : [`**${name}**`, '', ...items.map((item) => `- ${item}`)].join('\n');
}

/** What GitHub, GitLab and Notion draw. Its own escaper leaves no backtick that could end the block. */
function mermaidBlock(finding: Finding, timeline: Timeline): string {
  return `\`\`\`mermaid\n${toMermaid({ finding, timeline })}\`\`\``;
}

function packetTable(finding: Finding, timeline: Timeline): string {
  const { packets } = timeline;
  const names = new PacketNames(timeline);
  const lines = tableRows(finding, timeline).map((row) => {
    const arrow = wayName(packets.sender[row] === 0 ? 0 : 1, finding);
    const time = offset((packets.time[row] ?? 0) - timeline.firstTime);
    const ack = ((packets.flags[row] ?? 0) & FLAG.ACK) === 0 ? '' : (packets.ack[row] ?? 0);
    const cells = [
      text(frameName(timeline, packets.frame[row] ?? 0)).replace(/^&#35;/, ''),
      time,
      arrow,
      text(names.subject(row)),
      packets.seq[row],
      ack,
      byteCount(packets.length[row] ?? 0),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| frame | s | direction | packet | seq | ack | payload |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** The cited packets, and around them as many others as fit. */
function tableRows(found: Finding, timeline: Timeline): number[] {
  const finding = onTimeline(found, timeline);
  const { frame } = timeline.packets;
  const cited = citedFrames(finding, verdictOf(timeline, finding));
  const rows = frame.map((_, row) => row);
  const last = rows.findLast((row) => cited.has(frame[row] ?? -1)) ?? rows.length - 1;
  const end = Math.min(rows.length, last + 3);
  const near = rows.slice(Math.max(0, end - MOST_ROWS), end);
  return rows.filter((row) => near.includes(row) || cited.has(frame[row] ?? -1)).slice(-MOST_ROWS);
}

function text(captured: string): string {
  return escapeMarkdown(visible(captured, 400));
}
