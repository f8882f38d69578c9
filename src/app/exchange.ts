/** A request with its final response: what the application layer tells the timeline. Filled in as the bytes come. */

/** The first byte of a message and who knew what when it left. */
export interface MessageStart {
  frame: number;
  /** Nanoseconds since the capture's first packet. */
  time: number;
  /** Relative, unwrapped. */
  seq: number;
  /** Lowest acknowledgement number on any copy of the first byte. */
  ack: number;
}

export interface RequestFacts {
  readonly start: MessageStart;
  /** Sequence number after the last byte; null while the end was not seen. */
  end: number | null;
  /** Frame and time of the packet that completed it. */
  endFrame: number | null;
  endTime: number | null;
  /** Null where the protocol, or the capture's snaplen, hides them. */
  method: string | null;
  /** As on the wire, query included. */
  target: string | null;
  host: string | null;
  /** X-Request-Id, traceparent and the like. */
  id: string | null;
  /** The capture does not hold what would tell where it ends: cut by the snaplen, or missed. */
  hidden: boolean;
  /** First repetition of any byte of it. */
  retransmittedFrame: number | null;
}

/**
 * How the end of a response's body is told (RFC 9112 §6.3). `records`: by a record or flag of a framed protocol.
 * `turn`: by nothing but the other side's next words, so that an end is never more than likely.
 */
export type Framing =
  | 'none'
  | 'content-length'
  | 'chunked'
  | 'close-delimited'
  | 'records'
  | 'turn'
  | 'tunnel'
  | 'unknown';

export interface ResponseFacts {
  readonly start: MessageStart;
  /** Sequence number after the head; null while the head is incomplete or hidden. */
  headEnd: number | null;
  /** Sequence number after the last byte; null while the response is incomplete. */
  end: number | null;
  endFrame: number | null;
  endTime: number | null;
  status: number | null;
  framing: Framing;
  /** The capture does not hold what would tell where it ends: cut by the snaplen, or missed. */
  hidden: boolean;
  /** Bytes that Content-Length, or the header of a cut record, promised and that never came; null where nothing tells. */
  bytesMissing: number | null;
}

/** A packet that said something about an exchange. */
export interface Said {
  readonly frame: number;
  /** Nanoseconds since the capture's first packet. */
  readonly time: number;
}

/** One of several streams on a connection, and what befell it besides its messages (RFC 9113 §5). */
export interface StreamFacts {
  readonly id: number;
  /** Ended alone by RST_STREAM, with an error code of RFC 9113 §7; null while it was not. */
  reset: (Said & { readonly by: 'client' | 'server'; readonly code: number }) | null;
  /** The server said that it did not process the request: REFUSED_STREAM, or a number above GOAWAY's last (§6.8, §8.7). */
  refused: Said | null;
}

/** What became of the tunnel that an exchange opened: 101, or 2xx to CONNECT. */
export interface TunnelFacts {
  /** `opaque`: nothing is known of what went through it. */
  readonly protocol: 'websocket' | 'opaque';
  /** Frame of the first WebSocket Close frame of each side (RFC 6455 §5.5.1); null while none was seen. */
  clientClose: number | null;
  serverClose: number | null;
  /** All frames could be followed: a Close frame that was not seen was not sent. */
  readable: boolean;
}

export interface Exchange {
  /** 1-based on the connection, as far as captured. */
  number: number;
  /** Null where a response came without one. */
  request: RequestFacts | null;
  /** The final response (not 1xx); null while no byte of it was seen. */
  response: ResponseFacts | null;
  /** The connection was announced to end with this exchange: `Connection: close`, or HTTP/1.0 without keep-alive. */
  lastByAgreement: boolean;
  /** Set where the connection carries several streams at once. */
  stream?: StreamFacts | undefined;
  /** Set where the exchange opened a tunnel. */
  tunnel?: TunnelFacts | undefined;
}

/** Whether nothing of an exchange is owed any more: it was answered, or its client cancelled it. */
export function isComplete(exchange: Exchange): boolean {
  if (exchange.stream?.reset?.by === 'client') return true;
  return exchange.response !== null && exchange.response.end !== null;
}
