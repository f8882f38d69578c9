/** A request that fell into a hole: sent, sent again, and not one packet came back. */
import { durationText, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { acknowledged, wasSwallowed } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const requestUnanswered: Rule = {
  about: {
    kind: 'request-unanswered',
    family: 'forgotten-on-path',
    title: 'Request into a black hole',
    owner: 'network or host',
    summary:
      'A request on an established connection was retransmitted and nothing ever came back: no acknowledgement, no reset. A firewall or load balancer drops packets of connections that it has forgotten, or the host is gone.',
    decided:
      'The request was retransmitted at least once, and no packet of the upstream, a reset included, acknowledges or answers any byte of it. Where the upstream closes later, three copies must have gone unanswered before.',
  },
  judge(situation) {
    const { failed, server, reset, timeline } = situation;
    const request = failed?.request;
    if (!request || request.retransmittedFrame === null) return null;
    const { fin } = server;
    if (fin === null ? reset !== null : !wasSwallowed(situation, request, fin)) return null;
    if (situation.answerBegan || acknowledged(server, request.start.seq + 1) || server.packets === 0)
      return null;
    const waited = (fin?.time ?? timeline.lastTime) - request.start.time;
    return verdictOn(situation, request.start, {
      kind: 'request-unanswered',
      confidence: timeline.client.retransmissions > 1 ? 'likely' : 'possible',
      owner: 'network',
      explanation: `${requestText(situation)} was sent and sent again, and nothing came back.`,
      executed: 'unknown',
      proof: 'none',
      evidence: [
        proven(
          request.retransmittedFrame,
          'retransmission',
          `sent again; the upstream's highest acknowledgement stays at ${server.ackedUpTo}, the request starts at ${request.start.seq}`,
        ),
        measured(request.start.frame, 'request', `no packet came back in ${durationText(waited)}`),
      ],
      excluded: [{ kind: 'rst-after-idle', why: 'no reset came' }],
    });
  },
};
