/**
 * Round trips from the capture point to each endpoint, from acknowledgements of data sent once (Karn's rule, RFC 6298 §3).
 * They place estimated dots in a drawing; no verdict rests on them. An endpoint is its columns, `numbers[at]` and on: see columns.ts.
 */
import { PROBE_END, PROBE_TIME, RTT_MIN } from './columns.ts';
import type { Sequence } from './seq.ts';

/** The endpoint sent new sequence space up to `end`: time its acknowledgement, one probe at a time. */
export function startProbe(numbers: Float64Array, at: number, end: Sequence, time: number): void {
  if ((numbers[at + PROBE_END] as number) >= 0) return;
  numbers[at + PROBE_END] = end;
  numbers[at + PROBE_TIME] = time;
}

/** A retransmission makes the running probe ambiguous. */
export function cancelProbe(numbers: Float64Array, at: number): void {
  numbers[at + PROBE_END] = -1;
}

/** The peer acknowledged up to `ack`: close the endpoint's probe that it covers. */
export function closeProbe(numbers: Float64Array, at: number, ack: Sequence, time: number): void {
  const end = numbers[at + PROBE_END] as number;
  if (end < 0 || ack < end) return;
  const sample = time - (numbers[at + PROBE_TIME] as number);
  numbers[at + PROBE_END] = -1;
  if (sample >= 0 && sample < (numbers[at + RTT_MIN] as number)) numbers[at + RTT_MIN] = sample;
}
