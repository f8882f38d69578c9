/** How single streams of an HTTP/2 connection end without their response. */
import type { Said } from '../app/exchange.ts';
import type { Exchange } from '../timeline/schema.ts';
import type { Evidence } from './finding.ts';
import { isOwed, type Situation } from './situation.ts';
import { proven } from './verdict.ts';

/** Not processed, by the server's own word (RFC 9113 §6.8, §8.7), and not cancelled by its client before. */
export function isRefused({ stream, request }: Exchange): boolean {
  return (stream?.refused ?? null) !== null && stream?.reset?.by !== 'client' && request !== null;
}

/** Ended by the server before its response was, and not by its own word left unprocessed. */
export function isAborted({ stream, request, response }: Exchange): boolean {
  return (
    stream?.reset?.by === 'server' && !stream.refused && request !== null && (response?.end ?? null) === null
  );
}

/** Still open when the connection ended, without a word on it. */
function isLeftOpen(exchange: Exchange): boolean {
  const { stream } = exchange;
  return stream !== undefined && stream.reset === null && !stream.refused && isOwed(exchange);
}

/** What befell streams besides those that a verdict is about: they count with its failed requests. */
interface OtherStreams {
  readonly count: number;
  readonly evidence: readonly Evidence[];
}

/** `told`: which of them the verdict itself is about. */
export function otherStreams(
  { timeline, server, reset }: Situation,
  told: 'refused' | 'aborted',
): OtherStreams {
  const { exchanges, closedBy } = timeline;
  const end = closedBy === 'server' ? (server.fin ?? reset) : null;
  const refused = told === 'refused' ? [] : exchanges.filter(isRefused);
  const aborted = told === 'aborted' ? [] : exchanges.filter(isAborted);
  const left = end === null ? [] : exchanges.filter(isLeftOpen);
  return {
    count: refused.length + aborted.length + left.length,
    evidence: [
      ...besides(refused, refused[0]?.stream?.refused, 'streams that the upstream refused unprocessed'),
      ...besides(aborted, aborted[0]?.stream?.reset, 'streams that the upstream aborted, which may have run'),
      ...besides(left, end, 'streams that were open when the upstream closed, which may have run'),
    ],
  };
}

function besides(streams: readonly Exchange[], said: Said | null | undefined, what: string): Evidence[] {
  return streams.length === 0 || !said
    ? []
    : [proven(said.frame, 'also', `besides ${what}: ${streams.length}`)];
}
