/** The application had read a part of the request and closed. */
import { requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { proven, verdictOn } from '../verdict.ts';

export const closedDuringUpload: Rule = {
  about: {
    kind: 'closed-during-upload',
    family: 'closed-without-answer',
    title: 'Closed during the upload',
    owner: 'application',
    summary:
      'The upstream closed while the request was still being sent: a read timeout, a size limit, or an abort. A part of the request had been read.',
    decided:
      "The upstream's first FIN acknowledges more than the request's beginning and less than its end (first byte < FIN.ack < end), and no byte of a response exists.",
  },
  judge(situation) {
    const request = situation.failed?.request;
    const { fin } = situation.server;
    if (!request || fin === null || fin.ack === null || situation.answerBegan) return null;
    if (situation.timeline.closedBy !== 'server') return null;
    if (fin.ack <= request.start.seq || (fin.ack >= situation.requestEnd && situation.requestComplete))
      return null;
    if (
      !situation.requestComplete &&
      fin.ack >= situation.requestEnd &&
      !uploadWasRunning(situation.failed)
    ) {
      return null;
    }
    return verdictOn(situation, fin, {
      kind: 'closed-during-upload',
      owner: 'application',
      explanation: `The upstream closed when it had a part of ${requestText(situation)} only.`,
      executed: 'possibly',
      proof: 'kernel-had-it',
      evidence: [
        proven(
          fin.frame,
          'fin',
          situation.requestComplete
            ? `FIN acknowledges ${fin.ack}; the request is ${request.start.seq} to ${situation.requestEnd}`
            : `FIN acknowledges ${fin.ack}, all that was sent of a request that had not ended`,
        ),
      ],
      excluded: [
        {
          kind: 'fin-during-request',
          why: `FIN acknowledges bytes of the request, which starts at ${request.start.seq}`,
        },
        { kind: 'premature-close-before-headers', why: 'the request had not arrived whole' },
      ],
    });
  },
};

/** The head told that more was to come: the method is known and the end is not. */
function uploadWasRunning(
  failed: { request: { method: string | null; end: number | null; hidden: boolean } | null } | null,
): boolean {
  return failed?.request?.method != null && failed.request.end === null && !failed.request.hidden;
}
