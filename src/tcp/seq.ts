/**
 * Sequence-number arithmetic (RFC 9293 §3.4), and the only place that does any.
 *
 * Outside this module sequence and acknowledgement numbers are *relative and unwrapped*: doubles that count from the
 * connection's initial sequence number (SYN = 0, first byte = 1) and never wrap, so they compare with `<`.
 */

/** A sequence number as on the wire, 0..2^32 - 1. */
export type WireSequence = number;

/** Relative and unwrapped; negative before the base. Exact up to 2^53 bytes. */
export type Sequence = number;

/**
 * The unwrapped value of `wire` that lies nearest to `near`: at most 2^31 away from it.
 * `base` is the wire number that counts as 0.
 */
export function unwrap(wire: WireSequence, base: WireSequence, near: Sequence): Sequence {
  // ToInt32 reduces modulo 2^32 to -2^31..2^31-1, which is exactly the signed distance on the circle.
  return near + ((wire - base - near) | 0);
}

/** `wire + n` on the circle of 2^32. */
export function advance(wire: WireSequence, n: number): WireSequence {
  return (wire + n) >>> 0;
}

/** Sequence space that a segment takes: payload bytes, and one each for SYN and FIN (RFC 9293 §3.4). */
export function spaceOf(payloadLength: number, flags: number): number {
  return payloadLength + ((flags >> 1) & 1) + (flags & 1);
}
