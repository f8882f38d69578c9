/** Application-data records of which only what follows will tell whether they carry data: alerts and tickets look like it. */
import type { Frame } from '../app/frames.ts';
import type { ChunkOrigin } from '../tcp/stream-sink.ts';

export class HeldRecords {
  count = 0;
  start = 0;
  end = 0;
  /** All have the same size. */
  alike = true;
  /** The segment that brought the first byte. */
  readonly first: ChunkOrigin = { frame: 0, time: 0, ack: 0 };
  /** Bytes of each record's body, if they are alike. */
  size = 0;

  add(record: Frame): void {
    if (this.count++ === 0) {
      this.start = record.start;
      this.size = record.bodySize;
      this.alike = true;
      Object.assign(this.first, record.first);
    }
    this.alike &&= record.bodySize === this.size;
    this.end = record.end;
  }

  clear(): void {
    this.count = 0;
  }
}
