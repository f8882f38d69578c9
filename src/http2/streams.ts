/** The streams of a connection that are not over, with their exchanges. */
import type { ExchangeRecord } from '../app/records.ts';

/** Beyond this many the ones whose records the log has used again are dropped: it follows fewer. */
const MAX_STREAMS = 256;

export class Streams {
  private readonly exchanges = new Map<number, ExchangeRecord>();

  /** Null for a stream that is not followed. */
  get(id: number): ExchangeRecord | null {
    const exchange = this.exchanges.get(id);
    return exchange !== undefined && isOf(exchange, id) ? exchange : null;
  }

  add(id: number, exchange: ExchangeRecord): void {
    if (this.exchanges.size >= MAX_STREAMS) this.sweep();
    this.exchanges.set(id, exchange);
  }

  delete(id: number): void {
    this.exchanges.delete(id);
  }

  private sweep(): void {
    for (const [id, exchange] of this.exchanges) if (!isOf(exchange, id)) this.exchanges.delete(id);
  }
}

/** A record that the log uses for another exchange by now is none of this stream. */
function isOf({ stream }: ExchangeRecord, id: number): boolean {
  return stream?.id === id;
}
