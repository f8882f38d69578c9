/** The response's body ended before the length or the last chunk that its headers promised (RFC 9112 §8). */
import { unseenBeforeFin } from '../../timeline/losses.ts';
import type { ResponseFacts } from '../../timeline/schema.ts';
import type { Verdict } from '../finding.ts';
import { durationText, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isBare, type Situation } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

/** No answer that has a length is shorter: "HTTP/1.1 200 OK", "Content-Length: 0", and the line ends. */
const SHORTEST_ANSWER = 38;
/** A reset this soon after an answer's last byte is no idle limit's: none is so short. */
const ON_ITS_HEELS_NS = 500e6;

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
    if (!response || timeline.closedBy !== 'server') return null;
    const end = server.fin ?? situation.reset;
    if (end === null) return null;
    if (response.hidden) return resetBehind(situation, response);
    if (!isCut(response)) return null;
    const unseen = unseenBeforeFin(server);
    // The FIN's own number tells that more was sent than the capture holds: it may have been the rest.
    if (unseen > 0 && unseen >= (response.bytesMissing ?? 0)) return null;
    const missing = response.bytesMissing === null ? null : response.bytesMissing - unseen;
    const promise =
      missing === null
        ? `the end that its ${response.framing === 'chunked' ? 'chunks' : 'framing'} would show never came`
        : `${response.headEnd === null ? 'at least ' : ''}${missing} bytes that were promised never came`;
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
          `${response.status === null ? 'a response' : `status ${response.status}`}, ${response.headEnd === null ? 'the end of its headers was not captured' : `its body begins at ${response.headEnd}`}`,
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
  if (end !== null || hidden) return false;
  if (headEnd === null) return framing === 'content-length' && bytesMissing !== null && bytesMissing > 0;
  if (framing === 'turn') return bytesMissing !== null && bytesMissing > 0;
  return framing === 'content-length' || framing === 'chunked' || framing === 'records';
}

/**
 * The capture does not hold what would tell where the answer ends. Who has answered and wants to close sends a FIN: a live socket's
 * reset on the heels of an answer, to a request that it had whole, is how an abort looks in the midst of one.
 */
function resetBehind(situation: Situation, response: ResponseFacts): Verdict | null {
  const { server, client, reset, timeline } = situation;
  if (server.fin !== null || reset === null || isBare(reset)) return null;
  if ((reset.ack ?? 0) < client.sentUpTo || timeline.lastPayloadTime === null) return null;
  const wait = reset.time - timeline.lastPayloadTime;
  if (wait > ON_ITS_HEELS_NS || server.sentUpTo - response.start.seq < SHORTEST_ANSWER) return null;
  return verdictOn(situation, reset, {
    kind: 'truncated-response',
    manner: 'reset',
    severity: 'warning',
    confidence: 'possible',
    owner: 'application',
    explanation: `The response to ${requestText(situation)} may have been cut: a reset followed it, and the capture does not hold what would tell where it ends.`,
    executed: 'answered',
    proof: 'response-seen',
    proofFrame: response.start.frame,
    evidence: [
      proven(reset.frame, 'close', `RST with ACK ${reset.ack}: a live socket's abort`),
      measured(reset.frame, 'wait', `${durationText(wait)} after the last byte of either side`),
    ],
  });
}
