/** How single streams of an HTTP/2 connection end without their response. */
import type { Exchange } from '../timeline/schema.ts';

/** Not processed, by the server's own word (RFC 9113 §6.8, §8.7). */
export function isRefused({ stream, request }: Exchange): boolean {
  return (stream?.refused ?? null) !== null && request !== null;
}

/** Ended by the server before its response was, and not by its own word left unprocessed. */
export function isAborted({ stream, request, response }: Exchange): boolean {
  return (
    stream?.reset?.by === 'server' && !stream.refused && request !== null && (response?.end ?? null) === null
  );
}
