/** The gateway closed first while it was still owed an answer: its own timeout, or its client had left. */
import { durationText, requestText, waitUntil } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isBare } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const proxyGaveUp: Rule = {
  about: {
    kind: 'proxy-gave-up',
    family: 'gateway-gave-up',
    title: 'Gateway gave up',
    owner: 'undetermined',
    summary:
      'The gateway closed the connection while the request was outstanding. Its read timeout fired (504), or its client left (499): one connection alone does not tell which.',
    decided:
      "The gateway's FIN or reset came before any of the upstream's, by acknowledgement numbers, with a request whose response is missing or incomplete.",
  },
  judge(situation) {
    const { client, failed, timeline } = situation;
    if (failed === null || failed.request === null || timeline.closedBy !== 'client') return null;
    const end = client.fin ?? client.resets.find((reset) => !isBare(reset)) ?? client.resets[0];
    if (end === undefined) return null;
    const wait = waitUntil(situation, end.time);
    const answered = failed.response !== null;
    return verdictOn(situation, end, {
      kind: 'proxy-gave-up',
      manner: answered ? 'mid-body' : 'before-headers',
      confidence: 'likely',
      owner: 'undetermined',
      explanation: `The gateway closed while ${requestText(situation)} was outstanding.`,
      executed: answered
        ? 'answered'
        : situation.server.ackedUpTo >= situation.requestEnd
          ? 'possibly'
          : 'unknown',
      proof: answered
        ? 'response-seen'
        : situation.server.ackedUpTo >= situation.requestEnd
          ? 'kernel-had-it'
          : 'none',
      evidence: [
        proven(end.frame, 'close', `the gateway closed at ${end.seq}, and the upstream had not`),
        ...(wait === null ? [] : [measured(end.frame, 'wait', `${durationText(wait)} after the request`)]),
      ],
      excluded: [{ kind: 'premature-close-before-headers', why: 'the gateway closed first' }],
    });
  },
};
