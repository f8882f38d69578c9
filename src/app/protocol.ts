/** What every application protocol is to the layers above: a sink for bytes that tells exchanges. */
import type { TcpConnection } from '../tcp/connection.ts';
import type { StreamSink } from '../tcp/stream-sink.ts';
import type { ExchangeLog } from './exchange-log.ts';

export type ProtocolName = 'none' | 'http/1' | 'unknown';

export interface AppProtocol extends StreamSink {
  readonly name: ProtocolName;
  readonly log: ExchangeLog;
  /** No byte follows. Called once, when the connection is over. */
  close(connection: TcpConnection): void;
}
