/** The internet checksum (RFC 1071), changed along with the bytes that it covers: RFC 1624 §3. */

/** Sum of the 16-bit words of `bytes[from..end)`, the first of them at an even place of what the checksum covers. */
export function sumOf(bytes: Uint8Array, from: number, end: number): number {
  let sum = 0;
  for (let at = from; at < end; at += 2)
    sum += ((bytes[at] as number) << 8) | (at + 1 < end ? (bytes[at + 1] as number) : 0);
  return sum;
}

/** The checksum in `bytes[at..at + 2)` after words that it covers changed: their sum was `before`, and is `after`. */
export function adjust(bytes: Uint8Array, at: number, before: number, after: number): void {
  const old = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  const sum = folded(folded(~old & 0xffff) + folded(~folded(before) & 0xffff) + folded(after));
  const next = ~sum & 0xffff;
  bytes[at] = next >>> 8;
  bytes[at + 1] = next & 0xff;
}

function folded(sum: number): number {
  let left = sum;
  while (left > 0xffff) left = Math.floor(left / 0x10000) + (left & 0xffff);
  return left;
}
