/** A reset in the middle of things that the upstream did not send: its TTL is not that of the upstream's other packets. */
import { requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

/** One packet alone does not tell a host's TTL. */
const MIN_PACKETS = 3;

export const foreignReset: Rule = {
  about: {
    kind: 'foreign-reset',
    family: 'forgotten-on-path',
    title: 'Reset by somebody else',
    owner: 'network',
    summary:
      "A reset arrived in the upstream's name while a request was being answered, but somebody on the path sent it: a firewall, an intrusion detection system, connection tracking that held a segment for invalid.",
    decided:
      "A reset in the middle of an exchange whose TTL or hop limit lies outside that of all other packets of the upstream. Window 0 and IP ID 0 prove nothing: Linux' own bare resets have them.",
  },
  judge(situation) {
    const { failed, reset, server } = situation;
    const request = failed?.request;
    if (!request || reset === null || server.fin !== null || server.ttl === null) return null;
    const [least, most] = server.ttl;
    if (server.packets < MIN_PACKETS || (reset.ttl >= least && reset.ttl <= most)) return null;
    const answered = failed.response !== null;
    const had = server.ackedUpTo > request.start.seq;
    if (!answered && !had && situation.reused) return null;
    return verdictOn(situation, reset, {
      kind: 'foreign-reset',
      owner: 'network',
      confidence: 'likely',
      explanation: `A reset that the upstream did not send ended ${requestText(situation)}.`,
      executed: answered ? 'answered' : had ? 'possibly' : 'unknown',
      proof: answered ? 'response-seen' : had ? 'kernel-had-it' : 'none',
      evidence: [
        measured(
          reset.frame,
          'reset',
          `TTL ${reset.ttl}; the upstream's ${server.packets} packets have ${least === most ? least : `${least} to ${most}`}`,
        ),
        proven(reset.frame, 'close', `RST at ${reset.seq}`),
      ],
      excluded: [{ kind: 'premature-close-before-headers', why: 'the upstream did not send this reset' }],
    });
  },
};
