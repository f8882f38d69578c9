/** The response's body ended before the length or the last chunk that its headers promised (RFC 9112 §8). */
import { unseenBeforeFin } from '../../timeline/losses.ts';
import type { ResponseFacts } from '../../timeline/schema.ts';
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
    if (!response || !isCut(response)) return null;
    if (timeline.closedBy !== 'server') return null;
    const end = server.fin ?? situation.reset;
    if (end === null) return null;
    const unseen = unseenBeforeFin(server);
    // The FIN's own number tells that more was sent than the capture holds: it may have been the rest.
    if (unseen > 0 && unseen >= (response.bytesMissing ?? 0)) return null;
    const missing = response.bytesMissing === null ? null : response.bytesMissing - unseen;
    const promise =
      missing === null
        ? `the end that its ${response.framing === 'chunked' ? 'chunks' : 'framing'} would show never came`
        : `${missing} bytes that were promised never came`;
    return verdictOn(situation, end, {
      kind: 'truncated-response',
      manner: server.fin === null ? 'reset' : 'fin',
      owner: 'application',
      explanation: `The response${response.status === null ? '' : ` ${response.status}`} to ${requestText(situation)} was cut: ${promise}.`,
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: response.start.frame,
      bytesMissing: missing,
      evidence: [
        proven(
          response.start.frame,
          'response',
          `${response.status === null ? 'a response' : `status ${response.status}`}, its body begins at ${response.headEnd}`,
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

/** More was promised than came, and nothing that could have brought it is missing from the capture. */
function isCut({ headEnd, end, hidden, framing, bytesMissing }: ResponseFacts): boolean {
  if (headEnd === null || end !== null || hidden) return false;
  if (framing === 'turn') return bytesMissing !== null && bytesMissing > 0;
  return framing === 'content-length' || framing === 'chunked' || framing === 'records';
}
