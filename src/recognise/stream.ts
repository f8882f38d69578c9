/**
 * The application layer of one connection: finds out by the first bytes which protocol is spoken and hands everything on to it.
 *
 * Where the capture began in mid-connection it keeps looking at the beginning of every chunk, and the bytes tell who is the client.
 */
import { type AnswerSink, ExchangeLog } from '../app/exchange-log.ts';
import type { AppProtocol, ProtocolName } from '../app/protocol.ts';
import { HttpPairing } from '../http/pairing.ts';
import { isRequestLine, looksLikeRequest, looksLikeResponse } from '../http/recognise.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin, StreamSink } from '../tcp/stream-sink.ts';

/** Shorter chunks in mid-stream prove nothing. */
const MIN_MIDSTREAM = 12;

/** What a connection without a known protocol has exchanged. */
const EMPTY = new ExchangeLog();

export class AppStream implements StreamSink {
  private protocol: AppProtocol | null = null;
  private unknown = false;
  private begun = false;
  /** `onAnswered` is told of every exchange that is answered, whatever the protocol. */
  constructor(private readonly onAnswered: AnswerSink = () => {}) {}

  get name(): ProtocolName {
    if (this.unknown) return 'unknown';
    return this.protocol?.name ?? 'none';
  }

  get log(): ExchangeLog {
    return this.unknown ? EMPTY : (this.protocol?.log ?? EMPTY);
  }

  data(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    if (this.unknown) return;
    if (this.protocol === null) {
      this.protocol = this.recognise(connection, sender, buffer, offset, offset + length);
      if (this.protocol !== null) this.protocol.log.onAnswered = this.onAnswered;
    }
    this.begun = true;
    this.protocol?.data(connection, sender, buffer, offset, length, seq, origin);
    if (this.protocol?.standing === 'refuted') {
      // The first bytes only looked like HTTP.
      this.unknown = true;
      this.protocol = null;
    }
  }

  gap(connection: TcpConnection, sender: 0 | 1, seq: number, length: number, origin: ChunkOrigin): void {
    this.begun = true;
    if (!this.unknown) this.protocol?.gap(connection, sender, seq, length, origin);
  }

  repeated(connection: TcpConnection, sender: 0 | 1, seq: number, end: number, origin: ChunkOrigin): void {
    if (!this.unknown) this.protocol?.repeated(connection, sender, seq, end, origin);
  }

  close(connection: TcpConnection): void {
    this.protocol?.close(connection);
  }

  private recognise(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    at: number,
    end: number,
  ): AppProtocol | null {
    const midstream = !connection.endpoints[sender].synSeen || this.begun;
    const request = midstream ? isRequestLine(buffer, at, end) : looksLikeRequest(buffer, at, end);
    const response = looksLikeResponse(buffer, at, end) && (!midstream || end - at >= MIN_MIDSTREAM);
    if (connection.roleEvidence === 'port' && (request || response)) {
      connection.clientSide = request ? sender : ((sender ^ 1) as 0 | 1);
      connection.roleEvidence = 'http';
    }
    const fromClient = sender === connection.clientSide;
    if (fromClient ? request : response) {
      const http = new HttpPairing();
      if (!connection.endpoints[sender ^ 1]?.synSeen) http.startLost(!fromClient);
      return http;
    }
    this.unknown = !midstream;
    return null;
  }
}
