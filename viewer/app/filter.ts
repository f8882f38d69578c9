/** What the words of the filter box let through: findings, connections, and packets of the drawing. */

import type { Finding } from '../../src/report/schema.ts';
import { findsConnection, findsFinding, type PacketTerm, parseSearch } from '../../src/report/search.ts';
import type { Timeline } from '../../src/timeline/schema.ts';
import { flagsText } from '../layout/packets.ts';
import type { ConnectionRow } from '../page/connections.ts';
import { zoned } from '../words/zone.ts';

export function findingFilter(text: string): (finding: Finding) => boolean {
  const search = parseSearch(text);
  return (finding) => findsFinding(search, finding, zoned);
}

export function connectionFilter(text: string): (row: ConnectionRow) => boolean {
  const search = parseSearch(text);
  return (row) => findsConnection(search, row, row.findings, zoned);
}

/** Which packets of a connection are asked for; null where no word is about packets. */
export function packetFilter(text: string, timeline: Timeline): ((packet: number) => boolean) | null {
  const { packets } = parseSearch(text);
  if (packets.length === 0) return null;
  return (packet) => packets.every((term) => packetMatches(timeline, packet, term));
}

function packetMatches({ packets, firstTime }: Timeline, packet: number, term: PacketTerm): boolean {
  if (term.about === 'flags')
    return flagsText(packets.flags[packet] ?? 0)
      .toLowerCase()
      .includes(term.value);
  const own =
    term.about === 'len' ? (packets.length[packet] ?? 0) : ((packets.time[packet] ?? 0) - firstTime) / 1e9;
  return term.more ? own > Number(term.value) : own < Number(term.value);
}
