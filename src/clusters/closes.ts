/** When connections to each upstream opened and ended, as columns: what shows a restart among ordinary closes. */

/** Connections kept per upstream; beyond it the oldest are forgotten. */
const CAPACITY = 1 << 14;
const MAX_UPSTREAMS = 1 << 14;
/** Connections kept of all upstreams, 32 bytes each; beyond it every upstream keeps only its last few. */
const MAX_SPANS = 1 << 19;
const FEW = 64;

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

/** Numbers of one span: four in a row of a plain array, which V8 keeps unboxed. */
const STRIDE = 4;

export class ConnectionSpans {
  private readonly byUpstream = new Map<string, number[]>();
  private total = 0;

  add(upstream: string, { opened, ended, kind, age }: ConnectionSpan): void {
    let spans = this.byUpstream.get(upstream);
    if (spans === undefined) {
      if (this.byUpstream.size >= MAX_UPSTREAMS) return;
      spans = [];
      this.byUpstream.set(upstream, spans);
    }
    const most = this.total < MAX_SPANS ? CAPACITY : FEW;
    const kept = spans.length / STRIDE;
    if (kept >= most) this.forget(spans, Math.ceil(kept - (most * 3) / 4));
    spans.push(opened, ended, kind, age);
    this.total++;
  }

  of(upstream: string): readonly ConnectionSpan[] {
    const spans = this.byUpstream.get(upstream) ?? [];
    return Array.from({ length: spans.length / STRIDE }, (_, i) => {
      const [opened = 0, ended = 0, kind = 0, age = 0] = spans.slice(i * STRIDE, (i + 1) * STRIDE);
      return { opened, ended, kind: kind as CloseKind, age };
    });
  }

  private forget(spans: number[], count: number): void {
    spans.splice(0, count * STRIDE);
    this.total -= count;
  }
}
