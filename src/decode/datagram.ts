/** An IP datagram that is being put together from its fragments. Source: RFC 791 §3.2, RFC 8200 §4.5. */

import { IPV6_HEADER } from './ip-numbers.ts';

/** Room for an IPv6 header in front of the payload, so that addresses can be read from the same buffer. */
export const DATAGRAM_HEAD = IPV6_HEADER;
/** Longest payload that a fragment's offset and length may reach. */
export const MAX_DATAGRAM = 65_535;

const FIRST_SIZE = 4096;

export class Datagram {
  bytes = new Uint8Array(FIRST_SIZE);
  /** Payload bytes; -1 until the last fragment came. */
  total = -1;
  /** Protocol number of the payload, as the fragment at offset 0 says; -1 until it came. */
  protocol = -1;
  /** Seconds of the first fragment's frame. */
  readonly since: number;
  /** What is there: [begin, end) pairs, ascending, neither touching nor overlapping. */
  private readonly ranges: number[] = [];

  constructor(since: number) {
    this.since = since;
  }

  get complete(): boolean {
    return (
      this.total >= 0 &&
      this.ranges.length === 2 &&
      this.ranges[0] === 0 &&
      (this.ranges[1] as number) >= this.total
    );
  }

  /** Adds payload bytes source[at..at+length) at `offset`. Bytes that are there already stay: the first copy wins. */
  add(offset: number, source: Uint8Array, at: number, length: number): void {
    const end = offset + length;
    this.reserve(DATAGRAM_HEAD + end);
    let from = offset;
    let first = 0;
    while (first < this.ranges.length && (this.ranges[first + 1] as number) < offset) first += 2;
    let last = first;
    let begin = offset;
    let finish = end;
    for (; last < this.ranges.length && (this.ranges[last] as number) <= end; last += 2) {
      const held = this.ranges[last] as number;
      this.copy(from, Math.min(held, end), source, at - offset);
      from = Math.max(from, this.ranges[last + 1] as number);
      begin = Math.min(begin, held);
      finish = Math.max(finish, this.ranges[last + 1] as number);
    }
    this.copy(from, end, source, at - offset);
    this.ranges.splice(first, last - first, begin, finish);
  }

  /** Payload bytes [from..to); `shift` leads from their offsets to their places in the source. */
  private copy(from: number, to: number, source: Uint8Array, shift: number): void {
    if (from < to) this.bytes.set(source.subarray(from + shift, to + shift), DATAGRAM_HEAD + from);
  }

  private reserve(size: number): void {
    if (size <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
