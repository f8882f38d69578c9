/** A SYN that a router or the host itself could not deliver, as an ICMP error says (RFC 792, RFC 4443 §3.1). */
import type { IcmpFact } from '../../timeline/schema.ts';
import type { Rule } from '../rule.ts';
import { proven, verdictOn } from '../verdict.ts';

const UNREACHABLE_V4 = 3;
const UNREACHABLE_V6 = 1;

const CODES_V4: Readonly<Record<number, string>> = {
  0: 'network unreachable',
  1: 'host unreachable',
  2: 'protocol unreachable',
  3: 'port unreachable',
  9: 'network administratively prohibited',
  10: 'host administratively prohibited',
  13: 'communication administratively prohibited',
};
const CODES_V6: Readonly<Record<number, string>> = {
  0: 'no route to destination',
  1: 'administratively prohibited',
  3: 'address unreachable',
  4: 'port unreachable',
  5: 'source address failed policy',
  6: 'reject route',
};

export const connectUnreachable: Rule = {
  about: {
    kind: 'connect-unreachable',
    family: 'no-connection',
    title: 'Upstream unreachable',
    owner: 'network',
    summary: 'The SYN was answered by an ICMP error: no route, no such host, or a firewall that rejects.',
    decided:
      'An ICMP destination-unreachable message quotes the SYN of this connection, and the upstream never answered. Routers limit such messages, so other attempts of the same burst may look like timeouts.',
  },
  judge(situation) {
    const { client, server, timeline } = situation;
    if (client.syn === null || server.packets > 0) return null;
    const error = timeline.icmp.find(isUnreachable);
    if (error === undefined) return null;
    const text = codeText(error);
    return verdictOn(situation, error, {
      kind: 'connect-unreachable',
      manner: text.replaceAll(' ', '-'),
      owner: 'network',
      confidence: 'certain',
      explanation: `${server.address} could not be reached: ${text}.`,
      executed: 'no',
      proof: 'never-connected',
      evidence: [
        proven(client.syn.frame, 'syn', 'SYN'),
        proven(error.frame, 'icmp', `ICMP: ${text}, quoting this SYN`),
      ],
      excluded: [{ kind: 'connect-timeout', why: 'the SYN was answered, by an ICMP error' }],
    });
  },
};

function isUnreachable({ about, ipVersion, type }: IcmpFact): boolean {
  return about === 'client' && type === (ipVersion === 4 ? UNREACHABLE_V4 : UNREACHABLE_V6);
}

function codeText({ ipVersion, code }: IcmpFact): string {
  return (ipVersion === 4 ? CODES_V4 : CODES_V6)[code] ?? `destination unreachable, code ${code}`;
}
