/**
 * TLS without keys: turns of application-data records (RFC 8446 §5, RFC 5246 §6.2).
 *
 * Everything else is no data: the handshake, alerts, tickets. TLS 1.3 sends those as application data too once keys exist,
 * so their sizes and places must tell them: the client's Finished ends its part of the handshake, an alert is two bytes,
 * and tickets are the first records after the handshake. Where a record's meaning depends on what follows, it is held.
 *
 * Where HTTP/2 may be inside nothing is paired: its settings and window updates would look like requests.
 */

import { FramedProtocol } from '../app/framed-protocol.ts';
import type { Frame } from '../app/frames.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import { TurnPairing } from '../turns/turn-pairing.ts';
import { HeldRecords } from './held-records.ts';
import { type ClientHello, readClientHello, readServerHello, type ServerHello } from './hello.ts';
import { CONTENT, tlsRecords } from './record.ts';

/** The size of an encrypted record beyond its contents: the content type, and the tag of all suites but one (RFC 8446 §5.2, §B.4). */
const OVERHEAD = 17;
const CCM_8_SUITE = 0x1305;
const CCM_8_OVERHEAD = 9;
const ALERT_SIZE = 2;
/** Finished: four bytes and a hash, of 48 bytes in the SHA-384 suite, of 32 in all others (RFC 8446 §4.4.4). */
const SHA384_SUITE = 0x1302;
const FINISHED_SHA384 = 52;
const FINISHED_SHA256 = 36;
/** A client's encrypted flight: certificate, its proof, Finished, and the end of early data. */
const MAX_FLIGHT = 4;
/** Servers send up to two tickets after the handshake unless they are told otherwise. */
const MAX_TICKETS = 2;

/** What a record of application data turned out to be. */
type Role = 'data' | 'held' | 'control';

export class TlsRecordsPairing extends FramedProtocol {
  readonly name = 'tls';
  private readonly turns = new TurnPairing(this.log);
  private clientHello: ClientHello | null = null;
  private serverHello: ServerHello | null = null;
  /** TLS 1.3 as far as known: application data may be anything. */
  private disguised = true;
  private clientChangedCipher = false;
  private clientFlight = 0;
  private clientFlightStart = 0;
  private clientDone: boolean;
  private ticketsExpected: boolean;
  private clientRole: Role = 'control';
  private serverRole: Role = 'control';
  private readonly clientHeld = new HeldRecords();
  private readonly serverAlert = new HeldRecords();
  private readonly tickets = new HeldRecords();

  /** `midstream`: the capture began after the handshake. */
  constructor(midstream: boolean) {
    super(tlsRecords);
    this.clientDone = midstream;
    this.ticketsExpected = !midstream;
  }

  close(connection: TcpConnection): void {
    this.settleTickets(true);
    if (this.serverAlert.count > 0) this.noteFarewell(this.serverAlert.end);
    const cutAnswer = this.server.unfinished !== null && this.serverRole === 'data';
    this.turns.close(connection, {
      request: this.client.lost || (this.client.unfinished !== null && this.clientRole === 'data'),
      bytesMissing: cutAnswer ? this.server.bytesMissing : 0,
    });
  }

  /** A hole may hold data as well as anything else. */
  protected override onLost(fromClient: boolean, seq: number, origin: ChunkOrigin): void {
    if (!this.clientDone) this.clientDone = fromClient;
    else if (this.mayBeHttp2) this.log.noteControl(seq);
    else if (fromClient) this.turns.fromClient(seq, seq, origin);
    else this.turns.fromServer(seq, seq, origin);
  }

  protected onHeader(fromClient: boolean, record: Frame): void {
    const isData = record.header[0] === CONTENT.APPLICATION;
    if (fromClient) this.clientRole = isData ? this.clientData(record) : 'control';
    else this.serverRole = isData ? this.serverData(record) : 'control';
  }

  protected onFrame(fromClient: boolean, record: Frame, origin: ChunkOrigin): void {
    if (record.header[0] === CONTENT.HANDSHAKE) this.takeHandshake(fromClient, record);
    if (fromClient) {
      if (record.header[0] === CONTENT.CHANGE_CIPHER_SPEC) this.clientChangedCipher = true;
      if (this.clientRole === 'data') this.turns.moreFromClient(record.end, origin);
    } else if (this.serverRole === 'data') this.turns.moreFromServer(record.end, origin);
    else if (record.header[0] === CONTENT.ALERT) this.noteFarewell(record.end);
    else if (this.serverRole === 'control') this.log.noteControl(record.end);
  }

  /** RFC 8446 §6: whoever sends an alert closes, save for warnings that nobody sends any more. */
  private noteFarewell(end: number): void {
    this.log.noteControl(end);
    this.log.farewellEnd = end;
  }

  private takeHandshake(fromClient: boolean, record: Frame): void {
    if (fromClient) {
      // RFC 5246 §7.4.9: only before TLS 1.3 does a record of this type follow the change of ciphers.
      if (this.clientChangedCipher && this.serverHello?.isRetry !== true) this.disguised = false;
      this.clientHello ??= readClientHello(record.body);
    } else if (this.serverHello === null || this.serverHello.isRetry) {
      this.serverHello = readServerHello(record.body);
      this.disguised = this.serverHello?.isTls13 !== false;
    }
    // Before TLS 1.3 the handshake is no application data.
    this.clientDone ||= !this.disguised;
  }

  private get mayBeHttp2(): boolean {
    if (this.clientHello?.offersHttp2 !== true) return false;
    return this.serverHello?.isTls13 === true || this.serverHello?.alpn === 'h2';
  }

  private clientData(record: Frame): Role {
    if (this.isClientHandshake(record)) return this.clientHandshake(record);
    if (this.mayBeHttp2) return 'control';
    if (this.isAlert(record)) return this.hold(this.clientHeld, record);
    this.releaseClient();
    const heard = (held: HeldRecords): boolean => record.first.ack > held.start;
    this.settleTickets(heard(this.tickets));
    if (heard(this.serverAlert)) this.releaseServer(this.serverAlert);
    this.turns.fromClient(record.start, record.end - record.bodySize, record.first);
    return 'data';
  }

  private serverData(record: Frame): Role {
    if (!this.clientDone) {
      // Only the whole of the client's flight lets the server go on.
      if (this.clientFlight === 0 || record.first.ack <= this.clientFlightStart) return 'control';
      this.clientDone = true;
    }
    if (this.mayBeHttp2) return 'control';
    if (this.isAlert(record)) return this.hold(this.serverAlert, record);
    if (this.ticketsExpected && this.disguised && this.tickets.count < MAX_TICKETS) {
      return this.hold(this.tickets, record);
    }
    this.settleTickets(false);
    if (record.first.ack > this.clientHeld.start) this.releaseClient();
    this.releaseServer(this.serverAlert);
    this.turns.fromServer(record.start, record.end - record.bodySize, record.first);
    return 'data';
  }

  /** Before the ServerHello it is early data (RFC 8446 §2.3), and so is everything before TLS 1.3. */
  private isClientHandshake(record: Frame): boolean {
    if (this.clientDone) return false;
    return this.serverHello !== null || record.first.ack > 1;
  }

  private clientHandshake(record: Frame): Role {
    if (this.clientFlight === 0) this.clientFlightStart = record.start;
    this.clientFlight++;
    if (this.isFinished(record)) {
      this.clientDone = true;
      this.clientHeld.clear();
      return 'control';
    }
    if (this.clientFlight >= MAX_FLIGHT) this.clientDone = true;
    // A flight in one record and a first request look like certificate and proof until the server answers.
    return this.clientFlight === 1 ? 'control' : this.hold(this.clientHeld, record);
  }

  private hold(held: HeldRecords, record: Frame): Role {
    held.add(record);
    return 'held';
  }

  private releaseClient(): void {
    const { count, start, end, first } = this.clientHeld;
    if (count > 0) this.turns.fromClient(start, end, first);
    this.clientHeld.clear();
  }

  private releaseServer(held: HeldRecords): void {
    if (held.count > 0 && this.turns.awaited) this.turns.fromServer(held.start, held.end, held.first);
    else this.log.noteControl(held.end);
    held.clear();
  }

  /** Nothing else follows what was held for tickets: an answer, unless two records of one size say that they are tickets. */
  private settleTickets(mayBeAnswer: boolean): void {
    const { count, alike, end } = this.tickets;
    if (count === 0) return;
    this.ticketsExpected = false;
    if (mayBeAnswer && !(count === MAX_TICKETS && alike)) this.releaseServer(this.tickets);
    else this.log.noteControl(end);
    this.tickets.clear();
  }

  private isAlert(record: Frame): boolean {
    return this.disguised && record.bodySize === ALERT_SIZE + this.overhead;
  }

  private isFinished(record: Frame): boolean {
    const suite = this.serverHello?.cipherSuite;
    const contents = record.bodySize - this.overhead;
    if (suite === undefined) return contents === FINISHED_SHA256 || contents === FINISHED_SHA384;
    return contents === (suite === SHA384_SUITE ? FINISHED_SHA384 : FINISHED_SHA256);
  }

  private get overhead(): number {
    return this.serverHello?.cipherSuite === CCM_8_SUITE ? CCM_8_OVERHEAD : OVERHEAD;
  }
}
