/** What TCP hands to the application layer: the bytes of both directions, each once and in order. */
import type { TcpConnection } from './connection.ts';
import type { Sequence } from './seq.ts';

/** The segment that a chunk came in; one reused object. */
export interface ChunkOrigin {
  frame: number;
  time: number;
  /** Acknowledgement number of that segment: what its sender had received when the bytes left. */
  ack: Sequence;
}

/**
 * `sender` is 0 or 1: the lower or the higher endpoint of the flow.
 *
 * Chunks arrive in causal order: a chunk whose segment acknowledges bytes of the peer comes after those bytes, whatever the
 * order of packets in the file. The buffer is only valid during the call.
 */
export interface StreamSink {
  data(
    connection: TcpConnection,
    sender: 0 | 1,
    buffer: Uint8Array,
    offset: number,
    length: number,
    seq: Sequence,
    origin: ChunkOrigin,
  ): void;
  /** `length` bytes from `seq` on are not in the capture: cut by the snaplen, or missed although the receiver has them. */
  gap(connection: TcpConnection, sender: 0 | 1, seq: Sequence, length: number, origin: ChunkOrigin): void;
  /** Bytes that were seen before came again. */
  repeated(connection: TcpConnection, sender: 0 | 1, seq: Sequence, end: Sequence, origin: ChunkOrigin): void;
}
