/**
 * Room for segments that wait for the bytes before them, shared by all connections of a capture.
 *
 * A direction may hold as much as is still free (dynamic thresholds, as switches share their buffers): one fast transfer with a
 * loss gets megabytes, thousands of connections with holes get little each, and the sum has a bound.
 */
const ROOM_BYTES = 32 << 20;
/** What a held segment costs besides its bytes. */
const SEGMENT_BYTES = 256;

export class HeldBudget {
  private free = ROOM_BYTES;

  /** Takes room for a segment of so many captured bytes. Returns what it costs. */
  take(bytes: number): number {
    const cost = bytes + SEGMENT_BYTES;
    this.free -= cost;
    return cost;
  }

  /** The segment is held no more. Returns what it cost. */
  giveBack(bytes: number): number {
    const cost = bytes + SEGMENT_BYTES;
    this.free += cost;
    return cost;
  }

  /** Whether a direction that holds `cost` holds more than its share. */
  isOver(cost: number): boolean {
    return cost > this.free;
  }
}
