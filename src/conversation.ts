/** A connection with its application layer, followed together. */
import type { RequestRecord, ResponseRecord } from './app/records.ts';
import type { IcmpError } from './decode/icmp-error.ts';
import type { Segment } from './decode/segment.ts';
import { type ClientByName, clientByPorts } from './flow/roles.ts';
import type { FlowTable } from './flow/table.ts';
import type { LoneSyn } from './lone-syn.ts';
import { AppStream } from './recognise/stream.ts';
import { noteIcmp, opensAnew, TcpConnection } from './tcp/connection.ts';
import type { HeldBudget } from './tcp/held-budget.ts';
import { flush } from './tcp/reassembly.ts';
import { trackSegment } from './tcp/track-segment.ts';
import type { CaptureClock } from './time.ts';
import { effectiveReset } from './timeline/closing.ts';
import { TimelineView } from './timeline/view.ts';

/** Told of every request that was answered, with the connection that carried it. */
export type AnswerListener = (
  connection: TcpConnection,
  request: RequestRecord,
  response: ResponseRecord,
) => void;

/** Stands for a connection in queues that outlive it: empty once it is closed, so that they don't keep its memory. */
export interface Place {
  conversation: Conversation | null;
  /** While nothing but one SYN was seen. */
  lone: LoneSyn | null;
}

export class Conversation {
  readonly tcp: TcpConnection;
  readonly app: AppStream;
  /** Waits for its judgement, in one queue or the other; was judged. */
  queued = false;
  settled = false;
  closed = false;
  place: Place = { conversation: this, lone: null };

  /** `index` is Wireshark's tcp.stream. `keptRows` bounds the packets kept for drawing. */
  constructor(
    flows: FlowTable,
    room: HeldBudget,
    slot: number,
    index: number,
    keptRows: number | undefined,
    onAnswered: AnswerListener,
    clientByName: ClientByName | null,
  ) {
    const named = clientByName?.(flows.endpoint(slot, 0), flows.endpoint(slot, 1)) ?? null;
    const client = named ?? clientByPorts(flows.port(slot, 0), flows.port(slot, 1));
    this.tcp = new TcpConnection(index, slot, client, room, keptRows);
    if (named !== null) this.tcp.roleEvidence = 'option';
    this.app = new AppStream((request, response) => onAnswered(this.tcp, request, response));
  }

  /** Whether packets of both sides were seen. */
  get isAnswered(): boolean {
    const [a, b] = this.tcp.endpoints;
    return a.packets > 0 && b.packets > 0;
  }

  /** Whether both sides have closed, or one has reset in a way that the other had to heed. Stragglers may follow. */
  get hasEnded(): boolean {
    const [a, b] = this.tcp.endpoints;
    if (a.fin !== null && b.fin !== null) return true;
    return effectiveReset(a, b) !== null || effectiveReset(b, a) !== null;
  }

  /** Whether both sides have closed, know it of each other, and all their bytes were seen: only copies can follow. */
  get isSettled(): boolean {
    const [a, b] = this.tcp.endpoints;
    if (a.fin === null || b.fin === null) return false;
    const acknowledged = a.ackedUpTo > b.fin.seq && b.ackedUpTo > a.fin.seq;
    return acknowledged && a.expected >= a.fin.seq && b.expected >= b.fin.seq;
  }

  /** Whether `segment` opens another connection on the same addresses and ports. */
  isOver(sender: 0 | 1, segment: Segment): boolean {
    return opensAnew(this.tcp, sender, segment);
  }

  take(sender: 0 | 1, segment: Segment): void {
    trackSegment(this.tcp, sender, segment, this.app);
  }

  /** An ICMP error quotes a segment that `sender` sent on this connection. */
  takeIcmp(sender: 0 | 1, error: IcmpError, frame: number, time: number): void {
    const { ipVersion, icmpType: type, icmpCode: code } = error;
    noteIcmp(this.tcp, { frame, time, ipVersion, type, code, sender });
  }

  /** No packet follows: what waited for others is handed on, and the timeline is drawn up. */
  finish(flows: FlowTable, clock: CaptureClock): TimelineView {
    flush(this.tcp, this.app);
    this.app.close(this.tcp);
    return new TimelineView(this.tcp, this.app, flows, clock);
  }

  /** It was judged: what it kept in rows goes to conversations to come. */
  free(): void {
    this.tcp.free();
    this.app.log.free();
  }

  /** Initial sequence numbers as on the wire, client first: with the endpoints they name this connection in every capture. */
  get numbers(): string {
    const { endpoints, clientSide } = this.tcp;
    return `${endpoints[clientSide].base}|${endpoints[clientSide ^ 1]?.base}`;
  }
}
