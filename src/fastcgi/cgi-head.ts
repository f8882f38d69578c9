/** The head of a CGI response: header lines up to an empty one, with the status among them (RFC 3875 §6). */
import { endOfLine, equalsIgnoringCase, readDecimal, trimLeft } from '../app/text.ts';
import { findHeadEnd } from '../http/parse-head.ts';

interface CgiHead {
  /** Offset of the first byte of the body. */
  readonly end: number;
  readonly status: number;
}

const NAME = 'status:';
/** RFC 3875 §6.3.3: a script that names no status means 200. */
const DEFAULT_STATUS = 200;

/** Null while the empty line has not come. Before `looked` it is known not to begin. */
export function readCgiHead(output: Uint8Array, looked: number): CgiHead | null {
  const end = findHeadEnd(output, looked, output.length);
  return end < 0 ? null : { end, status: statusIn(output, end) };
}

function statusIn(output: Uint8Array, end: number): number {
  for (let at = 0; at < end; ) {
    const stop = endOfLine(output, at, end);
    if (stop - at > NAME.length + 3 && equalsIgnoringCase(output, at, NAME)) {
      const from = trimLeft(output, at + NAME.length, stop);
      const status = readDecimal(output, from, from + 3);
      if (status >= 100) return status;
    }
    at = stop + 1;
  }
  return DEFAULT_STATUS;
}
