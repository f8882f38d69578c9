/**
 * The listen queue was full: the client completed the handshake, the server dropped its last packet and knows of no
 * connection (Linux: tcp_v4_syn_recv_sock, TcpExtListenOverflows). The SYN-ACK comes again, the request is never acknowledged.
 */
import { requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { acknowledged } from '../situation.ts';
import { proven, verdictOn } from '../verdict.ts';

export const acceptQueueOverflow: Rule = {
  about: {
    kind: 'accept-queue-overflow',
    family: 'no-connection',
    title: 'Accept queue full',
    owner: 'application (capacity)',
    summary:
      'The upstream accepted faster connections than its program takes them: the handshake looked complete to the gateway, but the upstream had dropped it. The request went nowhere.',
    decided:
      'A fresh connection: the SYN-ACK was repeated after the client had acknowledged it, the first request was retransmitted, and no byte of it was acknowledged.',
  },
  judge(situation) {
    const { failed, server, client } = situation;
    const request = failed?.request;
    if (!request || failed.number !== 1 || server.syn === null || server.synCount < 2) return null;
    if (client.ackedUpTo < 1 || request.retransmittedFrame === null) return null;
    if (situation.answerBegan || acknowledged(server, request.start.seq + 1)) return null;
    return verdictOn(situation, request.start, {
      kind: 'accept-queue-overflow',
      owner: 'application',
      confidence: 'likely',
      explanation: `${server.address} never took the connection out of its queue: ${requestText(situation)} was not acknowledged.`,
      executed: 'no',
      proof: 'never-connected',
      evidence: [
        proven(
          server.syn.frame,
          'syn-ack',
          `SYN-ACK, sent ${server.synCount} times although the client had acknowledged it`,
        ),
        proven(
          request.retransmittedFrame,
          'retransmission',
          'the request was sent again; nothing acknowledges it',
        ),
      ],
      excluded: [
        {
          kind: 'request-unanswered',
          why: 'the upstream repeats its SYN-ACK: it is there, and has no connection',
        },
      ],
    });
  },
};
