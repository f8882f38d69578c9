/** A drawing in words: its title, the line under it, and what a screen reader says instead of it. */

import { visible } from '../../src/report/visible.ts';
import { formatTime } from '../../src/time.ts';
import { PacketNames, requestText } from '../layout/packets.ts';
import type { Layout } from '../layout.ts';
import { duration, offset } from '../words/numbers.ts';

export function title({ finding, timeline }: Layout): string {
  if (finding === null)
    return `Connection ${timeline.index}: ${timeline.client.address} to ${timeline.server.address}`;
  const { request } = finding;
  const what = visible(finding.title);
  return request === null || request.method === null
    ? what
    : `${what}: ${requestText(request.method, request.target)}`;
}

/** What happened, in the analysis' own words. */
export function sentence({ finding }: Layout): string {
  return finding === null ? '' : visible(finding.explanation, 400);
}

/** What a reader needs to find the connection in Wireshark and to believe the slopes. */
export function facts({ finding, timeline, clocks }: Layout): string {
  const trip = 2 * (clocks.distance[0] + clocks.distance[1]);
  const parts = [
    finding === null ? null : `${visible(finding.kind)}, ${finding.confidence}`,
    `connection ${timeline.index}`,
    `${timeline.client.address} to ${timeline.server.address}`,
    clocks.scale === 'measured' ? `round trip ${duration(trip)}` : 'round trip not measurable',
    formatTime(timeline.clock, timeline.firstTime)
      .replace('T', ' ')
      .replace(/\d{3}Z$/, ' UTC'),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Packets in a description: more would not be listened to. */
const TOLD_PACKETS = 12;

/** The moments in order, then the packets: complete, and short enough to listen to. */
export function describe(layout: Layout): string {
  const { moments, rows, timeline } = layout;
  const names = new PacketNames(timeline);
  const told = moments.map(
    ({ number, lane, title: text, detail }) => `${number}. At the ${sideName(lane)}: ${text}, ${detail}.`,
  );
  const drawn = rows.filter((row) => row.kind === 'packet');
  const shown = drawn.slice(0, TOLD_PACKETS).map((row) => packetSentence(layout, names, row.packet));
  const more = drawn.length > shown.length ? [`And ${drawn.length - shown.length} more packets.`] : [];
  return [...told, ...shown, ...more].join(' ');
}

/** `Frame 66, gateway to upstream, POST /ok, captured at +2.202065 s.` */
export function packetSentence(layout: Layout, names: PacketNames, packet: number): string {
  const { timeline, clocks, verdict } = layout;
  const { frame, sender, time } = timeline.packets;
  const from = sender[packet] === 0 ? 0 : 1;
  const other = from === 0 ? 1 : 0;
  const start = timeline.firstTime;
  const estimates = [
    clocks.distance[from] > 0 ? `left about ${offset((clocks.left[packet] ?? 0) - start, 4)} s` : null,
    clocks.distance[other] > 0 ? `arrived about ${offset((clocks.arrived[packet] ?? 0) - start, 4)} s` : null,
  ].filter((part) => part !== null);
  const pair = [verdict.exchange?.request?.start.frame, verdict.close?.frame];
  const place = pair.indexOf(frame[packet] ?? -1);
  const crossing = verdict.crossing && place >= 0 ? [`crosses frame ${pair[1 - place]}`] : [];
  const subject = names.label(packet).replace(/^#\d+ /, '');
  const captured = `captured at ${offset((time[packet] ?? 0) - start)} s`;
  return `${[`Frame ${frame[packet]}`, `${sideName(from)} to ${sideName(other)}`, subject, captured, ...estimates, ...crossing].join(', ')}.`;
}

export function sideName(lane: 0 | 1): string {
  return lane === 0 ? 'gateway' : 'upstream';
}
