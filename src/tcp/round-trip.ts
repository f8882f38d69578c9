/**
 * Round trips from the capture point to each endpoint, from acknowledgements of data sent once (Karn's rule, RFC 6298 §3).
 * They place estimated dots in a drawing; no verdict rests on them.
 */
import type { TcpEndpoint } from './endpoint.ts';
import type { Sequence } from './seq.ts';

/** `sender` sent new sequence space up to `end`: time its acknowledgement, one probe at a time. */
export function startProbe(sender: TcpEndpoint, end: Sequence, time: number): void {
  if (sender.probeEnd < 0) {
    sender.probeEnd = end;
    sender.probeTime = time;
  }
}

/** A retransmission makes the running probe ambiguous. */
export function cancelProbe(sender: TcpEndpoint): void {
  sender.probeEnd = -1;
}

/** The peer acknowledged up to `ack`: close the probe of `sender` that it covers. */
export function closeProbe(sender: TcpEndpoint, ack: Sequence, time: number): void {
  if (sender.probeEnd < 0 || ack < sender.probeEnd) return;
  const sample = time - sender.probeTime;
  sender.probeEnd = -1;
  if (sample >= 0 && sample < sender.rttMin) sender.rttMin = sample;
}
