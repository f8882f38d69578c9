/** What every application protocol is to the layers above: a sink for bytes that tells exchanges. */
import type { TcpConnection } from '../tcp/connection.ts';
import type { StreamSink } from '../tcp/stream-sink.ts';
import type { ExchangeLog } from './exchange-log.ts';
import type { ExchangeRecord } from './records.ts';

/**
 * `none`: no payload. `turns`: nothing but who spoke when (bytes of no known protocol, or hidden by the snaplen).
 * `unknown`: not even that makes sense, both sides talk at once.
 */
export type ProtocolName =
  | 'none'
  | 'http/1'
  | 'http/2'
  | 'tls'
  | 'websocket'
  | 'fastcgi'
  | 'ajp'
  | 'turns'
  | 'unknown';

/** The bytes after an exchange speak another protocol (RFC 9110 §7.8, §9.3.6). */
export interface Handover {
  /** In lower case, as the `Upgrade` header of the 101 names it; `connect` after a 2xx to CONNECT. */
  readonly protocol: string;
  readonly exchange: ExchangeRecord;
  /** Sequence number of the first byte of the server that is no HTTP/1 any more. */
  readonly serverStart: number;
}

export interface AppProtocol extends StreamSink {
  readonly name: ProtocolName;
  readonly log: ExchangeLog;
  /** A protocol is guessed by its first bytes; what follows confirms the guess or shows that it was wrong. */
  readonly standing: 'guess' | 'confirmed' | 'refuted';
  /** Set when the connection goes on in another protocol. */
  readonly handover: Handover | null;
  /** No byte follows. Called once, when the connection is over. */
  close(connection: TcpConnection): void;
}
