/** The response's body ended before the length or the last chunk that its headers promised (RFC 9112 §8). */
import { durationText, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const truncatedResponse: Rule = {
  about: {
    kind: 'truncated-response',
    family: 'response-cut',
    title: 'Response cut',
    owner: 'application',
    summary:
      'The headers of the response arrived, and the upstream closed before the body was complete. The status was sent long ago, so the client often sees a success with a broken body.',
    decided:
      'Complete headers, then a FIN or reset of the upstream (which closed first) before Content-Length bytes or the last chunk. Bodies that end with the connection cannot be judged and are not reported.',
  },
  judge(situation) {
    const { failed, server, timeline } = situation;
    const response = failed?.response;
    if (!response || response.headEnd === null || response.end !== null || response.hidden) return null;
    if (response.framing !== 'content-length' && response.framing !== 'chunked') return null;
    if (timeline.closedBy !== 'server') return null;
    const end = server.fin ?? situation.reset;
    if (end === null) return null;
    const missing = response.bytesMissing;
    const promise =
      response.framing === 'chunked'
        ? 'the last chunk never came'
        : `${missing ?? 'some'} bytes of Content-Length never came`;
    return verdictOn(situation, end, {
      kind: 'truncated-response',
      manner: server.fin === null ? 'reset' : 'fin',
      owner: 'application',
      explanation: `The response ${response.status} to ${requestText(situation)} was cut: ${promise}.`,
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: response.start.frame,
      bytesMissing: missing,
      evidence: [
        proven(
          response.start.frame,
          'response',
          `status ${response.status}, headers end at ${response.headEnd}`,
        ),
        proven(end.frame, 'close', `${server.fin === null ? 'RST' : 'FIN'} at ${end.seq}: ${promise}`),
        measured(
          end.frame,
          'wait',
          `closed ${durationText(end.time - response.start.time)} after the response began`,
        ),
      ],
      excluded: [{ kind: 'proxy-gave-up', why: 'the upstream closed first' }],
    });
  },
};
