/**
 * A request on an idle connection, answered by nothing but a reset.
 *
 * Three manners. A bare reset answers a packet for which there is no connection (RFC 9293 §3.10.7.1): a middlebox or a
 * rebooted host has forgotten it. A reset with ACK is a live socket's abort (Linux: tcp_send_active_reset in net/ipv4/tcp_output.c);
 * its acknowledgement tells whether the request had reached that socket.
 */
import type { PacketFact, RequestFacts } from '../../timeline/schema.ts';
import type { Evidence, Executed, Owner, Proof } from '../finding.ts';
import { atMostLikely, confidenceOf, durationText, idleUntil, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { acknowledged, isBare, type Situation, wasLongDelivered } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

interface Manner {
  readonly name: 'answers-request' | 'crossed-request' | 'covers-request';
  readonly owner: Owner;
  readonly executed: Executed;
  readonly proof: Proof;
  readonly says: string;
}

export const rstAfterIdle: Rule = {
  about: {
    kind: 'rst-after-idle',
    family: 'forgotten-on-path',
    title: 'Reset after idle',
    owner: 'network or host (answers-request); settings (crossed-request, covers-request)',
    summary:
      'A request was sent on a connection that had been idle, and the first word from the other side was a reset. Either somebody on the path or a rebooted host had forgotten the connection, or the upstream closed it with a reset in the same moment.',
    decided:
      'A reused connection, no FIN of the upstream anywhere, and no packet of it but the reset acknowledges any byte of the request. A bare reset (no ACK flag) answers the request; a reset with ACK tells by its number whether the request had arrived. An attempt on a connection whose reset had already come leaves no packet: then the log of the gateway counts one attempt more than the capture.',
  },
  judge(situation) {
    const { failed, server, reset, reused } = situation;
    const request = failed?.request;
    if (!request || reset === null || !reused || server.fin !== null || situation.answerBegan) return null;
    if (acknowledged(server, request.start.seq + 1) || wasLongDelivered(situation, reset)) return null;
    const manner = mannerOf(situation, request, reset);
    return verdictOn(situation, reset, {
      kind: 'rst-after-idle',
      family: manner.name === 'answers-request' ? 'forgotten-on-path' : 'keep-alive-race',
      manner: manner.name,
      confidence: isSure(situation, manner) ? confidenceOf(situation) : atMostLikely(situation),
      owner: manner.owner,
      explanation: `${requestText(situation)} was sent on an idle connection and answered by a reset: ${manner.says}.`,
      executed: manner.executed,
      proof: manner.proof,
      evidence: evidence(situation, request, reset),
      excluded: [
        { kind: 'fin-during-request', why: 'the upstream never sent a FIN on this connection' },
        {
          kind: 'premature-close-before-headers',
          why: 'no packet before the reset acknowledges a byte of the request',
        },
      ],
    });
  },
};

function mannerOf(situation: Situation, request: RequestFacts, reset: PacketFact): Manner {
  if (isBare(reset)) {
    return {
      name: 'answers-request',
      owner: ownSender(situation, reset) ? 'host' : 'network',
      executed: 'no',
      proof: 'closed-before',
      says: 'nobody there knew the connection any more',
    };
  }
  if ((reset.ack as number) <= request.start.seq) {
    return {
      name: 'crossed-request',
      owner: 'settings',
      executed: 'no',
      proof: 'closed-before',
      says: 'the upstream had closed the idle connection with a reset while the request was on the wire',
    };
  }
  return {
    name: 'covers-request',
    owner: 'settings',
    executed: 'possibly',
    proof: 'kernel-had-it',
    says: 'the upstream closed the idle connection with the request unread in its socket',
  };
}

/**
 * Of a connection that began before the capture nobody knows that it was idle; and a process that is killed with the request unread
 * resets as one does whose idle timer fires.
 */
function isSure({ idleSince }: Situation, { name }: Manner): boolean {
  return idleSince !== null && name !== 'covers-request';
}

function evidence(situation: Situation, request: RequestFacts, reset: PacketFact): Evidence[] {
  const idle = idleUntil(situation, request.start.time);
  const { ttl } = situation.server;
  const resetText = isBare(reset)
    ? `RST is bare, with the number ${reset.seq} that the request acknowledged: it answers the request`
    : `RST acknowledges ${reset.ack}; the request is ${request.start.seq} to ${situation.requestEnd}`;
  return [
    proven(reset.frame, 'reset', resetText),
    ...(idle === null
      ? []
      : [measured(request.start.frame, 'request', `sent after ${durationText(idle)} without a byte`)]),
    ...(ttl === null ? [] : [measured(reset.frame, 'sender', ttlText(ttl, reset.ttl))]),
  ];
}

function ownSender(situation: Situation, reset: PacketFact): boolean {
  const { ttl } = situation.server;
  return ttl !== null && reset.ttl >= ttl[0] && reset.ttl <= ttl[1];
}

function ttlText(ttl: readonly [number, number], ofReset: number): string {
  const usual = ttl[0] === ttl[1] ? `${ttl[0]}` : `${ttl[0]} to ${ttl[1]}`;
  return ofReset >= ttl[0] && ofReset <= ttl[1]
    ? `the reset has TTL ${ofReset}, as the upstream's other packets`
    : `the reset has TTL ${ofReset}, the upstream's other packets have ${usual}: somebody on the path sent it`;
}
