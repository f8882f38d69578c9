/**
 * A connection in one line, in the spirit of Zeek's history, but of requests.
 */
import { isComplete } from '../app/exchange.ts';
import type { Exchange, PacketFact, Timeline } from './schema.ts';

/** How to read the line; the client's marks are capitals, the server's small letters. */
export const HISTORY_MARKS: readonly (readonly [mark: string, meaning: string])[] = [
  ['S h A', 'SYN, SYN-ACK, and its acknowledgement'],
  ['Q2 r2', 'the second request and its response'],
  ['Q2!', 'a request without any answer; r2! an answer without its end'],
  ['~7.0s', 'idle for so long'],
  ['F f', 'FIN of the client, of the server'],
  ['R', 'a reset, of either side'],
  ['|', 'between exchanges'],
  ['(Q r x12)', 'exchanges that are not listed; in shapes (Q r)+: several'],
  ['...', 'the capture began later'],
];

/** Idle times below this are not told. */
const TOLD_IDLE_NS = 0.95e9;

export function historyOf(timeline: Timeline): string {
  return textOf(timeline, true);
}

/**
 * What a history has in common with others: numbers and durations left out, repetition told once. Equal strings mean equal
 * shapes. An outline gives the same shape as its history.
 */
export function shapeOf(history: string): string {
  return history
    .replace(/\(Q r x\d+\) \| /, '(Q r)+ | ')
    .replace(/~[\d.]+s/g, '~')
    .replace(/([Qr])\d+/g, '$1')
    .replace(/(?:\(Q r\)\+ \| )?(?:(?:~ )?Q r \| ){2,}/, '(Q r)+ | ');
}

/** The history without its numbers and durations: few differ, so that the shape need not be made for each connection. */
export function outlineOf(timeline: Timeline): string {
  return textOf(timeline, false);
}

/** `exact`: with numbers and durations. Called for every connection, so nothing is made that most don't have. */
function textOf(timeline: Timeline, exact: boolean): string {
  const { exchanges } = timeline;
  let text = handshake(timeline);
  const first = exchanges[0]?.number ?? 1;
  if (first > 1) text += exact ? ` | (Q r x${first - 1})` : ' | (Q r)+';
  const ends = endMarks(timeline);
  const end = ends[0]?.packet.time ?? null;
  let since: number | null = null;
  for (const exchange of exchanges) {
    const said = exchangeText(exchange, ends, exact);
    if (said !== '') text += ` | ${idleText(since, exchange.request?.start.time ?? null, exact)}${said}`;
    since = exchange.response?.endTime ?? null;
  }
  if (ends.length === 0) return text;
  text += ` | ${idleText(since, end, exact)}`;
  for (let i = 0; i < ends.length; i++) text += `${i === 0 ? '' : ' '}${(ends[i] as EndMark).text}`;
  return text;
}

interface EndMark {
  readonly text: string;
  readonly packet: PacketFact;
  readonly server: boolean;
}

function handshake({ client, server }: Timeline): string {
  if (client.syn === null) return server.syn === null ? '...' : client.ackedUpTo > 0 ? 'h A' : 'h';
  if (server.syn === null) return 'S';
  return client.ackedUpTo > 0 ? 'S h A' : 'S h';
}

function endMarks({ client, server }: Timeline): EndMark[] {
  const marks: EndMark[] = [];
  addMark(marks, 'F', client.fin, false);
  addMark(marks, 'f', server.fin, true);
  addMark(marks, 'R', client.resets[0], false);
  addMark(marks, 'R', server.resets[0], true);
  return marks;
}

function addMark(
  marks: EndMark[],
  text: string,
  packet: PacketFact | null | undefined,
  server: boolean,
): void {
  if (packet == null) return;
  // In the order of their times. There are four at most, and sorting costs more than all the rest of an outline.
  let at = marks.length;
  while (at > 0 && (marks[at - 1] as EndMark).packet.time > packet.time) at--;
  if (at === marks.length) marks.push({ text, packet, server });
  else marks.splice(at, 0, { text, packet, server });
}

function exchangeText(exchange: Exchange, ends: EndMark[], exact: boolean): string {
  const { request, response } = exchange;
  const number = exact ? exchange.number : '';
  let text = '';
  if (request !== null) {
    // The server's FIN that knew nothing of this request comes before it, whatever the file says.
    const fin = ends.findIndex((end) => end.text === 'f' && (end.packet.ack ?? 0) <= request.start.seq);
    if (fin >= 0) text = `${(ends.splice(fin, 1)[0] as EndMark).text} `;
    text += `Q${number}${isComplete(exchange) || response !== null ? '' : '!'}`;
  }
  if (response === null) return text;
  return `${text}${text === '' ? '' : ' '}r${number}${response.end === null ? '!' : ''}`;
}

function idleText(since: number | null, until: number | null, exact: boolean): string {
  if (since === null || until === null || until - since < TOLD_IDLE_NS) return '';
  return exact ? `~${((until - since) / 1e9).toFixed(1)}s ` : '~ ';
}
