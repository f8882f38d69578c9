/** When connections to each upstream opened and ended, as columns: what shows a restart among ordinary closes. */

/** Connections kept per upstream; beyond it the oldest are forgotten. */
const CAPACITY = 1 << 14;
const MAX_UPSTREAMS = 1 << 14;

/** How a connection ended. */
export const CloseKind = {
  /** The server's FIN with nothing outstanding, or crossing a request. */
  IDLE: 0,
  /** Anything else, or not at all. */
  OTHER: 1,
  /** Never opened: the SYN was refused. */
  REFUSED: 2,
} as const;
export type CloseKind = (typeof CloseKind)[keyof typeof CloseKind];

export interface ConnectionSpan {
  readonly opened: number;
  /** Infinity where it survived the capture. */
  readonly ended: number;
  readonly kind: CloseKind;
  /** Idle nanoseconds at the close; NaN where unknown. */
  readonly age: number;
}

export class ConnectionSpans {
  private readonly byUpstream = new Map<string, ConnectionSpan[]>();

  add(upstream: string, span: ConnectionSpan): void {
    const spans = this.byUpstream.get(upstream);
    if (spans === undefined) {
      if (this.byUpstream.size < MAX_UPSTREAMS) this.byUpstream.set(upstream, [span]);
    } else {
      if (spans.length >= CAPACITY) spans.splice(0, CAPACITY / 4);
      spans.push(span);
    }
  }

  of(upstream: string): readonly ConnectionSpan[] {
    return this.byUpstream.get(upstream) ?? [];
  }
}
