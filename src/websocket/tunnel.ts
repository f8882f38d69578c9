/**
 * WebSocket after its 101, only as far as a proper end shows: both sides owe a Close frame before the connection may end
 * (RFC 6455 §5.5.1, §7.1.1). Who asks what of whom inside is nobody's business here.
 */
import type { TunnelFacts } from '../app/exchange.ts';
import type { ExchangeLog } from '../app/exchange-log.ts';
import { FramedProtocol } from '../app/framed-protocol.ts';
import type { Frame } from '../app/frames.ts';
import type { ExchangeRecord } from '../app/records.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { OPCODE_CLOSE, opcodeOf, webSocketFrames } from './frame.ts';

export class WebSocketTunnel extends FramedProtocol {
  readonly name = 'websocket';
  override standing = 'confirmed' as const;
  private readonly facts: TunnelFacts = {
    protocol: 'websocket',
    clientClose: null,
    serverClose: null,
    readable: true,
  };

  /** `exchange` is the one that the 101 answered. */
  constructor(log: ExchangeLog, exchange: ExchangeRecord) {
    super(webSocketFrames, log);
    exchange.tunnel = this.facts;
  }

  /** What was seen is told already. */
  close(): void {}

  protected onHeader(): void {}

  protected onFrame(fromClient: boolean, frame: Frame, origin: ChunkOrigin): void {
    if (opcodeOf(frame.header) !== OPCODE_CLOSE) return;
    if (fromClient) this.facts.clientClose ??= origin.frame;
    else this.facts.serverClose ??= origin.frame;
  }

  protected override onLost(): void {
    this.facts.readable = false;
  }
}
