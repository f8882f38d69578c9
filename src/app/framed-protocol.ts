/** What the protocols that speak in frames have in common: two frame readers, one exchange log, and what a hole does to it. */
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { ExchangeLog } from './exchange-log.ts';
import { type Frame, type FrameEvents, type FrameFormat, FrameReader } from './frames.ts';
import type { AppProtocol, Handover, ProtocolName } from './protocol.ts';

/** Frames of both sides together that make a guess certain. */
const CONFIRMING = 2;

export abstract class FramedProtocol implements AppProtocol {
  abstract readonly name: ProtocolName;
  readonly handover: Handover | null = null;
  standing: AppProtocol['standing'] = 'guess';
  protected readonly client: FrameReader;
  protected readonly server: FrameReader;
  /** The segment that brought the server's last byte. */
  protected readonly lastServer = { frame: 0, time: 0 };
  private frames = 0;

  constructor(
    format: FrameFormat,
    readonly log: ExchangeLog = new ExchangeLog(),
  ) {
    this.client = new FrameReader(format, this.events(true));
    this.server = new FrameReader(format, this.events(false));
  }

  /** A direction whose beginning the capture does not hold starts wherever its next frame does. */
  startLost(fromClient: boolean): void {
    (fromClient ? this.client : this.server).startLost();
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
    if (sender === connection.clientSide) this.client.data(buffer, offset, length, seq, origin);
    else {
      this.server.data(buffer, offset, length, seq, origin);
      this.noteServerByte(origin);
    }
  }

  gap(connection: TcpConnection, sender: 0 | 1, seq: number, length: number, origin: ChunkOrigin): void {
    if (sender === connection.clientSide) this.client.gap(length, seq, origin);
    else {
      this.server.gap(length, seq, origin);
      this.noteServerByte(origin);
    }
  }

  repeated(connection: TcpConnection, sender: 0 | 1, seq: number, end: number, origin: ChunkOrigin): void {
    if (sender === connection.clientSide) this.log.noteRepeated(seq, end, origin);
  }

  abstract close(connection: TcpConnection): void;

  /** A header is complete. `frame` is only valid during the call, here and below. */
  protected abstract onHeader(fromClient: boolean, frame: Frame, origin: ChunkOrigin): void;
  protected abstract onFrame(fromClient: boolean, frame: Frame, origin: ChunkOrigin): void;

  /** The place in a direction is lost at `seq`. */
  protected onLost(fromClient: boolean, seq: number, origin: ChunkOrigin): void {
    if (fromClient) this.log.hideRequests();
    else this.log.hideOpen(seq, origin);
  }

  private noteServerByte(origin: ChunkOrigin): void {
    this.lastServer.frame = origin.frame;
    this.lastServer.time = origin.time;
  }

  private events(fromClient: boolean): FrameEvents {
    return {
      onHeader: (frame, origin) => this.onHeader(fromClient, frame, origin),
      onFrame: (frame, origin) => {
        if (++this.frames >= CONFIRMING && this.standing === 'guess') this.standing = 'confirmed';
        this.onFrame(fromClient, frame, origin);
      },
      onLost: (why, seq, origin) => {
        this.log.note(why);
        if (why === 'not-a-frame' && this.standing === 'guess') this.standing = 'refuted';
        else this.onLost(fromClient, seq, origin);
      },
    };
  }
}
