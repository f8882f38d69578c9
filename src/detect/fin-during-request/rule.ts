/**
 * The keep-alive race: the server closed an idle connection while a request was on its way to it (RFC 9112 §9.3, §9.5).
 *
 * At the server the capture reads FIN, request, RST; at the client request, FIN, RST. The numbers are the same at both:
 * the FIN acknowledges no byte of the request, and the request does not acknowledge the FIN.
 */
import { CLIENT, type PacketFact, type RequestFacts } from '../../timeline/schema.ts';
import type { Evidence, Excluded, Verdict } from '../finding.ts';
import { atMostLikely, confidenceOf, durationText, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isBare, isMissed, knewOfClose, type Situation, wasSwallowed } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

const RACE = {
  kind: 'fin-during-request',
  owner: 'settings',
  executed: 'no',
  proof: 'closed-before',
} as const;

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
    if (!request) return null;
    if (fin === null) return missedFin(situation, request);
    if (fin.ack === null || situation.answerBegan) return null;
    if (fin.ack > request.start.seq || knewOfClose(situation, request, fin)) return null;
    if (wasSwallowed(situation, request, fin)) return null;
    return verdictOn(situation, fin, {
      ...RACE,
      // Without a reset the upstream may have lingered, and read the request after its FIN.
      confidence:
        situation.server.resets.length === 0 || situation.answerHidden
          ? atMostLikely(situation)
          : confidenceOf(situation),
      explanation: raced(situation),
      evidence: evidence(situation, request, fin),
      excluded: excluded(situation, request, fin),
    });
  },
};

/**
 * The capture lost the FIN, and two others tell of it: the gateway acknowledged the one number that it takes (RFC 9293 §3.4), and a
 * bare reset answered the request, whose sender did not know of it.
 */
function missedFin(situation: Situation, request: RequestFacts): Verdict | null {
  const { client, server, failed, timeline } = situation;
  const end = server.sentUpTo;
  if (client.ackedUpTo !== end + 1 || request.start.ack !== end || failed?.response) return null;
  const reset = server.resets.find((one) => isBare(one) && one.seq === end);
  if (reset === undefined) return null;
  const { sender, ack, frame } = timeline.packets;
  const row = sender.findIndex((side, at) => side === CLIENT && (ack[at] as number) > end);
  return verdictOn(situation, reset, {
    ...RACE,
    confidence: 'likely',
    explanation: raced(situation),
    evidence: [
      proven(
        frame[row] ?? reset.frame,
        'fin',
        `the gateway acknowledged ${end + 1}, one number behind the upstream's last byte: a FIN that the capture lost`,
      ),
      unread(reset),
    ],
    excluded: [{ kind: 'rst-after-idle', why: 'the upstream had closed with a FIN' }],
  });
}

function raced(situation: Situation): string {
  return `The upstream closed this idle connection while ${requestText(situation)} was on its way to it.`;
}

function unread(reset: PacketFact): Evidence {
  return proven(
    reset.frame,
    'reset',
    `RST is bare, with the number ${reset.seq} that the request acknowledged: no socket was left to read it`,
  );
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
    ...(answer === undefined ? [] : [unread(answer)]),
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
