/** What every protocol is to the overwriting of payload: it takes a connection's bytes in order and says which of them may be told. */
import type { ChunkOrigin } from '../../tcp/stream-sink.ts';

export interface Scrub {
  /** Bytes of one direction, in order; `seq` is the number of the first one. */
  data(
    fromClient: boolean,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: number,
    origin: ChunkOrigin,
  ): void;
  /** `length` bytes from `seq` on are not to be had. */
  gap(fromClient: boolean, length: number, seq: number, origin: ChunkOrigin): void;
  /** From here on it is not decided yet which bytes may be told; `taken` is the number after the last one that came. */
  undecidedFrom(fromClient: boolean, taken: number): number;
}
