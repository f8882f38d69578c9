/** The gateway sent a request on a connection of which its own kernel had already acknowledged the upstream's FIN. */
import type { Timeline } from '../../timeline/schema.ts';
import { durationText, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { knewOfClose } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

/** Up to here a busy event loop may simply not have looked at the FIN yet: still the race, still settings. */
const BUSY_LOOP_NS = 100e6;

export const lateReuse: Rule = {
  about: {
    kind: 'late-reuse',
    family: 'keep-alive-race',
    title: 'Reuse of a closed connection',
    owner: 'settings; gateway beyond 100 ms',
    summary:
      "The gateway's kernel had the upstream's FIN, and the gateway sent a request on that connection all the same. Within about 100 ms a busy event loop explains it; beyond that the gateway reuses connections that it could know to be dead.",
    decided:
      "As fin-during-request, but the request acknowledges the upstream's FIN (request.ack > FIN.seq): it was known when the request left.",
  },
  judge(situation) {
    const request = situation.failed?.request;
    const { fin } = situation.server;
    if (!request || fin === null || fin.ack === null || situation.answerBegan) return null;
    if (fin.ack > request.start.seq || !knewOfClose(situation, request, fin)) return null;
    const knewAt = firstAcknowledgement(situation.timeline, fin.seq + 1) ?? request.start.time;
    const delay = Math.max(0, request.start.time - knewAt);
    return verdictOn(situation, fin, {
      kind: 'late-reuse',
      owner: delay <= BUSY_LOOP_NS ? 'settings' : 'gateway',
      explanation: `The upstream had closed this connection, and the gateway's kernel knew, when ${requestText(situation)} was sent on it.`,
      executed: 'no',
      proof: 'closed-before',
      evidence: [
        proven(
          fin.frame,
          'fin',
          `FIN acknowledges ${fin.ack} and the request starts at ${request.start.seq}: no byte of it had arrived`,
        ),
        proven(
          request.start.frame,
          'request',
          `the request acknowledges ${request.start.ack}, which covers the FIN at ${fin.seq}`,
        ),
        measured(
          request.start.frame,
          'order',
          `it left ${durationText(delay)} after the FIN had been acknowledged`,
        ),
      ],
      excluded: [
        {
          kind: 'fin-during-request',
          why: 'the FIN was acknowledged before the request left: they did not cross',
        },
      ],
    });
  },
};

function firstAcknowledgement(timeline: Timeline, seq: number): number | null {
  const { packets } = timeline;
  for (let i = 0; i < packets.frame.length; i++) {
    if (packets.sender[i] === 0 && (packets.ack[i] as number) >= seq) return packets.time[i] as number;
  }
  return null;
}
