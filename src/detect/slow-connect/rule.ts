/** A handshake that needed a second SYN: the first was lost, or met a TIME-WAIT of an older connection (RFC 6191). */
import { durationText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const slowConnect: Rule = {
  about: {
    kind: 'slow-connect',
    family: 'no-connection',
    title: 'Slow connect',
    owner: 'network',
    summary:
      'The connection was made, but only after the SYN had been repeated: a second or more that looks like a slow application. A packet was lost, or the ports were still in TIME-WAIT.',
    decided:
      'More than one SYN, then a SYN-ACK, with at least 0.9 s between the first SYN and the SYN-ACK. A note.',
  },
  judge(situation) {
    const { client, server } = situation;
    if (client.syn === null || server.syn === null || client.synCount < 2) return null;
    const took = server.syn.time - client.syn.time;
    if (took < 0.9e9) return null;
    return verdictOn(situation, client.syn, {
      kind: 'slow-connect',
      severity: 'note',
      owner: 'network',
      confidence: 'likely',
      explanation: `The handshake with ${server.address} took ${durationText(took)} and ${client.synCount} SYNs.`,
      executed: 'unknown',
      proof: 'none',
      evidence: [
        proven(client.syn.frame, 'syn', `SYN, sent ${client.synCount} times`),
        measured(server.syn.frame, 'syn-ack', `answered ${durationText(took)} after the first`),
      ],
      exchange: null,
      idle: null,
    });
  },
};
