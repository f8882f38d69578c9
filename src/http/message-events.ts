/** What the framing tells as it goes on. Sequence numbers are relative, as everywhere above tcp/. */
import type { ChunkOrigin } from '../tcp/stream-sink.ts';
import type { Body } from './body.ts';
import type { Head } from './head.ts';

export interface MessageEvents {
  /** The first byte of a message. */
  onStart(isRequest: boolean, seq: number, origin: ChunkOrigin): void;
  /** A whole head; `headEnd` is the number after its last byte. Answers how the body ends. */
  onHead(head: Head, headEnd: number): Body;
  /** The captured part of a head whose rest is not to be had. Answers how the body ends if that part tells, else `NONE`. */
  onCutHead(head: Head): Body;
  /** The number after the last byte of the message. */
  onEnd(isRequest: boolean, end: number, origin: ChunkOrigin): void;
  /** Bytes that belong to no message, or a hole: the place in the stream is lost. */
  onLost(isRequest: boolean, oddity: string): void;
}
