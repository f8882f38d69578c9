/** Turns of a connection whose bytes mean nothing to anyone here, or were not captured. */
import { ExchangeLog } from '../app/exchange-log.ts';
import type { AppProtocol } from '../app/protocol.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { TurnPairing } from './turn-pairing.ts';

/** Fewer bytes than these at the beginning of a segment that a snaplen cut tell nothing of what is spoken. */
const TELLING = 8;

export class Turns implements AppProtocol {
  readonly standing = 'confirmed';
  readonly handover = null;
  readonly log = new ExchangeLog();
  private readonly turns = new TurnPairing(this.log);
  private spoken = false;
  /** Where the last bytes ended, if they were too few to tell: the rest may have been cut. Neither sender's: no such bytes wait. */
  private readonly scrap = { sender: -1, end: 0 };

  get name(): 'none' | 'turns' | 'unknown' {
    if (this.turns.duplex) return 'unknown';
    return this.spoken ? 'turns' : 'none';
  }

  data(
    connection: TcpConnection,
    sender: 0 | 1,
    _buffer: Uint8Array,
    _offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    this.settleScrap();
    if (length >= TELLING) this.turns.doubtful = true;
    else Object.assign(this.scrap, { sender, end: seq + length });
    this.take(connection, sender, seq, length, origin);
  }

  gap(connection: TcpConnection, sender: 0 | 1, seq: number, length: number, origin: ChunkOrigin): void {
    if (this.scrap.sender === sender && this.scrap.end === seq) this.scrap.sender = -1;
    // RFC 1122 §4.2.3.6: one byte that nobody sent as data is a keep-alive probe.
    if (length > 1) this.take(connection, sender, seq, length, origin);
  }

  repeated(connection: TcpConnection, sender: 0 | 1, seq: number, end: number, origin: ChunkOrigin): void {
    if (sender === connection.clientSide) this.log.noteRepeated(seq, end, origin);
  }

  close(connection: TcpConnection): void {
    this.settleScrap();
    this.turns.close(connection);
  }

  /** Short bytes that no hole followed were all that was said. */
  private settleScrap(): void {
    if (this.scrap.sender >= 0) this.turns.doubtful = true;
    this.scrap.sender = -1;
  }

  private take(
    connection: TcpConnection,
    sender: 0 | 1,
    seq: number,
    length: number,
    origin: ChunkOrigin,
  ): void {
    const fromClient = sender === connection.clientSide;
    if (!this.spoken && !fromClient && connection.synSeen) this.log.note('server-spoke-first');
    this.spoken = true;
    if (fromClient) this.turns.fromClient(seq, seq + length, origin);
    else this.turns.fromServer(seq, seq + length, origin);
  }
}
