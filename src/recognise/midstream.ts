/**
 * Protocols by any chunk's first bytes, where the capture does not hold the connection's beginning: messages begin with a
 * segment far more often than not. What a protocol shares with random bytes is not enough here.
 */

import { startsAjp, startsContainerPacket } from '../ajp/packet.ts';
import { AjpPairing } from '../ajp/pairing.ts';
import type { FramedProtocol } from '../app/framed-protocol.ts';
import { looksFramed } from '../app/frames.ts';
import type { AppProtocol } from '../app/protocol.ts';
import { FastCgiPairing } from '../fastcgi/pairing.ts';
import { fastCgiRecords, isFromServer } from '../fastcgi/record.ts';
import { HttpPairing } from '../http/pairing.ts';
import { isRequestLine, looksLikeResponse } from '../http/recognise.ts';
import { http2Frames, startsHttp2, TYPE, typeOf } from '../http2/frame.ts';
import { kindOfHead } from '../http2/header-blocks.ts';
import { Http2Session } from '../http2/session.ts';
import { tlsRecords } from '../tls/record.ts';
import { TlsRecordsPairing } from '../tls/records-pairing.ts';

interface Sighting {
  readonly protocol: AppProtocol;
  /** Who sent these bytes; null where they could be either side's. */
  readonly fromClient: boolean | null;
}

/** Shorter chunks prove nothing. */
const MIN_CHUNK = 12;

/**
 * What protocol these bytes begin a message of; null where nothing can be said. `peerBegins` tells that of the other direction
 * the capture holds the beginning.
 */
export function recogniseMidstream(
  buffer: Uint8Array,
  from: number,
  end: number,
  peerBegins: boolean,
): Sighting | null {
  if (isRequestLine(buffer, from, end)) {
    if (startsHttp2(buffer, from, end) === 'yes') return seen(new Http2Session(false), true);
    return http(true, peerBegins);
  }
  if (end - from < MIN_CHUNK) return null;
  if (looksLikeResponse(buffer, from, end)) return http(false, peerBegins);
  if (looksFramed(tlsRecords, buffer, from, end) !== 'no') return seen(new TlsRecordsPairing(true), null);
  if (startsAjp(buffer, from, end) === 'yes') return seen(new AjpPairing(), true);
  if (startsContainerPacket(buffer, from, end)) return seen(new AjpPairing(), false);
  if (looksFramed(fastCgiRecords, buffer, from, end) === 'exactly') {
    return seen(new FastCgiPairing(), !isFromServer(buffer.subarray(from, end)));
  }
  return http2(buffer, from, end);
}

/** Data alone could be anything, and of other frames nobody knows whose they are: a head must be among them. */
function http2(buffer: Uint8Array, from: number, end: number): Sighting | null {
  const type = typeOf(buffer.subarray(from, end));
  if (type === TYPE.DATA || type > TYPE.CONTINUATION) return null;
  if (looksFramed(http2Frames, buffer, from, end) !== 'exactly') return null;
  const kind = kindOfHead(buffer.subarray(from, end));
  return kind === null ? null : seen(new Http2Session(true), kind === 'request');
}

/** The other direction, and this one up to here, are unknown. */
function seen(protocol: FramedProtocol, fromClient: boolean | null): Sighting {
  protocol.startLost(true);
  protocol.startLost(false);
  return { protocol, fromClient };
}

function http(fromClient: boolean, peerBegins: boolean): Sighting {
  const protocol = new HttpPairing();
  if (!peerBegins) protocol.startLost(!fromClient);
  return { protocol, fromClient };
}
