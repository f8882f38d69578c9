/**
 * An answer that came before the request had ended, and a reset on its heels that may have destroyed it: the reset empties
 * the receiver's buffer, unread response included (RFC 9112 §9.6).
 */
import type { Timeline } from '../../timeline/schema.ts';
import { requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isAnswered } from '../situation.ts';
import { proven, verdictOn } from '../verdict.ts';

export const responseLostToReset: Rule = {
  about: {
    kind: 'response-lost-to-reset',
    family: 'response-cut',
    title: 'Response lost to a reset',
    owner: 'application',
    summary:
      'The upstream answered before it had read the whole request (401, 413) and closed with a reset, which can destroy the answer on its way. Some gateways deliver it, some turn it into a 502.',
    decided:
      "A response, whole or in part, while the request had not ended, not been acknowledged whole or not been read (receive window 0), and a reset of the upstream. Whether the client got it can't be told from packets: a warning, with confidence possible.",
  },
  judge(situation) {
    const { server, reset, client, timeline } = situation;
    if (reset === null) return null;
    const last = timeline.exchanges.findLast((exchange) => exchange.request !== null);
    const request = last?.request;
    const response = last?.response;
    if (!last || !request || !response) return null;
    const unread = answeredUnread(timeline, response.start.frame);
    // What the capture hides may have been whole: then only bytes of the client that lay unread, or that the upstream's end does
    // not cover, tell.
    const covered = server.fin?.ack ?? reset.ack;
    const sent = client.fin?.seq ?? client.sentUpTo;
    if (response.hidden && !unread && (covered === null || covered >= sent)) return null;
    // An end that no framing told was only inferred from this very answer.
    const end = request.endFrame === null || request.end === null ? client.sentUpTo : request.end;
    const acked = Math.max(server.fin?.ack ?? 0, response.start.ack);
    const early = unread || (request.end === null && !request.hidden) || acked < end;
    if (!early || (client.fin !== null && client.fin.time < response.start.time)) return null;
    return verdictOn({ ...situation, failed: last }, reset, {
      kind: 'response-lost-to-reset',
      severity: 'warning',
      confidence: 'possible',
      owner: 'application',
      explanation: `The upstream answered ${requestText({ ...situation, failed: last })} before it had all of it, and then reset the connection: some gateways deliver such an answer, some lose it.`,
      executed: 'answered',
      proof: 'response-seen',
      proofFrame: response.start.frame,
      evidence: [
        proven(
          response.start.frame,
          'response',
          `${response.status ?? 'a response'} when ${response.start.ack} was received of a request that ${request.end === null ? 'had not ended' : `ends at ${request.end}`}`,
        ),
        ...(unread
          ? [
              proven(
                response.start.frame,
                'unread',
                'it left with a receive window of 0: bytes of the request lay unread',
              ),
            ]
          : []),
        proven(reset.frame, 'reset', `RST at ${reset.seq}: unread bytes of the request met a closed socket`),
      ],
      excluded: isAnswered(last, client, server)
        ? []
        : [
            {
              kind: 'truncated-response',
              why: 'the request had not been read whole when the answer was sent',
            },
          ],
    });
  },
};

/** The answer left with the receive window closed: what the client had sent filled the buffer unread (RFC 9293 §3.8.6). */
function answeredUnread({ packets }: Timeline, frame: number): boolean {
  const row = packets.frame.indexOf(frame);
  return row >= 0 && packets.window[row] === 0;
}
