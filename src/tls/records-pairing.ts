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
import { CONTENT, tlsRecords } from './record.ts';
import { SessionFacts } from './session-facts.ts';

/** A client's encrypted flight: certificate, its proof, Finished, and the end of early data. */
const MAX_FLIGHT = 4;
/** Servers send up to two tickets after the handshake unless they are told otherwise. */
const MAX_TICKETS = 2;
/** Tickets of OpenSSL and BoringSSL are 200 to 300 bytes; a client certificate inside makes them longer. */
const LONGEST_TICKET = 1024;

/** What a record of application data turned out to be. */
type Role = 'data' | 'held' | 'control';

export class TlsRecordsPairing extends FramedProtocol {
  readonly name = 'tls';
  private readonly turns = new TurnPairing(this.log);
  private readonly session = new SessionFacts();
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
    else if (this.session.mayBeHttp2) this.log.noteControl(seq);
    else if (fromClient) this.turns.fromClient(seq, seq, origin);
    else this.turns.fromServer(seq, seq, origin);
  }

  protected onHeader(fromClient: boolean, record: Frame): void {
    const isData = record.header[0] === CONTENT.APPLICATION;
    if (fromClient) this.clientRole = isData ? this.clientData(record) : 'control';
    else this.serverRole = isData ? this.serverData(record) : 'control';
  }

  protected onFrame(fromClient: boolean, record: Frame, origin: ChunkOrigin): void {
    const type = record.header[0];
    if (type === CONTENT.HANDSHAKE) {
      this.session.takeHandshake(fromClient, record.body);
      // Before TLS 1.3 the handshake is no application data.
      this.clientDone ||= !this.session.disguised;
    }
    if (fromClient) {
      if (type === CONTENT.CHANGE_CIPHER_SPEC) this.session.takeClientCipherChange();
      if (this.clientRole === 'data') this.turns.moreFromClient(record.end, origin);
    } else if (this.serverRole === 'data') this.turns.moreFromServer(record.end, origin);
    else if (type === CONTENT.ALERT) this.noteFarewell(record.end);
    else if (this.serverRole === 'control') this.log.noteControl(record.end);
  }

  /** RFC 8446 §6: whoever sends an alert closes, save for warnings that nobody sends any more. */
  private noteFarewell(end: number): void {
    this.log.noteControl(end);
    this.log.farewellEnd = end;
  }

  private clientData(record: Frame): Role {
    if (this.isClientHandshake(record)) return this.clientHandshake(record);
    if (this.session.mayBeHttp2) return 'control';
    if (this.session.isAlert(record.bodySize)) return this.hold(this.clientHeld, record);
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
      this.releaseClient();
    }
    if (this.session.mayBeHttp2) return 'control';
    if (this.session.isAlert(record.bodySize)) return this.hold(this.serverAlert, record);
    if (this.ticketsExpected && this.session.disguised && this.tickets.count < MAX_TICKETS) {
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
    return this.session.serverChose || record.first.ack > 1;
  }

  private clientHandshake(record: Frame): Role {
    if (this.clientFlight === 0) this.clientFlightStart = record.start;
    this.clientFlight++;
    if (this.session.isFinished(record.bodySize)) {
      this.clientDone = true;
      this.clientHeld.clear();
      return 'control';
    }
    if (this.clientFlight === 1) return 'control';
    // A flight in one record and a first request look like certificate and proof until the server answers.
    this.clientHeld.add(record);
    if (this.clientFlight >= MAX_FLIGHT) {
      this.clientDone = true;
      this.releaseClient();
    }
    return 'held';
  }

  private hold(held: HeldRecords, record: Frame): Role {
    held.add(record);
    return 'held';
  }

  private releaseClient(): void {
    const { count, start, end, first } = this.clientHeld;
    if (count > 0 && !this.session.mayBeHttp2) this.turns.fromClient(start, end, first);
    this.clientHeld.clear();
  }

  private releaseServer(held: HeldRecords): void {
    if (held.count > 0 && this.turns.awaited) this.turns.fromServer(held.start, held.end, held.first);
    else this.log.noteControl(held.end);
    held.clear();
  }

  /** Where nothing else follows what was held for tickets it is an answer, unless two records of one size say otherwise. */
  private settleTickets(mayBeAnswer: boolean): void {
    const { count, alike, size, end } = this.tickets;
    if (count === 0) return;
    this.ticketsExpected = false;
    const areTickets = count === MAX_TICKETS && alike && size <= LONGEST_TICKET;
    if (mayBeAnswer && !areTickets) this.releaseServer(this.tickets);
    else this.log.noteControl(end);
    this.tickets.clear();
  }
}
