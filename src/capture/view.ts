/**
 * A view of the same bytes, to read numbers through. Reading through a view that is made once per buffer measured at
 * half the cost of shifts on the bytes; beyond its end it throws, so callers check lengths first.
 */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
