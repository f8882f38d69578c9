/** HTTP/2's own keep-alive race: the server said that it will not process streams beyond a number, and some were on their way. */
import type { Said, StreamFacts } from '../../app/exchange.ts';
import type { Evidence } from '../finding.ts';
import { requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isAborted, isRefused, otherStreams } from '../streams.ts';
import { proven, verdictOn } from '../verdict.ts';

export const goawayRace: Rule = {
  about: {
    kind: 'goaway-race',
    family: 'keep-alive-race',
    title: 'Request met a GOAWAY',
    owner: 'settings',
    summary:
      'The upstream announced the end of an HTTP/2 connection while requests were on their way to it. It says itself that they were not processed: they may be sent again.',
    decided:
      'GOAWAY names a last stream below that of the request, or RST_STREAM says REFUSED_STREAM (RFC 9113 §6.8, §8.7): not processed, whatever the method.',
  },
  judge(situation) {
    const { exchanges } = situation.timeline;
    const refused = exchanges.filter(isRefused);
    const first = refused[0];
    if (first?.request == null || !first.stream?.refused) return null;
    // A stream that was cut off may have run: it is told first.
    if (first.stream.refused.frame === first.stream.reset?.frame && exchanges.some(isAborted)) return null;
    const at = first.stream?.reset ?? situation.server.fin ?? first.request.start;
    const others = otherStreams(situation, 'refused');
    return verdictOn({ ...situation, failed: first }, at, {
      kind: 'goaway-race',
      owner: 'settings',
      explanation: told(requestText({ ...situation, failed: first }), first.stream),
      executed: 'no',
      proof: 'closed-before',
      requestsFailed: refused.length + others.count,
      evidence: [
        proven(
          first.request.start.frame,
          'request',
          `stream ${first.stream?.id}, not processed by the server's own word`,
        ),
        refusal(first.stream.refused, first.stream.reset),
        ...others.evidence,
      ],
      excluded: [{ kind: 'stream-aborted', why: 'the server had not begun to process it' }],
    });
  },
};

function told(request: string, { refused, reset }: StreamFacts): string {
  return refused?.frame === reset?.frame
    ? `The upstream refused the stream of ${request} without processing it.`
    : `The upstream ended the connection before it processed ${request}, and said so.`;
}

/** The packet that said so: the stream's own reset, or the GOAWAY for all streams above its number. */
function refusal(refused: Said, reset: Said | null): Evidence {
  return refused.frame === reset?.frame
    ? proven(refused.frame, 'refusal', 'RST_STREAM says REFUSED_STREAM')
    : proven(refused.frame, 'refusal', 'GOAWAY: the last stream that will be processed is an earlier one');
}
