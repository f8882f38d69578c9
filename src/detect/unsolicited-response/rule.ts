/** Bytes of the server with no request outstanding: a 408 on an idle connection, a body longer than announced. */
import type { Rule } from '../rule.ts';
import { proven, verdictOn } from '../verdict.ts';

export const unsolicitedResponse: Rule = {
  about: {
    kind: 'unsolicited-response',
    family: 'not-a-teardown',
    title: 'Response nobody asked for',
    owner: 'application',
    summary:
      'The upstream sent something while no request was outstanding, such as 408 to an idle connection. The next request on that connection would get it as its answer; gateways therefore drop the connection.',
    decided:
      'A response begins where every request seen before has its whole response. An error if a request was sent on that connection afterwards and failed, else a note.',
  },
  judge(situation) {
    const { timeline, client } = situation;
    if (client.syn === null || client.gaps > 0) return null;
    const exchange = timeline.exchanges.find(
      ({ request, response }) => request === null && response !== null,
    );
    if (exchange?.response == null) return null;
    const { start, status } = exchange.response;
    return verdictOn(situation, start, {
      kind: 'unsolicited-response',
      severity: situation.failed === null ? 'note' : 'error',
      owner: 'application',
      confidence: 'likely',
      explanation: `The upstream sent ${status ?? 'bytes'} while no request was outstanding.`,
      executed: 'unknown',
      proof: 'none',
      evidence: [
        proven(
          start.frame,
          'response',
          `a response begins at ${start.seq}; every earlier request had been answered`,
        ),
      ],
    });
  },
};
