/**
 * The application had the request and the connection was closed without one byte of an answer.
 *
 * Linux closes with a FIN only if the receive queue is empty (RFC 9293 §3.6.1; tcp_close in net/ipv4/tcp.c), so a FIN that
 * covers the request tells that a process had read it. Panics, killed processes and write timeouts look alike in one
 * connection; the wait and the neighbours tell them apart.
 */
import type { PacketFact } from '../../timeline/schema.ts';
import type { Verdict } from '../finding.ts';
import { atMostLikely, confidenceOf, durationText, requestText, waitUntil } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { acknowledged, acknowledgingFrame, isBare, type Situation, wasLongDelivered } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

/** An answer to the request's content rather than to a timer: a few milliseconds beyond the way there and back. */
const INSTANT_NS = 20e6;

export const prematureClose: Rule = {
  about: {
    kind: 'premature-close-before-headers',
    family: 'closed-without-answer',
    title: 'Closed before any answer',
    owner: 'application; rollout where the process was being replaced',
    summary:
      'The upstream had the whole request and closed the connection without sending one byte of a response. A crash, a panic, an abort, a killed worker, or a write timeout that discards the answer.',
    decided:
      "The upstream's FIN acknowledges the whole request (FIN.ack >= its end), or it reset the connection after acknowledging it; no byte of a response exists; the upstream closed first. A wait of a few milliseconds speaks for a crash, equal long waits for a timer.",
  },
  judge(situation) {
    if (situation.failed === null || situation.answerBegan || situation.timeline.closedBy !== 'server')
      return null;
    const { fin } = situation.server;
    if (fin !== null) return afterAgreement(situation, byFin(situation, fin));
    return situation.reset === null ? null : afterAgreement(situation, byReset(situation, situation.reset));
  },
};

/**
 * RFC 9112 §9.6: who announced the connection's end with a message processes no request that comes after it. That its kernel or its
 * process had the bytes tells nothing then, and who sent them could have known.
 */
function afterAgreement(situation: Situation, verdict: Verdict | null): Verdict | null {
  const { previous } = situation;
  if (verdict === null || !previous?.lastByAgreement || previous.response === null) return verdict;
  return {
    ...verdict,
    confidence: atMostLikely(situation),
    owner: 'gateway',
    executed: 'unknown',
    proof: 'none',
    proofFrame: null,
    evidence: [
      proven(
        previous.response.start.frame,
        'agreed',
        'the exchange before was to be the last one of the connection: Connection: close, or HTTP/1.0',
      ),
      ...verdict.evidence,
    ],
  };
}

function byFin(situation: Situation, fin: PacketFact) {
  const { requestEnd } = situation;
  if (fin.ack === null || fin.ack < requestEnd) return null;
  return verdictOn(situation, fin, {
    kind: 'premature-close-before-headers',
    manner: mannerOf(situation, fin),
    owner: 'application',
    explanation: `The upstream had ${requestText(situation)} whole and closed without a byte of an answer.`,
    executed: 'likely',
    proof: 'process-read-it',
    evidence: [
      proven(
        fin.frame,
        'fin',
        `FIN acknowledges ${fin.ack} and the request ends at ${requestEnd}: the process had read all of it`,
      ),
      proven(fin.frame, 'no-answer', `FIN is at ${fin.seq}: no byte was sent after the request`),
      ...waited(situation, fin),
    ],
    excluded: [
      {
        kind: 'fin-during-request',
        why: `a close that crossed the request would acknowledge ${situation.failed?.request?.start.seq}`,
      },
    ],
  });
}

function byReset(situation: Situation, reset: PacketFact) {
  const { server, requestEnd } = situation;
  const isSeen = acknowledged(server, requestEnd);
  if (!isSeen && !wasLongDelivered(situation, reset)) return null;
  const frame = acknowledgingFrame(
    situation.timeline,
    requestEnd,
    situation.failed?.request?.start.frame ?? 0,
  );
  return verdictOn(situation, reset, {
    kind: 'premature-close-before-headers',
    manner: mannerOf(situation, reset),
    confidence: isSeen ? confidenceOf(situation) : atMostLikely(situation),
    owner: 'application',
    explanation: `The upstream had acknowledged ${requestText(situation)} and reset the connection without an answer.`,
    executed: 'possibly',
    proof: 'kernel-had-it',
    proofFrame: frame ?? reset.frame,
    evidence: [
      delivered(situation, isSeen, frame ?? reset.frame),
      proven(
        reset.frame,
        'reset',
        isBare(reset)
          ? 'RST without ACK: the socket was gone'
          : `RST with ACK ${reset.ack}: a live socket's abort`,
      ),
      ...waited(situation, reset),
    ],
    excluded: [
      { kind: 'rst-after-idle', why: 'the request had been acknowledged before the reset' },
      { kind: 'reset-with-unread-request', why: whyRead(situation) },
    ],
  });
}

function delivered({ requestEnd }: Situation, isSeen: boolean, frame: number) {
  if (isSeen)
    return proven(frame, 'delivered', `the upstream acknowledged ${requestEnd}, the end of the request`);
  const text = `no byte of the request was sent again in all that time: it had been acknowledged, in a packet that the capture lacks`;
  return measured(frame, 'delivered', text);
}

function whyRead({ timeline }: Situation): string {
  return timeline.protocol === 'fastcgi'
    ? 'php-fpm never reads the empty record that ends a request, so that its workers always end with a reset'
    : 'the request had arrived whole, though the reset does not tell whether a process had read it';
}

function waited(situation: Situation, end: PacketFact) {
  const wait = waitUntil(situation, end.time);
  return wait === null ? [] : [measured(end.frame, 'wait', `closed ${durationText(wait)} after the request`)];
}

function mannerOf(situation: Situation, end: PacketFact): string {
  const wait = waitUntil(situation, end.time);
  const { client, server } = situation.timeline.distance;
  const roundTrip = 2 * ((client ?? 0) + (server ?? 0));
  return wait !== null && wait - roundTrip < INSTANT_NS ? 'instant' : 'unknown';
}
