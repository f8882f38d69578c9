/**
 * The reading of a connection's end that all rules share: what was outstanding, who closed, what was known to whom.
 *
 * Everything here is decided by acknowledgement numbers. A FIN's own acknowledgement tells what its sender had received
 * when it closed (RFC 9293 §3.10.4): below the request's first byte the request came too late, at its end it was read.
 */
import { effectiveReset } from '../timeline/closing.ts';
import type { Endpoint, Exchange, PacketFact, RequestFacts, Timeline } from '../timeline/schema.ts';
import { CLIENT, FLAG, PACKET_NOTE } from '../timeline/schema.ts';

export interface Situation {
  readonly timeline: Timeline;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** The first exchange whose request was seen and whose final response is not complete. */
  readonly failed: Exchange | null;
  /** Requests sent after `failed` that are unanswered as well (pipelining). */
  readonly alsoFailed: number;
  /** The exchange before `failed`, or the last one where none failed. */
  readonly previous: Exchange | null;
  /** An earlier exchange was on this connection, or the capture began after its beginning. */
  readonly reused: boolean;
  /** First sequence number after the failed request, as far as it was sent; equals the start where nothing failed. */
  readonly requestEnd: number;
  /** Whether `requestEnd` comes from the message's own framing. */
  readonly requestComplete: boolean;
  /** The server's first reset that the client had to heed. */
  readonly reset: PacketFact | null;
  /** Bytes of a response to the failed request exist, captured or not. */
  readonly answerBegan: boolean;
  /** Bytes of the server exist of which the capture does not hold the beginning: nothing can be said about them. */
  readonly answerHidden: boolean;
  /** When the connection fell idle before the failed request; null where that was not captured. */
  readonly idleSince: number | null;
}

export function readSituation(timeline: Timeline): Situation {
  const { client, server, exchanges } = timeline;
  const at = exchanges.findIndex(
    (exchange) => exchange.request !== null && !isAnswered(exchange, client, server),
  );
  const failed = at < 0 ? null : (exchanges[at] as Exchange);
  const previous = (at < 0 ? exchanges.at(-1) : exchanges[at - 1]) ?? null;
  const request = failed?.request ?? null;
  const answer = readAnswer(timeline, failed, previous);
  return {
    timeline,
    client,
    server,
    failed,
    alsoFailed: at < 0 ? 0 : exchanges.slice(at + 1).filter(isOwed).length,
    previous,
    reused:
      failed !== null && (failed.number > 1 || client.syn === null || (client.gaps > 0 && previous !== null)),
    requestEnd: failed === null ? 0 : requestEndOf(failed, client, server),
    requestComplete: request !== null && request.end !== null,
    reset: effectiveReset(server, client),
    answerBegan: answer.began,
    answerHidden: answer.hidden,
    idleSince: previous?.response?.endTime ?? null,
  };
}

/**
 * Whether the client got the whole response. One that ends with the connection is complete when the server's FIN came
 * (RFC 9112 §6.3, rule 8); one that came after the client had left reached nobody.
 */
export function isAnswered(exchange: Exchange, client: Endpoint, server: Endpoint): boolean {
  const { response, stream } = exchange;
  // RFC 9113 §8.1: a client that cancels its stream wants no answer any more.
  if (stream?.reset?.by === 'client') return true;
  if (response === null) return false;
  if (response.end === null) return response.framing === 'close-delimited' && server.fin !== null;
  return !cameTooLate(response.end, client);
}

/** No answer came, or of a stream only a part, and its client did not cancel it. */
export function isOwed({ stream, request, response }: Exchange): boolean {
  if (request === null || stream?.reset?.by === 'client') return false;
  return response === null || (stream !== undefined && response.end === null && !response.hidden);
}

/**
 * The client was gone when what ends at `end` came: it answered with a reset and never acknowledged it. Without a reset the
 * acknowledgement of one that had only half-closed may be what the capture lacks.
 */
function cameTooLate(end: number, client: Endpoint): boolean {
  return client.resets.length > 0 && receivedUpTo(client) < end;
}

/** The highest number that the client said it had received, resets included. */
function receivedUpTo(client: Endpoint): number {
  return Math.max(client.ackedUpTo, client.fin?.ack ?? 0, ...client.resets.map((reset) => reset.ack ?? 0));
}

/** The server had more to say than the client stayed for: it answered the rest with a reset. */
export function leftBeforeTheEnd({ client, server }: Situation): boolean {
  const sent = server.fin === null ? server.sentUpTo : Math.min(server.sentUpTo, server.fin.seq);
  return cameTooLate(sent, client);
}

const NO_ANSWER = { began: false, hidden: false };

function readAnswer(
  timeline: Timeline,
  failed: Exchange | null,
  previous: Exchange | null,
): typeof NO_ANSWER {
  if (failed === null || failed.request === null) return NO_ANSWER;
  const { response } = failed;
  if (response !== null) return { began: true, hidden: response.hidden };
  const { client, server, exchanges } = timeline;
  const before = Math.max(failed.request.start.ack, previous?.response?.end ?? 0, timeline.controlUpTo, 1);
  // Either side's numbers may show that the server went on sending: its own FIN, or what the client acknowledged.
  const clientSaw = client.ackedUpTo - (server.fin !== null && client.ackedUpTo > server.fin.seq ? 1 : 0);
  const isWhole = client.gaps + server.gaps === 0;
  const hidden =
    Math.max(server.fin?.seq ?? 0, clientSaw) > before ||
    exchanges.some((other) => mayAnswer(other, failed, isWhole));
  // What was sent before a FIN that knows nothing of the request is no answer to it.
  const tooEarly = server.fin?.ack != null && server.fin.ack <= failed.request.start.seq;
  return { began: hidden && !tooEarly, hidden };
}

/**
 * A response that was paired with another request, or with none, and acknowledges this one: it may be its answer where packets
 * are missing or the file has lost their order. One that is hidden itself tells nothing.
 */
function mayAnswer({ request, response }: Exchange, failed: Exchange, isWhole: boolean): boolean {
  if (response === null || response.hidden || (request !== null && isWhole)) return false;
  return response.start.ack > (failed.request?.start.seq ?? Number.POSITIVE_INFINITY);
}

/** What follows a stream whose end the capture hides may be another's, or settings: as much counts as the server had when it closed. */
function requestEndOf({ request, stream }: Exchange, client: Endpoint, server: Endpoint): number {
  const sent = sentPayloadUpTo(client);
  if (request === null || request.end !== null || stream === undefined || !request.hidden)
    return request?.end ?? sent;
  return Math.max(request.start.seq + 1, Math.min(sent, server.fin?.ack ?? sent));
}

function sentPayloadUpTo(client: Endpoint): number {
  return client.fin !== null && client.sentUpTo > client.fin.seq ? client.fin.seq : client.sentUpTo;
}

/** Whether a packet of the server other than a reset acknowledges up to `seq`. */
export function acknowledged(server: Endpoint, seq: number): boolean {
  return server.ackedUpTo >= seq;
}

/** A kernel puts an acknowledgement off for less than 0.5 s (RFC 9293 §3.8.6.3), and a sender repeats after a second or so (RFC 6298). */
const ACKNOWLEDGED_NS = 1e9;

/**
 * The server acknowledged the whole request long before this reset, in a packet that the capture lacks: the client had no reason to
 * send any of it again.
 */
export function wasLongDelivered(situation: Situation, reset: PacketFact): boolean {
  const { failed, requestComplete, requestEnd, timeline } = situation;
  const request = failed?.request;
  if (!request || !requestComplete || request.retransmittedFrame !== null) return false;
  const roundTrip = 2 * ((timeline.distance.client ?? 0) + (timeline.distance.server ?? 0));
  const waited = reset.time - (request.endTime ?? request.start.time);
  return (reset.ack ?? 0) >= requestEnd && waited > ACKNOWLEDGED_NS + roundTrip;
}

/** The client's kernel had the server's FIN when this request's first byte left, as far as the capture tells. */
export function knewOfClose(situation: Situation, request: RequestFacts, fin: PacketFact): boolean {
  return request.start.ack > fin.seq && !isMissed(situation, request);
}

/** Copies of a request that nothing answered: one may be lost on a race's way, three in a row are a hole. */
const SWALLOWED = 3;

/**
 * The request had been sent again and again, and the server acknowledged nothing of it, when the server closed: the path had
 * swallowed it, and the close has nothing to do with it.
 */
export function wasSwallowed(
  { timeline, server }: Situation,
  request: RequestFacts,
  fin: PacketFact,
): boolean {
  if (request.retransmittedFrame === null || acknowledged(server, request.start.seq + 1)) return false;
  // A reset that answers a copy: the path had only been slow.
  if (server.resets.length > 0) return false;
  const { sender, seq, length, time, note } = timeline.packets;
  const copies = sender.filter((side, i) => {
    const first = seq[i] as number;
    const holds = first <= request.start.seq && request.start.seq < first + (length[i] as number);
    const isOwn = ((note[i] as number) & PACKET_NOTE.DUPLICATE) === 0;
    return side === CLIENT && holds && isOwn && (time[i] as number) < fin.time;
  });
  return copies.length >= SWALLOWED;
}

/** The capture lost the request's first bytes: what they acknowledged is not known. */
export function isMissed({ client }: Situation, { hidden, method }: RequestFacts): boolean {
  return hidden && method === null && client.gaps > 0;
}

/** A reset with the ACK flag is a live socket's abort; one without answers a packet for which there is no socket. */
export function isBare(reset: PacketFact): boolean {
  return reset.ack === null;
}

/** Frame of the first packet by which the server acknowledged up to `seq`; null where no kept packet does. */
export function acknowledgingFrame(timeline: Timeline, seq: number, after: number): number | null {
  const { packets } = timeline;
  for (let i = 0; i < packets.frame.length; i++) {
    if (packets.sender[i] !== 1 || (packets.frame[i] as number) < after) continue;
    const flags = packets.flags[i] as number;
    if (flags & FLAG.ACK && (packets.ack[i] as number) >= seq) return packets.frame[i] as number;
  }
  return null;
}
