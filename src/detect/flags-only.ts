/**
 * Suspects in captures of flags alone (`tcp[tcpflags] & (syn|fin|rst)`): no byte of any request is there, and still the
 * numbers of a FIN and of a bare reset tell that something met a socket that was gone.
 */
import type { PacketFact } from '../timeline/schema.ts';
import type { Verdict } from './finding.ts';
import { isBare, type Situation } from './situation.ts';
import { proven, verdictOn } from './verdict.ts';

/** A verdict on a connection of which only flags were captured; null where bytes were, or nothing is suspicious. */
export function suspect(situation: Situation): Verdict | null {
  const { client, server } = situation;
  if (client.payloadBytes + server.payloadBytes > 0) return null;
  const reset = server.resets.find(isBare);
  // RFC 9293 §3.10.7.1: a bare reset has the number that the packet which it answers acknowledged. 1: no byte had been sent.
  if (reset === undefined || reset.seq <= 1) return null;
  if (server.fin === null) return forgotten(situation, reset);
  return reset.seq === server.fin.seq ? crossed(situation, server.fin, reset) : null;
}

function crossed(situation: Situation, fin: PacketFact, reset: PacketFact): Verdict {
  return doubtful(situation, fin, {
    kind: 'fin-during-request',
    owner: 'settings',
    explanation:
      "Of this connection only flags were captured: something that the gateway sent without knowing of the upstream's FIN met a closed socket. If it was a request, this is a keep-alive race.",
    evidence: [
      proven(fin.frame, 'fin', `FIN at ${fin.seq}`),
      proven(
        reset.frame,
        'reset',
        `RST is bare, with the number ${reset.seq}: what it answers did not acknowledge the FIN`,
      ),
    ],
  });
}

function forgotten(situation: Situation, reset: PacketFact): Verdict {
  return doubtful(situation, reset, {
    kind: 'rst-after-idle',
    family: 'forgotten-on-path',
    manner: 'answers-request',
    owner: 'network',
    explanation:
      'Of this connection only flags were captured: something that the gateway sent was answered by a reset of somebody who knew nothing of the connection. If it was a request, it was lost.',
    evidence: [proven(reset.frame, 'reset', `RST is bare, at ${reset.seq}, and no FIN of the upstream`)],
  });
}

type Suspicion = Pick<Verdict, 'kind' | 'owner' | 'explanation' | 'evidence'> &
  Partial<Pick<Verdict, 'family' | 'manner'>>;

function doubtful(situation: Situation, decisive: PacketFact, own: Suspicion): Verdict {
  return verdictOn(situation, decisive, {
    severity: 'warning',
    confidence: 'possible',
    executed: 'no',
    proof: 'closed-before',
    exchange: null,
    idle: null,
    ...own,
  });
}
