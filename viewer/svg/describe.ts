/** A drawing in words: its title, the line under it, and what a screen reader says instead of it. */

import { visible } from '../../src/report/visible.ts';
import { formatTime } from '../../src/time.ts';
import { isCaptured } from '../../src/timeline/clocks.ts';
import { endName } from '../../src/timeline/leg.ts';
import { requestText } from '../layout/packets.ts';
import type { Layout } from '../layout.ts';
import { frameName } from '../words/frame.ts';
import { t, told } from '../words/language.ts';
import { duration, offset } from '../words/numbers.ts';
import { dateTime } from '../words/report.ts';
import { zoneLabel } from '../words/zone.ts';

/** Characters of a request target in a title, which may take three lines. */
const TITLE_TARGET = 90;

export function title({ finding, timeline }: Layout): string {
  if (finding === null)
    return t('Connection {0}: {1} to {2}', timeline.index, timeline.client.address, timeline.server.address);
  const { request } = finding;
  const what = visible(told(finding.title));
  return request === null || request.method === null
    ? what
    : t('{0}: {1}', what, requestText(request.method, request.target, TITLE_TARGET));
}

/** What happened, in the analysis' own words. */
export function sentence({ finding }: Layout): string {
  return finding === null ? '' : visible(told(finding.explanation), 400);
}

/** What a reader needs to find the connection in Wireshark and to believe the slopes. */
export function facts({ finding, timeline, clocks }: Layout): string {
  const trip = 2 * clocks.oneWay;
  const parts = [
    finding === null ? null : t('{0}, {1}', visible(finding.kind), t(finding.confidence)),
    t('connection {0}', timeline.index),
    t('{0} to {1}', timeline.client.address, timeline.server.address),
    clocks.scale === 'measured' ? t('round trip {0}', duration(trip)) : t('round trip not measurable'),
    `${dateTime(formatTime(timeline.clock, timeline.firstTime))} ${zoneLabel()}`,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Packets in a description: more would not be listened to. */
const TOLD_PACKETS = 12;

/** The moments in order, then the packets: complete, and short enough to listen to. */
export function describe(layout: Layout): string {
  const { moments, rows, finding } = layout;
  const told = moments.map(({ number, lane, title: text, detail }) =>
    t('{0}. At the {1}: {2}, {3}.', number, sideName(lane, finding), text, detail),
  );
  const shown: string[] = [];
  let drawn = 0;
  for (const { kind, packet } of rows) {
    if (kind !== 'packet') continue;
    drawn += 1;
    if (drawn <= TOLD_PACKETS) shown.push(packetSentence(layout, packet));
  }
  const more = drawn > shown.length ? [t('And {0} more packets.', drawn - shown.length)] : [];
  return [...told, ...shown, ...more].join(' ');
}

/**
 * `Frame 66, gateway to upstream, POST /ok, captured at +2.202065 s.` A name holds the label that is drawn, so that it
 * can be said to speech control (WCAG 2.5.3). */
export function packetSentence(layout: Layout, packet: number, how: 'told' | 'named' = 'told'): string {
  const { timeline, clocks, verdict, names, finding } = layout;
  const { frame, sender, time } = timeline.packets;
  const from = sender[packet] === 0 ? 0 : 1;
  const other = from === 0 ? 1 : 0;
  const start = timeline.firstTime;
  const isKnown = (lane: 0 | 1) => !isCaptured(clocks, packet, lane) && clocks.scale === 'measured';
  const estimates = [
    isKnown(from) ? t('left about {0} s', offset((clocks.left[packet] ?? 0) - start, 4)) : null,
    isKnown(other) ? t('arrived about {0} s', offset((clocks.arrived[packet] ?? 0) - start, 4)) : null,
  ].filter((part) => part !== null);
  const number = (each: number) => frameName(timeline, each).slice(1);
  const pair = [verdict.exchange?.request?.start.frame, verdict.close?.frame];
  const place = pair.indexOf(frame[packet] ?? -1);
  const crossing =
    verdict.crossing && place >= 0 ? [t('crosses frame {0}', number(pair[1 - place] ?? 0))] : [];
  const subject = how === 'named' ? names.label(packet) : names.unnumbered(packet);
  const captured = t('captured at {0} s', offset((time[packet] ?? 0) - start));
  const parts = [
    t('Frame {0}', number(frame[packet] ?? 0)),
    wayName(from, finding),
    subject,
    captured,
    ...estimates,
    ...crossing,
  ];
  return t('{0}.', parts.join(t(', ')));
}

export function sideName(lane: 0 | 1, finding: Layout['finding']): string {
  return t(endName(finding?.leg, lane));
}

/** `gateway to upstream` */
export function wayName(from: 0 | 1, finding: Layout['finding']): string {
  return t('{0} to {1}', sideName(from, finding), sideName(from === 0 ? 1 : 0, finding));
}
