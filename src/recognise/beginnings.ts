/** Protocols by the client's first bytes, where the capture holds the beginning of the connection. */

import { startsAjp } from '../ajp/packet.ts';
import { AjpPairing } from '../ajp/pairing.ts';
import type { Match } from '../app/first-bytes.ts';
import type { AppProtocol } from '../app/protocol.ts';
import { FastCgiPairing } from '../fastcgi/pairing.ts';
import { startsFastCgi } from '../fastcgi/record.ts';
import { HttpPairing } from '../http/pairing.ts';
import { looksLikeRequest } from '../http/recognise.ts';
import { startsHttp2 } from '../http2/frame.ts';
import { Http2Session } from '../http2/session.ts';
import { startsTls } from '../tls/record.ts';
import { TlsRecordsPairing } from '../tls/records-pairing.ts';

export interface Beginning {
  readonly matches: (buffer: Uint8Array, from: number, end: number) => Match;
  readonly create: () => AppProtocol;
}

/** The longest decision: HTTP/2's preface, and a method of HTTP/1. */
export const LONGEST_BEGINNING = 24;

/** HTTP/1 last: its test is the widest, and it is what a beginning is taken for that breaks off too early to tell. */
const BEGINNINGS: readonly Beginning[] = [
  { matches: startsHttp2, create: () => new Http2Session(false) },
  { matches: startsTls, create: () => new TlsRecordsPairing(false) },
  { matches: startsFastCgi, create: () => new FastCgiPairing() },
  { matches: startsAjp, create: () => new AjpPairing() },
  { matches: startsHttp1, create: () => new HttpPairing() },
];

/**
 * What a connection that begins with these bytes speaks; null where it is none of the known, `more` while that is not decided.
 * `isAll`: no more will come.
 */
export function recogniseBeginning(
  buffer: Uint8Array,
  from: number,
  end: number,
  isAll: boolean,
): Beginning | 'more' | null {
  let undecided: Beginning | null = null;
  for (const beginning of BEGINNINGS) {
    const match = beginning.matches(buffer, from, end);
    if (match === 'more') undecided = beginning;
    // A longer beginning that is still possible goes first.
    else if (match === 'yes' && (undecided === null || isAll)) return beginning;
  }
  return undecided !== null && !isAll ? 'more' : undecided;
}

/** RFC 9113 §11.6: no request of HTTP/1 ever has the method PRI, however soon the capture breaks off. */
function startsHttp1(buffer: Uint8Array, from: number, end: number): Match {
  if (!looksLikeRequest(buffer, from, end)) return 'no';
  if (startsHttp2(buffer, from, end) !== 'no' && end - from > 'PRI'.length) return 'no';
  const space = buffer.subarray(from, Math.min(end, from + LONGEST_BEGINNING)).indexOf(32);
  return space >= 0 ? 'yes' : 'more';
}
