/** A SYN answered by a reset: nobody listens there (RFC 9293 §3.10.7.1). */
import type { Rule } from '../rule.ts';
import { proven, verdictOn } from '../verdict.ts';

export const connectRefused: Rule = {
  about: {
    kind: 'connect-refused',
    family: 'no-connection',
    title: 'Connection refused',
    owner: 'host; rollout in a burst that heals',
    summary: 'The SYN was answered by a reset: the host is there, nobody listens on the port.',
    decided:
      'A reset with ACK answers the SYN (its acknowledgement is SYN + 1), and no SYN-ACK was ever sent.',
  },
  judge(situation) {
    const { client, server, reset } = situation;
    if (client.syn === null || server.syn !== null || reset === null || reset.ack === null) return null;
    // Acknowledged by the client, a SYN-ACK came, which the capture lost.
    if (client.ackedUpTo > 0) return null;
    if (reset.ack !== client.syn.seq + 1 + client.syn.length && reset.ack !== client.syn.seq + 1) return null;
    return verdictOn(situation, reset, {
      kind: 'connect-refused',
      owner: 'host',
      confidence: 'certain',
      explanation: `${server.address} refused the connection: nothing listens on that port.`,
      executed: 'no',
      proof: 'never-connected',
      evidence: [
        proven(client.syn.frame, 'syn', 'SYN'),
        proven(reset.frame, 'reset', `RST acknowledges the SYN (ack ${reset.ack}): the port is closed`),
      ],
      excluded: [{ kind: 'connect-timeout', why: 'the SYN was answered' }],
    });
  },
};
