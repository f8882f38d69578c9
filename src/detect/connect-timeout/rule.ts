/** SYNs into silence. That the gateway gave up is not on the wire; one repetition without an answer decides. */
import { durationText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const connectTimeout: Rule = {
  about: {
    kind: 'connect-timeout',
    family: 'no-connection',
    title: 'Connect timeout',
    owner: 'network',
    summary:
      'SYNs were sent and repeated, and nothing answered: the address does not exist any more, a firewall drops, or the listen queue is full.',
    decided:
      'The SYN was sent at least twice and no packet came back. Kernels repeat it after 1, 3, 7, 15 s; since Linux 6.5 after 1, 2, 3, 4, 5, 7 s (tcp_syn_linear_timeouts).',
  },
  judge(situation) {
    const { client, server, timeline } = situation;
    if (client.syn === null || client.synCount < 2 || server.packets > 0 || client.payloadBytes > 0)
      return null;
    if (client.resets.length > 0) return null;
    return verdictOn(situation, client.syn, {
      kind: 'connect-timeout',
      owner: 'network',
      confidence: client.synCount > 2 ? 'certain' : 'likely',
      explanation: `${server.address} did not answer ${client.synCount} SYNs.`,
      executed: 'no',
      proof: 'never-connected',
      evidence: [
        proven(client.syn.frame, 'syn', `SYN, sent ${client.synCount} times; no packet came back`),
        measured(
          timeline.lastFrame,
          'last-syn',
          `the last one ${durationText(timeline.lastTime - client.syn.time)} after the first`,
        ),
      ],
      excluded: [{ kind: 'connect-refused', why: 'no reset came' }],
    });
  },
};
