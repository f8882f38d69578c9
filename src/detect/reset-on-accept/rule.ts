/** A handshake and at once a reset: somebody accepted the connection and had no use for it. */
import { durationText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const resetOnAccept: Rule = {
  about: {
    kind: 'reset-on-accept',
    family: 'no-connection',
    title: 'Reset on accept',
    owner: 'host',
    summary:
      'The handshake succeeded and the upstream reset the connection before any request: an overflowing accept queue, or a sidecar or balancer that accepted and found nobody behind it.',
    decided: 'SYN, SYN-ACK, then a reset of the upstream with no payload from either side.',
  },
  judge(situation) {
    const { client, server, reset, timeline } = situation;
    if (server.syn === null || reset === null || server.fin !== null || client.fin !== null) return null;
    if (client.payloadBytes > 0 || server.payloadBytes > 0 || timeline.closedBy !== 'server') return null;
    return verdictOn(situation, reset, {
      kind: 'reset-on-accept',
      severity: 'warning',
      confidence: 'likely',
      owner: 'host',
      explanation: `${server.address} accepted the connection and reset it before a request was sent.`,
      executed: 'no',
      proof: 'never-connected',
      evidence: [
        proven(reset.frame, 'reset', 'RST with no byte of payload from either side'),
        measured(reset.frame, 'wait', `${durationText(reset.time - server.syn.time)} after the SYN-ACK`),
      ],
    });
  },
};
