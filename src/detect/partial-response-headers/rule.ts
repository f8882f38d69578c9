/** An answer began and broke off inside its head. */
import { requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { proven, verdictOn } from '../verdict.ts';

export const partialResponseHeaders: Rule = {
  about: {
    kind: 'partial-response-headers',
    family: 'closed-without-answer',
    title: 'Closed inside the response headers',
    owner: 'application',
    summary: 'The upstream began a response and closed before its headers were complete.',
    decided:
      'At least one byte of a response was captured, the empty line that ends its headers was not, and the upstream closed with a FIN or a reset before the gateway did.',
  },
  judge(situation) {
    const response = situation.failed?.response;
    // Where a length was read, the capture lacks the end of the headers, and not the wire.
    if (!response || response.headEnd !== null || response.framing === 'content-length') return null;
    if (situation.answerHidden) return null;
    if (situation.timeline.closedBy !== 'server') return null;
    const end = situation.server.fin ?? situation.reset;
    if (end === null) return null;
    return verdictOn(situation, end, {
      kind: 'partial-response-headers',
      owner: 'application',
      explanation: `The response to ${requestText(situation)} broke off inside its headers.`,
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: response.start.frame,
      evidence: [
        proven(response.start.frame, 'response', `the response begins at ${response.start.seq}`),
        proven(end.frame, 'close', `closed at ${end.seq}, before the headers ended`),
      ],
      excluded: [
        { kind: 'premature-close-before-headers', why: 'bytes of a response were sent' },
        { kind: 'truncated-response', why: 'its headers are not complete' },
      ],
    });
  },
};
