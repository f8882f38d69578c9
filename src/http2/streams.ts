/** The streams of a connection that are not over, with their exchanges. */
import type { ExchangeRecord } from '../app/records.ts';

/** Ten times what servers allow at once by default; beyond, the oldest is let go. */
const MAX_STREAMS = 1024;

export class Streams {
  private readonly exchanges = new Map<number, ExchangeRecord>();

  /** Null for a stream that is not followed. A record that the log uses for another exchange by now is none of this stream. */
  get(id: number): ExchangeRecord | null {
    const exchange = this.exchanges.get(id);
    return exchange?.stream?.id === id ? exchange : null;
  }

  add(id: number, exchange: ExchangeRecord): void {
    if (this.exchanges.size >= MAX_STREAMS) {
      for (const oldest of this.exchanges.keys()) {
        this.exchanges.delete(oldest);
        break;
      }
    }
    this.exchanges.set(id, exchange);
  }

  delete(id: number): void {
    this.exchanges.delete(id);
  }
}
