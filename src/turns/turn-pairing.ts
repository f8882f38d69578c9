/**
 * Requests and responses by who speaks when: the client's words up to the server's are a request, the server's up to the
 * client's next are its response. All that can be said of encrypted bytes, unknown protocols and payload that was not
 * captured, and enough to see a close that crossed a request.
 *
 * The acknowledgement numbers keep it honest. What the server sent before it had a byte of the request is no answer to it;
 * what the client sends before it had a byte of the answer still belongs to the request. A response counts as complete
 * when the client, having received all of it, speaks again, or at the end of the connection: likely, never certain.
 */
import type { ExchangeLog } from '../app/exchange-log.ts';
import type { ExchangeRecord, RequestRecord, ResponseRecord } from '../app/records.ts';
import type { TcpConnection } from '../tcp/connection.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';

type Requested = ExchangeRecord & { request: RequestRecord };
type Answered = ExchangeRecord & { response: ResponseRecord };

/** Who closes within this time after its own last words did not wait for an answer. */
const FAREWELL_NS = 1e9;
/** Who goes on speaking after such a silence does not wait for one either. */
const MONOLOGUE_NS = 3e9;
/** Words of farewell are shorter; the requests that gateways send, with all of their fields, are not. */
const LONGEST_FAREWELL = 64;
/** A connection that was silent for as long had fallen idle: who still uploads what was answered early sends on at once. */
const IDLE_NS = 500e6;
/** Turns that overlap this often are no turns: both sides talk at once. One overlap may be a close that crossed. */
const MAX_OVERLAPS = 2;

/** What the framing below says about each side's last words. */
interface CutWords {
  readonly request: boolean;
  /** Bytes that the response lacks; 0 where none, or nothing tells. */
  readonly bytesMissing: number;
}

const WHOLE: CutWords = { request: false, bytesMissing: 0 };

export class TurnPairing {
  /** Both sides talk at once: nothing is paired any more. */
  duplex = false;
  /** The bytes were seen and say nothing: they need not be questions and answers at all. */
  doubtful = false;

  private requested: Requested | null = null;
  private answering: Answered | null = null;
  private clientEnd = 0;
  private serverEnd = 0;
  private overlaps = 0;
  /** How long neither side had spoken when the request began. */
  private silence = 0;
  /** The client spoke again after a silence in which nobody answered. */
  private monologue = false;
  private readonly lastClient: ChunkOrigin = { frame: 0, time: 0, ack: 0 };
  private readonly lastServer = { frame: 0, time: 0 };

  constructor(private readonly log: ExchangeLog) {}

  /** The request that runs and of whose answer no byte was seen. */
  get awaited(): boolean {
    return this.requested !== null && this.answering === null;
  }

  /** The client begins to say something at `start`. */
  fromClient(start: number, end: number, origin: ChunkOrigin): void {
    if (this.duplex) return;
    if (this.requested === null || this.hasHeard(origin)) this.beginTurn(start, origin);
    else if (this.awaited && origin.time - this.lastClient.time > MONOLOGUE_NS) this.monologue = true;
    this.moreFromClient(end, origin);
  }

  /** The client goes on with what it has begun, up to `end`. */
  moreFromClient(end: number, origin: ChunkOrigin): void {
    this.clientEnd = end;
    Object.assign(this.lastClient, origin);
    const request = this.requested?.request;
    if (request && request.end !== null) this.log.endRequest(request, end, origin);
  }

  /** The server begins to say something at `start`. */
  fromServer(start: number, end: number, origin: ChunkOrigin): void {
    if (this.duplex) return;
    if (this.answering === null && !this.beginAnswer(start, origin)) this.log.noteControl(end);
    this.moreFromServer(end, origin);
  }

  moreFromServer(end: number, origin: ChunkOrigin): void {
    this.serverEnd = end;
    this.lastServer.frame = origin.frame;
    this.lastServer.time = origin.time;
  }

  /** No byte follows. What a side said last stays without an end where its own framing shows that more was to come. */
  close(connection: TcpConnection, cut: CutWords = WHOLE): void {
    const { requested, answering } = this;
    if (requested === null) return;
    const end = endOf(connection);
    const unheard = answering === null || (end !== null && end.ack <= answering.response.start.seq);
    if (unheard && this.wasNoQuestion(end) && !this.wasLateReuse(connection)) this.log.withdraw(requested);
    else if (answering === null) {
      if (!cut.request) this.log.endRequest(requested.request, this.clientEnd, this.lastClient);
    } else if (cut.bytesMissing > 0) answering.response.bytesMissing = cut.bytesMissing;
    // What unknown bytes the client left behind is no loss that anyone could vouch for.
    else this.completeAnswer(this.doubtful ? heardOf(connection) : this.serverEnd);
  }

  /** The client speaks although it has been answered, in part at least: its next turn. */
  private hasHeard(origin: ChunkOrigin): boolean {
    return this.answering !== null && origin.ack > this.answering.response.start.seq;
  }

  private beginTurn(start: number, origin: ChunkOrigin): void {
    if (this.answering !== null) {
      if (origin.ack < this.serverEnd && ++this.overlaps >= MAX_OVERLAPS) {
        this.giveUp();
        return;
      }
      this.completeAnswer(origin.ack);
      // What the client had not received yet answers its earlier words.
      this.log.noteControl(this.serverEnd);
    }
    this.silence = origin.time - Math.max(this.lastClient.time, this.lastServer.time);
    this.requested = this.log.beginRequest(start, origin);
    this.monologue = false;
  }

  private beginAnswer(start: number, origin: ChunkOrigin): boolean {
    if (this.requested === null || origin.ack <= this.requested.request.start.seq) return false;
    this.log.endRequest(this.requested.request, this.clientEnd, this.lastClient);
    this.answering = this.log.beginResponse(start, origin, this.requested);
    this.answering.response.framing = 'turn';
    // There is no head that could be missing.
    this.answering.response.headEnd = start;
    return true;
  }

  private completeAnswer(upTo: number): void {
    if (this.answering === null) return;
    const end = Math.max(this.answering.response.start.seq, Math.min(upTo, this.serverEnd));
    this.log.endResponse(this.answering, end, this.lastServer);
    this.answering = null;
  }

  private giveUp(): void {
    this.duplex = true;
    this.requested = null;
    this.answering = null;
    this.log.clear();
    this.log.note('both-sides-at-once');
  }

  /** Whether the client's last words, to which it heard nothing, were not meant to be answered. `end` is its close. */
  private wasNoQuestion(end: ClientEnd | null): boolean {
    if (this.monologue) return true;
    const leftByItself = end !== null && end.ack <= this.lastClient.ack;
    // Without one answer before, or with a client that leaves by itself, unknown bytes accuse nobody.
    if (this.doubtful) return this.log.responses === 0 || leftByItself;
    return leftByItself && end.time - this.lastClient.time <= FAREWELL_NS;
  }

  /**
   * After an idle time the client spoke at length to a server whose FIN it had, as one does that has not looked (and leaves as soon as
   * it has): a request on a connection that was answered before.
   */
  private wasLateReuse({ endpoints, clientSide }: TcpConnection): boolean {
    const start = this.requested?.request.start;
    const fin = endpoints[clientSide === 0 ? 1 : 0].fin;
    if (this.doubtful || this.monologue || !start || !fin || start.ack <= fin.seq) return false;
    return this.log.responses > 0 && this.silence > IDLE_NS && this.clientEnd - start.seq > LONGEST_FAREWELL;
  }
}

interface ClientEnd {
  readonly time: number;
  /** What the client had received. */
  readonly ack: number;
}

/** How far the client had received the server's bytes, by any packet of its. */
function heardOf({ endpoints, clientSide }: TcpConnection): number {
  const { fin, resets, ackedUpTo } = endpoints[clientSide];
  return Math.max(ackedUpTo, fin?.ack ?? 0, resets[0]?.ack ?? 0);
}

/**
 * The client's FIN or reset; null where it sent none. A bare reset is none: it answers what came when the socket was gone
 * (RFC 9293 §3.10.7.1), be it by the server's own reset.
 */
function endOf({ endpoints, clientSide }: TcpConnection): ClientEnd | null {
  const { fin, resets } = endpoints[clientSide];
  const end = fin ?? resets.find(({ ack }) => ack !== null);
  return end === undefined ? null : { time: end.time, ack: end.ack ?? 0 };
}
