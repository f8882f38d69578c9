/**
 * A reset in the middle of things that the upstream did not send: its TTL is not that of the upstream's other packets, or the
 * upstream went on as if nothing had happened.
 */
import { type Endpoint, FLAG, type PacketFact, SERVER } from '../../timeline/schema.ts';
import type { Evidence } from '../finding.ts';
import { durationText, requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import type { Situation } from '../situation.ts';
import { measured, proven, verdictOn } from '../verdict.ts';

/** One packet alone does not tell a host's TTL. */
const MIN_PACKETS = 3;
/** Packets of one sender may be captured out of order by this much more than a round trip. */
const REORDERED_NS = 50e6;

export const foreignReset: Rule = {
  about: {
    kind: 'foreign-reset',
    family: 'forgotten-on-path',
    title: 'Reset by somebody else',
    owner: 'network',
    summary:
      "A reset arrived in the upstream's name while a request was being answered, but somebody on the path sent it: a firewall, an intrusion detection system, connection tracking that held a segment for invalid.",
    decided:
      "A reset in the middle of an exchange whose TTL or hop limit lies outside that of all other packets of the upstream; or new bytes of the upstream more than a round trip after its reset. Window 0 and IP ID 0 prove nothing: Linux' own bare resets have them.",
  },
  judge(situation) {
    const { failed, reset, server } = situation;
    const request = failed?.request;
    if (!request || reset === null || server.fin !== null) return null;
    const proof = otherTtl(server, reset) ?? wentOn(situation, reset);
    if (proof === null) return null;
    const answered = failed.response !== null;
    const had = server.ackedUpTo > request.start.seq;
    if (!answered && !had && situation.reused) return null;
    return verdictOn(situation, reset, {
      kind: 'foreign-reset',
      owner: 'network',
      confidence: 'likely',
      explanation: `A reset that the upstream did not send ended ${requestText(situation)}.`,
      executed: answered ? 'answered' : had ? 'possibly' : 'unknown',
      proof: answered ? 'response-seen' : had ? 'kernel-had-it' : 'none',
      ...(answered ? { proofFrame: failed.response?.start.frame ?? null } : {}),
      evidence: [proof, proven(reset.frame, 'close', `RST at ${reset.seq}`)],
      excluded: [{ kind: 'premature-close-before-headers', why: 'the upstream did not send this reset' }],
    });
  },
};

function otherTtl({ ttl, packets }: Endpoint, reset: PacketFact): Evidence | null {
  if (ttl === null || packets < MIN_PACKETS) return null;
  const [least, most] = ttl;
  if (reset.ttl >= least && reset.ttl <= most) return null;
  const usual = least === most ? least : `${least} to ${most}`;
  return measured(reset.frame, 'reset', `TTL ${reset.ttl}; the upstream's ${packets} packets have ${usual}`);
}

/** The upstream sent new bytes so long after the reset that these cannot have been on their way: it knew of no reset. */
function wentOn({ timeline }: Situation, reset: PacketFact): Evidence | null {
  const { packets, distance } = timeline;
  const onTheWay = 2 * ((distance.client ?? 0) + (distance.server ?? 0)) + REORDERED_NS;
  const row = packets.frame.findIndex(
    (_, i) =>
      packets.sender[i] === SERVER &&
      (packets.seq[i] as number) >= reset.seq &&
      (packets.length[i] as number) > 0 &&
      ((packets.flags[i] as number) & FLAG.RST) === 0 &&
      (packets.time[i] as number) > reset.time + onTheWay,
  );
  if (row < 0) return null;
  const later = durationText((packets.time[row] as number) - reset.time);
  const frame = packets.frame[row] as number;
  return measured(
    frame,
    'went-on',
    `the upstream sent bytes ${later} after the reset, which it therefore did not send`,
  );
}
