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
  /** First repetition of any byte of it. */
  retransmittedFrame: number | null;
}

/** How the end of a response's body is told (RFC 9112 §6.3). */
export type Framing = 'none' | 'content-length' | 'chunked' | 'close-delimited' | 'tunnel' | 'unknown';

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
  /** Body bytes that Content-Length promised and the capture did not show; null where the framing gives no number. */
  bytesMissing: number | null;
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
}

/** Whether nothing of an exchange is owed any more. */
export function isComplete(exchange: Exchange): boolean {
  return (exchange.response !== null && exchange.response.end !== null) || exchange.reset !== undefined;
}
