/**
 * A connection in one line, in the spirit of Zeek's history, but of requests.
 *
 * Client in capitals, server in small letters, resets `R` whoever sent them. `S h A` handshake · `Q1 r1` first request
 * and its response · `Q2!` a request that got no whole answer · `~7.0s` idle · `F f` FINs · `|` separates exchanges ·
 * `(…x12)` exchanges not listed · `...` the capture began later.
 */
import { isComplete } from '../app/exchange.ts';
import type { Exchange, PacketFact, Timeline } from './schema.ts';

/** Idle times below this are not told. */
const TOLD_IDLE_NS = 0.95e9;

export function historyOf(timeline: Timeline): string {
  const parts = [handshake(timeline)];
  const first = timeline.exchanges[0]?.number ?? 1;
  if (first > 1) parts.push(`(Q r x${first - 1})`);
  const ends = endMarks(timeline);
  let previous: Exchange | null = null;
  for (const exchange of timeline.exchanges) {
    parts.push(exchangeText(exchange, previous, ends));
    previous = exchange;
  }
  const rest = ends.splice(0).map((end) => end.text);
  if (rest.length > 0)
    parts.push(`${idleText(previous?.response?.endTime ?? null, timelineEnd(timeline))}${rest.join(' ')}`);
  return parts.filter((part) => part !== '').join(' | ');
}

/**
 * What a history has in common with others: numbers and durations left out, repetition told once. Equal strings mean equal
 * shapes.
 */
export function shapeOf(history: string): string {
  return history
    .replace(/\(Q r x\d+\) \| /, '(Q r)+ | ')
    .replace(/~[\d.]+s/g, '~')
    .replace(/([Qr])\d+/g, '$1')
    .replace(/(?:\(Q r\)\+ \| )?(?:(?:~ )?Q r \| ){2,}/, '(Q r)+ | ');
}

interface EndMark {
  readonly text: string;
  readonly packet: PacketFact;
  readonly server: boolean;
}

function handshake({ client, server }: Timeline): string {
  if (client.syn === null && server.syn === null) return '...';
  const acknowledged = client.ackedUpTo > 0 && server.syn !== null;
  return [client.syn && 'S', server.syn && 'h', acknowledged && 'A'].filter(Boolean).join(' ');
}

function endMarks({ client, server }: Timeline): EndMark[] {
  const marks: EndMark[] = [];
  if (client.fin !== null) marks.push({ text: 'F', packet: client.fin, server: false });
  if (server.fin !== null) marks.push({ text: 'f', packet: server.fin, server: true });
  for (const [endpoint, isServer] of [
    [client, false],
    [server, true],
  ] as const) {
    const reset = endpoint.resets[0];
    if (reset !== undefined) marks.push({ text: 'R', packet: reset, server: isServer });
  }
  return marks.sort((a, b) => a.packet.time - b.packet.time);
}

function exchangeText(exchange: Exchange, previous: Exchange | null, ends: EndMark[]): string {
  const { request, response, number } = exchange;
  const idle = idleText(previous?.response?.endTime ?? null, request?.start.time ?? null);
  const words: string[] = [];
  // The server's FIN that knew nothing of this request comes before it, whatever the file says.
  const fin = ends.findIndex(
    (end) => end.text === 'f' && request && (end.packet.ack ?? 0) <= request.start.seq,
  );
  if (fin >= 0) words.push((ends.splice(fin, 1)[0] as EndMark).text);
  if (request !== null) words.push(`Q${number}${isComplete(exchange) || response !== null ? '' : '!'}`);
  if (response !== null) words.push(`r${number}${response.end === null ? '!' : ''}`);
  return `${idle}${words.join(' ')}`;
}

function idleText(since: number | null, until: number | null): string {
  if (since === null || until === null || until - since < TOLD_IDLE_NS) return '';
  return `~${((until - since) / 1e9).toFixed(1)}s `;
}

function timelineEnd({ client, server }: Timeline): number | null {
  const times = [client.fin, server.fin, client.resets[0], server.resets[0]]
    .filter((packet) => packet != null)
    .map((packet) => packet.time);
  return times.length === 0 ? null : Math.min(...times);
}
