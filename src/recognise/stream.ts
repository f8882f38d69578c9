/**
 * The application layer of one connection: finds out which protocol is spoken and hands everything on to it.
 *
 * By the first bytes where the capture holds them, by the beginning of any chunk where it does not; then the bytes may also
 * tell who is the client. A first guess is taken back if what follows refutes it. Until a protocol is certain, and where
 * none is found, who spoke when is all that is told.
 */
import { type AnswerSink, ExchangeLog } from '../app/exchange-log.ts';
import type { AppProtocol, Handover, ProtocolName } from '../app/protocol.ts';
import { HttpPairing } from '../http/pairing.ts';
import { looksLikeResponse } from '../http/recognise.ts';
import { startsLikeServer } from '../http2/frame.ts';
import { Http2Session } from '../http2/session.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin, StreamSink } from '../tcp/stream-sink.ts';
import { Turns } from '../turns/turns.ts';
import { WebSocketTunnel } from '../websocket/tunnel.ts';
import { recogniseMidstream } from './midstream.ts';
import { Opening } from './opening.ts';

/** What a connection without payload has exchanged. */
const EMPTY = new ExchangeLog();

export class AppStream implements StreamSink {
  /** The original client as `ip:port`, by a PROXY header in front of the first byte. */
  proxiedFor: string | null = null;

  private protocol: AppProtocol | null = null;
  /** Fed while no protocol is certain. */
  private turns: Turns | null = null;
  /** The beginning was not captured, or not whole: every chunk may begin a message of a known protocol. */
  private searching = false;
  /** The client's first bytes, until they tell. */
  private opening: Opening | null = null;
  private begun = false;
  private followed: Handover | null = null;

  /** `onAnswered` is told of every exchange that is answered, whatever the protocol. */
  constructor(private readonly onAnswered: AnswerSink = () => {}) {}

  get name(): ProtocolName {
    return (this.protocol ?? this.turns)?.name ?? 'none';
  }

  get log(): ExchangeLog {
    return (this.protocol ?? this.turns)?.log ?? EMPTY;
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
    const { protocol } = this;
    if (protocol?.standing === 'confirmed') {
      protocol.data(connection, sender, buffer, offset, length, seq, origin);
      if (protocol.handover !== this.followed)
        this.follow(connection, sender, buffer, offset, length, seq, origin);
      return;
    }
    if (!this.begun) this.begin(connection, sender, buffer, offset, offset + length);
    let skipped = 0;
    if (this.opening !== null) {
      if (sender !== connection.clientSide) this.endOpening(connection);
      else {
        skipped = this.opening.take(buffer, offset, length, seq, origin);
        if (this.opening.decision !== 'undecided') this.endOpening(connection);
      }
    }
    if (skipped < length) {
      this.pass(connection, sender, buffer, offset + skipped, length - skipped, seq + skipped, origin);
    }
  }

  gap(connection: TcpConnection, sender: 0 | 1, seq: number, length: number, origin: ChunkOrigin): void {
    if (length === 1 && this.isBetweenMessages(sender === connection.clientSide)) return;
    this.begun = true;
    this.endOpening(connection);
    this.protocol?.gap(connection, sender, seq, length, origin);
    if (this.protocol?.standing === 'confirmed') return;
    if (this.protocol?.standing === 'refuted') this.protocol = null;
    this.searching = true;
    this.turns ??= new Turns();
    this.turns.gap(connection, sender, seq, length, origin);
  }

  /**
   * No message of that side is under way. One number that was acknowledged and not seen is then its FIN, which the capture lost
   * (RFC 9293 §3.4: it takes one); no message is that short.
   */
  private isBetweenMessages(fromClient: boolean): boolean {
    if (this.opening !== null) return false;
    return this.log.exchanges.every(({ request, response }) => {
      const message = fromClient ? request : response;
      return message === null || message.end !== null;
    });
  }

  repeated(connection: TcpConnection, sender: 0 | 1, seq: number, end: number, origin: ChunkOrigin): void {
    this.protocol?.repeated(connection, sender, seq, end, origin);
    this.turns?.repeated(connection, sender, seq, end, origin);
  }

  close(connection: TcpConnection): void {
    this.endOpening(connection);
    (this.protocol ?? this.turns)?.close(connection);
  }

  /** The first byte of the connection, as far as captured. */
  private begin(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    from: number,
    end: number,
  ): void {
    this.begun = true;
    const fromClient = sender === connection.clientSide;
    if (!connection.endpoints[sender].synSeen) this.searching = true;
    else if (fromClient) this.opening = new Opening();
    // A server may answer before it is asked: 408 on a connection that was never used. In HTTP/2 both sides begin at once.
    else if (looksLikeResponse(buffer, from, end)) this.speak(new HttpPairing());
    else if (startsLikeServer(buffer, from, end)) this.speak(new Http2Session(false));
  }

  /** What the opening held goes to the protocol that it told. */
  private endOpening(connection: TcpConnection): void {
    const { opening } = this;
    if (opening === null) return;
    this.opening = null;
    opening.settle();
    this.proxiedFor = opening.source;
    if (opening.decision !== null && opening.decision !== 'undecided') this.speak(opening.decision.create());
    if (opening.held === null) return;
    const { bytes, seq, origin } = opening.held;
    this.pass(connection, connection.clientSide, bytes, 0, bytes.length, seq, origin);
  }

  private speak(protocol: AppProtocol): void {
    protocol.log.onAnswered = this.onAnswered;
    this.protocol = protocol;
  }

  /** Bytes for a protocol that is not certain, or for none. */
  private pass(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    const first = this.protocol === null && this.turns === null ? buffer[offset] : undefined;
    // Behind a SOCKS greeting (RFC 1928 §3: its version, 4 or 5) another protocol begins once the proxy has connected.
    if (first === 4 || first === 5) this.searching = true;
    if (this.protocol === null && this.searching)
      this.search(connection, sender, buffer, offset, offset + length);
    this.protocol?.data(connection, sender, buffer, offset, length, seq, origin);
    const standing = this.protocol?.standing;
    if (standing === 'confirmed') {
      this.turns = null;
      if (this.protocol?.handover !== this.followed)
        this.follow(connection, sender, buffer, offset, length, seq, origin);
      return;
    }
    this.turns ??= new Turns();
    this.turns.data(connection, sender, buffer, offset, length, seq, origin);
    if (standing === 'refuted') this.protocol = null;
  }

  private search(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    from: number,
    end: number,
  ): void {
    const peer = (sender ^ 1) as 0 | 1;
    const sighting = recogniseMidstream(buffer, from, end, connection.endpoints[peer].synSeen);
    if (sighting === null) return;
    const { protocol, fromClient } = sighting;
    if (fromClient !== null) {
      const client = fromClient ? sender : peer;
      if (canTell(connection, client, protocol)) {
        // What was taken for turns so far had the sides mistaken.
        if (client !== connection.clientSide) this.turns = null;
        connection.clientSide = client;
        connection.roleEvidence = 'http';
      }
      if (fromClient !== (sender === connection.clientSide)) return;
    }
    this.speak(protocol);
  }

  /** From here on another protocol is spoken: the rest of the chunk is its beginning. */
  private follow(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void {
    const handover = this.protocol?.handover ?? null;
    this.followed = handover;
    const successor = handover === null ? null : successorOf(handover, this.log);
    if (handover === null || successor === null) return;
    this.speak(successor);
    this.followed = successor.handover;
    const skipped = Math.max(0, handover.serverStart - seq);
    if (sender === connection.clientSide || skipped >= length) return;
    successor.data(connection, sender, buffer, offset + skipped, length - skipped, seq + skipped, origin);
  }
}

/**
 * Whether the bytes decide who is the client: where only ports told it; and text that is HTTP beyond doubt against what the user said,
 * who may have named a gateway on whose other leg this is.
 */
function canTell({ roleEvidence, clientSide }: TcpConnection, client: 0 | 1, { name }: AppProtocol): boolean {
  if (roleEvidence === 'option') return name === 'http/1' && client !== clientSide;
  return roleEvidence === 'port';
}

/** Null where nothing is known of what goes through the tunnel. */
function successorOf(handover: Handover, log: ExchangeLog): AppProtocol | null {
  const { exchange } = handover;
  switch (handover.protocol) {
    case 'websocket':
      return new WebSocketTunnel(log, exchange);
    case 'h2c':
      return Http2Session.upgraded(log, exchange);
    default:
      exchange.tunnel = { protocol: 'opaque', clientClose: null, serverClose: null, readable: false };
      return null;
  }
}
