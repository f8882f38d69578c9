/**
 * The keep-alive race: the server closed an idle connection while a request was on its way to it (RFC 9112 §9.3, §9.5).
 *
 * At the server the capture reads FIN, request, RST; at the client request, FIN, RST. The numbers are the same at both:
 * the FIN acknowledges no byte of the request, and the request does not acknowledge the FIN.
 */
import type { PacketFact, RequestFacts } from '../../timeline/schema.ts';
import type { Evidence, Excluded } from '../finding.ts';
import { confidenceOf, durationText, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isBare, isMissed, knewOfClose, type Situation } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

export const finDuringRequest: Rule = {
  about: {
    kind: 'fin-during-request',
    family: 'keep-alive-race',
    title: 'Keep-alive race',
    owner: 'settings',
    summary:
      "The upstream closed an idle connection while a request was already travelling towards it. Neither program did anything wrong: the upstream's idle limit is shorter than the time for which the gateway reuses connections.",
    decided:
      "The upstream's first FIN acknowledges nothing of the request (FIN.ack <= its first byte), and the request was sent without knowledge of the FIN (request.ack <= FIN.seq). The order of packets in the file plays no part.",
  },
  judge(situation) {
    const request = situation.failed?.request;
    const { fin } = situation.server;
    if (!request || fin === null || fin.ack === null || situation.answerBegan) return null;
    if (fin.ack > request.start.seq || knewOfClose(situation, request, fin)) return null;
    return verdictOn(situation, fin, {
      kind: 'fin-during-request',
      confidence: lingers(situation, request) || situation.answerHidden ? 'likely' : confidenceOf(situation),
      owner: 'settings',
      explanation: `The upstream closed this idle connection while ${requestText(situation)} was on its way to it.`,
      executed: 'no',
      proof: 'closed-before',
      evidence: evidence(situation, request, fin),
      excluded: excluded(situation, request, fin),
    });
  },
};

/** The request was acknowledged, and no reset proves that it was thrown away unread. */
function lingers({ server }: Situation, { start }: RequestFacts): boolean {
  return server.ackedUpTo > start.seq && server.resets.length === 0;
}

function evidence(situation: Situation, request: RequestFacts, fin: PacketFact): Evidence[] {
  const { start } = request;
  const answer = situation.server.resets.find((reset) => isBare(reset) && reset.seq === start.ack);
  const apart = durationText(Math.abs(fin.time - start.time));
  return [
    proven(
      fin.frame,
      'fin',
      `FIN acknowledges ${fin.ack} and the request starts at ${start.seq}: no byte of it had arrived`,
    ),
    ...(isMissed(situation, request)
      ? []
      : [
          proven(
            start.frame,
            'request',
            `the request acknowledges ${start.ack} and the FIN is at ${fin.seq}: its sender had no FIN yet`,
          ),
        ]),
    ...(answer === undefined
      ? []
      : [
          proven(
            answer.frame,
            'reset',
            `RST is bare, with the number ${answer.seq} that the request acknowledged: no socket was left to read it`,
          ),
        ]),
    measured(
      fin.frame,
      'order',
      `seen here, the FIN came ${apart} ${fin.time >= start.time ? 'after' : 'before'} the request`,
    ),
  ];
}

function excluded(situation: Situation, { start }: RequestFacts, fin: PacketFact): Excluded[] {
  const discarded = situation.server.ackedUpTo > start.seq;
  return [
    {
      kind: 'premature-close-before-headers',
      why: `an application that had the request would have closed with a FIN acknowledging ${situation.requestEnd}`,
    },
    { kind: 'late-reuse', why: `a gateway that knew of the FIN would have sent ack ${fin.seq + 1}` },
    ...(discarded
      ? [
          {
            kind: 'closed-during-upload',
            why: 'the request was acknowledged only after the FIN: a lingering close reads and discards it',
          },
        ]
      : []),
  ];
}
