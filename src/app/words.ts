/** Bytes read four at a time, little-endian wherever they lie: what the hot path does with heads. */
import { viewOf } from '../capture/view.ts';

let lastBuffer: Uint8Array = new Uint8Array(0);
let lastView = viewOf(lastBuffer);

/** A view of the same bytes, made once per buffer: chunk after chunk lies in the same one. */
export function sharedView(buffer: Uint8Array): DataView {
  if (buffer !== lastBuffer) {
    lastBuffer = buffer;
    lastView = viewOf(buffer);
  }
  return lastView;
}

/** The last one to three bytes of a text, `at` to `end`, as a word with zeros above. */
export function lastWord(view: DataView, at: number, end: number): number {
  let word = 0;
  for (let i = end - 1; i >= at; i--) word = (word << 8) | view.getUint8(i);
  return word;
}

/** Four bytes from `at` on; zeros stand for those from `end` on. */
export function wordAt(view: DataView, at: number, end: number): number {
  return at + 4 <= end ? view.getInt32(at, true) : lastWord(view, at, end);
}
