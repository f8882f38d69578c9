/**
 * The upstream reset a connection on which a request lay unread: close() with a receive queue that is not empty sends a
 * reset instead of a FIN (RFC 1122 §4.2.2.13; Linux tcp_close in net/ipv4/tcp.c).
 */
import { durationText, requestText, waitUntil } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isBare, wasLongDelivered } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const resetWithUnreadRequest: Rule = {
  about: {
    kind: 'reset-with-unread-request',
    family: 'closed-without-answer',
    title: 'Reset with the request unread',
    owner: 'application',
    summary:
      'The upstream closed the socket while a part of the request was still coming in or lay unread, which the kernel turns into a reset: a killed process, or a handler that closes without reading the body.',
    decided:
      "A reset with ACK from the upstream on a connection whose request is incomplete or not wholly acknowledged, and no byte of a response. Not on an idle connection's first word: that is rst-after-idle.",
  },
  judge(situation) {
    const { failed, reset, server } = situation;
    const request = failed?.request;
    if (!request || reset === null || server.fin !== null || situation.answerBegan || isBare(reset))
      return null;
    if (situation.timeline.closedBy !== 'server') return null;
    // Where the capture hides the request's end, what was sent is taken for all of it.
    const ended = situation.requestComplete || request.hidden;
    const complete = ended && server.ackedUpTo >= situation.requestEnd;
    if (complete || wasLongDelivered(situation, reset)) return null;
    const wait = waitUntil(situation, reset.time);
    const had = Math.max(
      0,
      Math.min(Math.max(reset.ack as number, server.ackedUpTo), situation.requestEnd) - request.start.seq,
    );
    return verdictOn(situation, reset, {
      kind: 'reset-with-unread-request',
      owner: 'application',
      explanation: `The upstream reset the connection with ${requestText(situation)} incomplete or unread.`,
      executed: 'possibly',
      proof: 'kernel-had-it',
      evidence: [
        proven(
          reset.frame,
          'reset',
          situation.requestComplete
            ? `RST acknowledges ${reset.ack}; the request is ${request.start.seq} to ${situation.requestEnd}`
            : `RST acknowledges ${reset.ack}: ${had} bytes of a request that had not ended`,
        ),
        ...(wait === null
          ? []
          : [measured(reset.frame, 'wait', `${durationText(wait)} after the last byte of it`)]),
      ],
      excluded: [
        {
          kind: 'rst-after-idle',
          why: 'bytes of this request were acknowledged, or the connection was fresh',
        },
        { kind: 'premature-close-before-headers', why: 'the request had not been acknowledged whole' },
      ],
    });
  },
};
