/** The gateway closed first while it was still owed an answer: its own timeout, or its client had left. */

import { type Exchange, FLAG, type PacketFact, SERVER } from '../../timeline/schema.ts';
import type { Evidence, Verdict } from '../finding.ts';
import { durationText, requestText, waitUntil } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { acknowledgingFrame, isBare, leftBeforeTheEnd, type Situation } from '../situation.ts';
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
      "The gateway's FIN or reset came before any of the upstream's, by acknowledgement numbers, with a request whose response is missing or incomplete; or it answered the whole response with resets and acknowledged none of its end.",
  },
  judge(situation) {
    const { client, failed, timeline } = situation;
    if (failed === null || failed.request === null || situation.server.packets === 0) return null;
    const { response } = failed;
    // A whole answer that the gateway never took: it had left, whichever end the capture shows first.
    const tookNothing = situation.reset === null && response !== null && response.end !== null;
    if (timeline.closedBy !== 'client' && !tookNothing) return null;
    // A response that the capture hides may have been whole, if the gateway took any of it and nothing more came.
    const mayBeWhole = response?.hidden && client.ackedUpTo > response.start.seq;
    if (mayBeWhole && !(timeline.protocol === 'http/1' && leftBeforeTheEnd(situation))) return null;
    if (response === null && situation.answerHidden) return null;
    const end = client.fin ?? client.resets.find((reset) => !isBare(reset)) ?? client.resets[0];
    if (end === undefined) return null;
    // A bare reset only answers what came after the gateway had left; when it left is not on the wire.
    const wait = isBare(end) ? null : silenceBefore(situation, end);
    const late = lateAnswer(failed);
    return verdictOn(situation, end, {
      kind: 'proxy-gave-up',
      manner: mannerOf(situation, failed, end),
      confidence: 'likely',
      owner: 'undetermined',
      explanation: `The gateway closed while ${requestText(situation)} was outstanding: its own timeout (504), or its client had left (499).`,
      ...howFar(situation),
      evidence: [
        proven(end.frame, 'close', `the gateway closed at ${end.seq}, and the upstream had not`),
        ...(wait === null
          ? []
          : [measured(end.frame, 'wait', `${durationText(wait)} after the last byte of either side`)]),
        ...lateEvidence(situation, late),
      ],
      excluded: [{ kind: 'premature-close-before-headers', why: 'the gateway closed first' }],
      wait,
      lateAnswer: late,
    });
  },
};

/**
 * `answer-lost`: the upstream sent its answer again, and the gateway never acknowledged it. `sending`: the upstream had stopped taking the
 * request, its receive window was closed (RFC 9293 §3.8.6).
 */
function mannerOf(situation: Situation, { response }: Exchange, end: PacketFact): string {
  if (!situation.requestComplete && windowClosed(situation)) return 'sending';
  if (response === null || response.start.time > end.time) return 'before-headers';
  if (situation.client.ackedUpTo > response.start.seq) return 'mid-body';
  return situation.server.retransmissions > 0 ? 'answer-lost' : 'before-headers';
}

function windowClosed({ timeline: { packets } }: Situation): boolean {
  const last = packets.sender.findLastIndex(
    (side, i) => side === SERVER && ((packets.flags[i] as number) & (FLAG.ACK | FLAG.RST)) === FLAG.ACK,
  );
  return last >= 0 && packets.window[last] === 0;
}

/** A gateway's read timeout counts from the last byte of the response, or from the request where none came. Null where clocks went back. */
function silenceBefore(situation: Situation, end: PacketFact): number | null {
  const { packets } = situation.timeline;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < packets.frame.length; i++) {
    const time = packets.time[i] as number;
    const delivered = (packets.seq[i] as number) < situation.client.ackedUpTo;
    if (packets.sender[i] === SERVER && (packets.length[i] as number) > 0 && delivered && time < end.time)
      last = Math.max(last, time);
  }
  const sinceRequest = waitUntil(situation, end.time);
  if (sinceRequest === null) return null;
  const silence = Math.min(sinceRequest, end.time - last);
  return silence < 0 ? null : silence;
}

function howFar(situation: Situation): Pick<Verdict, 'executed' | 'proof' | 'proofFrame'> {
  const { failed, server, requestEnd, timeline } = situation;
  const response = failed?.response;
  if (response) return { executed: 'answered', proof: 'response-seen', proofFrame: response.start.frame };
  if (server.ackedUpTo < requestEnd) return { executed: 'unknown', proof: 'none', proofFrame: null };
  const proofFrame = acknowledgingFrame(timeline, requestEnd, 0) ?? timeline.lastFrame;
  return { executed: 'possibly', proof: 'kernel-had-it', proofFrame };
}

/** A whole answer after the gateway had left tells how long it would have had to wait: nanoseconds, or null. */
function lateAnswer({ request, response }: Exchange): number | null {
  if (response?.endTime == null || request === null) return null;
  return response.endTime - (request.endTime ?? request.start.time);
}

function lateEvidence({ failed }: Situation, late: number | null): Evidence[] {
  const response = failed?.response;
  if (late === null || !response) return [];
  const text = `the whole answer came ${durationText(late)} after the request: nobody was left to take it`;
  return [measured(response.endFrame ?? response.start.frame, 'late-answer', text)];
}
