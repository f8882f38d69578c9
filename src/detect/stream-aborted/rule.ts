/** One stream of an HTTP/2 connection was ended by the server before its response was complete. */
import { requestText } from '../measure.ts';
import type { Rule } from '../rule.ts';
import { isAborted, otherStreams } from '../streams.ts';
import { proven, verdictOn } from '../verdict.ts';

/** Error codes of RFC 9113 §7. */
const CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

export const streamAborted: Rule = {
  about: {
    kind: 'stream-aborted',
    family: 'response-cut',
    title: 'Stream aborted',
    owner: 'application',
    summary:
      'The upstream ended an HTTP/2 stream with RST_STREAM before its response was complete: a handler that failed, a limit, a timeout.',
    decided:
      'RST_STREAM of the server on a stream whose response has not ended, with another code than REFUSED_STREAM. Streams that the client cancels are no failures.',
  },
  judge(situation) {
    const { exchanges } = situation.timeline;
    const aborted = exchanges.filter(isAborted);
    const first = aborted[0];
    const reset = first?.stream?.reset;
    if (first === undefined || !reset) return null;
    const answered = first.response !== null;
    const others = otherStreams(situation, 'aborted');
    return verdictOn({ ...situation, failed: first }, reset, {
      kind: 'stream-aborted',
      owner: 'application',
      explanation: `The upstream aborted the stream of ${requestText({ ...situation, failed: first })}.`,
      executed: answered ? 'answered' : 'possibly',
      proof: answered ? 'response-seen' : 'kernel-had-it',
      requestsFailed: aborted.length + others.count,
      evidence: [
        proven(
          reset.frame,
          'reset',
          `RST_STREAM ${CODES[reset.code] ?? reset.code} on stream ${first.stream?.id}`,
        ),
        ...others.evidence,
      ],
      excluded: [
        { kind: 'goaway-race', why: 'the server did not say that it had left the request unprocessed' },
      ],
    });
  },
};
