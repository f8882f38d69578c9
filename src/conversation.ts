/** A connection with its application layer, followed together. */
import type { Segment } from './decode/segment.ts';
import { clientByPorts } from './flow/roles.ts';
import type { FlowTable } from './flow/table.ts';
import { HttpPairing } from './http/pairing.ts';
import { opensAnew, TcpConnection, trackSegment } from './tcp/connection.ts';
import { flush } from './tcp/reassembly.ts';
import type { CaptureClock } from './time.ts';
import { buildTimeline } from './timeline/build.ts';
import type { Timeline } from './timeline/schema.ts';

export class Conversation {
  readonly tcp: TcpConnection;
  readonly http = new HttpPairing();

  /** `index` is Wireshark's tcp.stream. `keptRows` bounds the packets kept for drawing. */
  constructor(flows: FlowTable, slot: number, index: number, keptRows?: number) {
    const client = clientByPorts(flows.port(slot, 0), flows.port(slot, 1));
    this.tcp = new TcpConnection(index, slot, client, keptRows);
  }

  /** Whether `segment` opens another connection on the same addresses and ports. */
  isOver(sender: 0 | 1, segment: Segment): boolean {
    return opensAnew(this.tcp, sender, segment);
  }

  /** Returns the notes on the packet, PACKET_NOTE bits. */
  take(sender: 0 | 1, segment: Segment, frame: number, time: number): number {
    return trackSegment(this.tcp, sender, segment, frame, time, this.http);
  }

  /** No packet follows: what waited for others is handed on, and the timeline is drawn up. */
  finish(flows: FlowTable, clock: CaptureClock): Timeline {
    flush(this.tcp, this.http);
    this.http.close();
    return buildTimeline(this.tcp, this.http, flows, clock);
  }

  /** What names this connection wherever it was captured: endpoints and initial sequence numbers. */
  identity(timeline: Timeline): string {
    const { endpoints, clientSide } = this.tcp;
    return `${timeline.client.address}|${timeline.server.address}|${endpoints[clientSide].base}|${endpoints[clientSide ^ 1]?.base}`;
  }
}
